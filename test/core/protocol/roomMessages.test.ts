/** Messages between a page and the recorder of its room: what is written is read, and nothing else is. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeClockMessage,
  encodeClockMessage,
  measureExchange,
  type ClockMessage,
} from '../../../core/protocol/clockExchange.ts'
import {
  decodeHealth,
  encodeHealth,
  isSamePicture,
  measureLuma,
  measurePeak,
  stepHealth,
  WELL,
  type HealthMessage,
} from '../../../core/protocol/health.ts'

const ns = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
const clockMessage: fc.Arbitrary<ClockMessage> = fc.oneof(
  fc.record({ type: fc.constant('ask' as const), t1Ns: ns }),
  fc.record({ type: fc.constant('answer' as const), t1Ns: ns, t2Ns: ns, t3Ns: ns }),
  fc.record({ type: fc.constant('report' as const), t1Ns: ns, t2Ns: ns, t3Ns: ns, t4Ns: ns }),
)
const health: fc.Arbitrary<HealthMessage> = fc.record({
  code: fc.constantFrom('microphone_silent', 'camera_frozen', 'camera_black'),
  state: fc.constantFrom('wrong', 'well'),
  trackId: fc.string(),
  seconds: fc.nat(),
  atNs: ns,
})
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the clock exchange', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(clockMessage, (message) => {
        expect(decodeClockMessage(encodeClockMessage(message))).toEqual(message)
      }),
    )
  })

  it.each([
    '',
    'null',
    '[]',
    '{"type":"ask"}',
    '{"type":"ask","t1Ns":1}',
    '{"type":"ask","t1Ns":"-1"}',
    '{"type":"ask","t1Ns":"1e3"}',
    '{"type":"answer","t1Ns":"1","t2Ns":"2"}',
    '{"type":"other","t1Ns":"1"}',
    `{"type":"ask","t1Ns":"${'9'.repeat(20)}"}`,
  ])('reads nothing in %s', (text) => {
    expect(decodeClockMessage(bytes(text))).toBeUndefined()
  })

  it('finds the offset of the recorder’s clock where both ways take as long', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(0n, 10n ** 9n), (offset, oneWay) => {
        const t1Ns = 10n ** 18n
        const t2Ns = t1Ns + oneWay + offset
        const t3Ns = t2Ns + 1000n
        const t4Ns = t3Ns - offset + oneWay
        const { offsetNs, roundTripNs } = measureExchange({ t1Ns, t2Ns, t3Ns, t4Ns })
        expect(offsetNs).toBe(offset)
        expect(roundTripNs).toBe(2n * oneWay)
      }),
    )
  })
})

describe('health', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(health, (message) => {
        expect(decodeHealth(encodeHealth(message))).toEqual(message)
      }),
    )
  })

  it.each([
    '',
    'null',
    '{}',
    '{"code":"tired","state":"wrong","trackId":"TR","seconds":1,"atNs":"1"}',
    '{"code":"camera_black","state":"wrong","trackId":"TR","seconds":1e15,"atNs":"1"}',
  ])('reads nothing in %s', (text) => {
    expect(decodeHealth(bytes(text))).toBeUndefined()
  })

  it('measures brightness, loudness and sameness', () => {
    expect(measureLuma(Uint8ClampedArray.of(255, 255, 255, 255, 0, 0, 0, 255))).toBeCloseTo(127.5)
    expect(measureLuma(new Uint8ClampedArray())).toBe(0)
    expect(measurePeak(Float32Array.of(0.1, -0.5, 0.2))).toBe(0.5)
    expect(isSamePicture(Uint8ClampedArray.of(1, 2), Uint8ClampedArray.of(1, 2))).toBe(true)
    expect(isSamePicture(Uint8ClampedArray.of(1, 2), Uint8ClampedArray.of(1, 3))).toBe(false)
  })

  it('tells a state once it has lasted, again each minute, and its end', () => {
    const told: (readonly [number, string])[] = []
    let watch = WELL
    for (let second = 0; second <= 200; second++) {
      const isWrong = second >= 10 && second < 190
      const step = stepHealth(watch, { atMs: second * 1000, isWrong, limitMs: 30_000 })
      watch = step.watch
      if (step.tell !== undefined) told.push([second, step.tell])
    }
    expect(told).toEqual([
      [40, 'wrong'],
      [100, 'wrong'],
      [160, 'wrong'],
      [190, 'well'],
    ])
  })

  it('says nothing of what passes before it lasts', () => {
    const first = stepHealth(WELL, { atMs: 0, isWrong: true, limitMs: 5000 })
    const second = stepHealth(first.watch, { atMs: 4000, isWrong: false, limitMs: 5000 })
    expect([first.tell, second.tell]).toEqual([undefined, undefined])
  })
})
