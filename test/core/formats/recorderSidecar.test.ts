import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  formatClockReadings,
  formatRecorderSidecar,
  parseClockReadings,
  parseRecorderSidecar,
  type RecorderSidecar,
  type SidecarSpan,
} from '../../../core/formats/index.ts'

const NS = 1_795_252_123_456_000_000n
const amount = fc.nat(1_000_000_000)
const either = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })
const spans = fc.array(
  fc
    .tuple(fc.integer({ min: -1000, max: 86_400_000_000 }), either(fc.integer({ min: 1, max: 1e9 })))
    .map(([fromUs, length]): SidecarSpan => ({ fromUs, toUs: length && fromUs + length })),
  { maxLength: 4 },
)
const sidecar = fc.record<RecorderSidecar>({
  recorder: fc.constantFrom('embedded', 'other'),
  version: fc.constantFrom('0.1.0', '2'),
  pts0: either(
    fc.record({
      wallNs: fc.bigInt({ min: NS, max: NS + 10n ** 14n }),
      sigmaNs: amount,
      method: fc.constantFrom('sender_reports', 'first_packet'),
      readings: amount,
      scatterNs: either(amount),
    }),
  ),
  drift: either(
    fc.record({
      ppm: fc.double({ min: -500, max: 500, noNaN: true }).filter((ppm) => !Object.is(ppm, -0)),
      sigmaPpm: fc.double({ min: 0.01, max: 50, noNaN: true }),
    }),
  ),
  packets: either(fc.record({ received: amount, lost: amount, repaired: amount, duplicate: amount })),
  frames: either(fc.record({ written: amount, lost: amount, blank: amount })),
  muted: spans,
  lost: spans,
})

it('comes back as it was written', () => {
  fc.assert(
    fc.property(sidecar, (value) => {
      const json = JSON.parse(JSON.stringify({ egressId: 'EG_1', lockstep: formatRecorderSidecar(value) }))
      expect(parseRecorderSidecar(json)).toEqual({ value, problems: [] })
    }),
  )
})

it('leaves out what is wrong, says it, and reads the rest; others have no such member', () => {
  const lockstep = {
    recorder: 'embedded',
    pts0: { wallNs: String(NS), sigmaNs: -1, readings: 3 },
    drift: { ppm: -12.5, sigmaPpm: 0.5 },
    muted: [
      { fromUs: 5, toUs: 4 },
      { fromUs: 7, toUs: 9 },
    ],
    lost: [{ toUs: 4 }],
  }
  const { value, problems } = parseRecorderSidecar({ egressInfo: { egressId: 'EG_1', lockstep } })
  expect(value).toMatchObject({
    pts0: undefined,
    drift: { ppm: -12.5 },
    muted: [{ fromUs: 7, toUs: 9 }],
    lost: [],
  })
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('lockstep.pts0 has no number sigmaNs'),
    expect.stringContaining('1 of 2 spans of lockstep.muted'),
    expect.stringContaining('1 of 1 spans of lockstep.lost'),
  ])
  expect(parseRecorderSidecar({ egressId: 'EG_1' }).value).toBeUndefined()
})

it('reads mutes and losses as they came, and frames by their kinds', () => {
  const at = (us: number): string => String(NS + BigInt(us) * 1000n)
  const lockstep = {
    recorder: 'embedded',
    version: '1',
    pts0: { wallNs: String(NS), sigmaNs: 800_000, method: 'sender_reports', readings: 9, scatterNs: 1 },
    packets: { received: 10, lost: 1, repaired: 2, repeated: 3 },
    frames: { written: 4, incomplete: 1, undecodable: 2, unwritten: 0, blank: 6, largest: { width: 1 } },
    muted: [
      { isMuted: true, atNs: at(36_000_000) },
      { isMuted: true, atNs: at(37_000_000) },
      { isMuted: false, atNs: at(44_000_000) },
      { isMuted: true, atNs: at(90_000_000) },
    ],
    lost: [
      { count: 3, afterPtsUs: 20_000_000, atNs: at(0) },
      { count: 1, atNs: at(0) },
    ],
  }
  const { value, problems } = parseRecorderSidecar(JSON.parse(JSON.stringify({ lockstep })))
  expect(problems).toEqual([])
  expect(value).toMatchObject({
    packets: { duplicate: 3 },
    frames: { written: 4, lost: 3, blank: 6 },
    muted: [
      { fromUs: 36_000_000, toUs: 44_000_000 },
      { fromUs: 90_000_000, toUs: undefined },
    ],
    lost: [{ fromUs: 20_000_000, toUs: 20_060_000 }],
  })
})

it('keeps when a sender report arrived', () => {
  const readings = [
    { ptsUs: 1, wallNs: NS, clock: 'device' as const, recvNs: NS + 20_000_123n },
    { ptsUs: 2, wallNs: NS, clock: 'device' as const },
  ]
  const json = JSON.parse(JSON.stringify({ clockReadings: formatClockReadings(readings) }))
  expect(parseClockReadings(json).value).toEqual(readings)
})
