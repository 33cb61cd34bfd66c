/** The packet table as bytes: what is written is read, in both its forms, and nothing else is. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPackets, parsePackets, type PacketTable } from '../../../core/protocol/index.ts'

const time = fc.oneof(
  fc.integer({ min: -50_000, max: 50_000 }),
  fc.integer({ min: 0, max: 40 }).map((ms) => ms * 1000),
  fc.integer({ min: -(2 ** 47), max: 2 ** 47 }),
)
const packet = fc.record({ step: time, duration: fc.option(time, { nil: undefined }), key: fc.boolean() })

function toTable(
  packets: readonly { step: number; duration: number | undefined; key: boolean }[],
): PacketTable {
  const ptsUs = new Float64Array(packets.length)
  let ptsUsNow = 0
  for (const [at, { step }] of packets.entries()) ptsUs[at] = ptsUsNow = (ptsUsNow + step) % 2 ** 48 || 0
  const durationUs = Float64Array.from(
    packets,
    ({ duration }, at) => duration ?? (at + 1 < packets.length ? ptsUs[at + 1]! - ptsUs[at]! : 0),
  )
  return { ptsUs, durationUs, key: Uint8Array.from(packets, ({ key }) => Number(key)) }
}

const table = fc.array(packet, { maxLength: 200 }).map(toTable)
const isCompact = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'LSP2'

describe('a packet table', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(table, (packets) => {
        const bytes = formatPackets(packets)
        expect(parsePackets(bytes.buffer)).toEqual(packets)
      }),
    )
  })

  it('is as exact where numbers are no whole microseconds', () => {
    const odd = {
      ptsUs: Float64Array.of(0.5, 2 ** 60, -1),
      durationUs: Float64Array.of(1 / 3, 0, 0),
      key: Uint8Array.of(1, 0, 0),
    }
    const bytes = formatPackets(odd)
    expect(isCompact(bytes)).toBe(false)
    expect(parsePackets(bytes.buffer)).toEqual(odd)
  })

  it.each([
    ['30 frames a second, with a key frame each 4 s', (n: number) => Math.round((n * 1e6) / 30), 120, 1],
    ['whole milliseconds', (n: number) => Math.round(n * 33.3667) * 1000, 120, 1],
    ['sound of 20 ms packets', (n: number) => n * 20_000 - 6500, 1, 1],
    ['capture times that tremble', (n: number) => Math.round((n * 1e6) / 30 + 5e3 * Math.sin(n)), 120, 2.2],
  ])('takes a byte or two a packet: %s', (_, timeOf, keyEvery, most) => {
    const count = 10_000
    const ptsUs = Float64Array.from({ length: count }, (_, n) => timeOf(n))
    const durationUs = ptsUs.map((pts, n) => (n + 1 < count ? ptsUs[n + 1]! - pts : 20_000))
    const key = Uint8Array.from(ptsUs, (_, n) => Number(n % keyEvery === 0))
    const bytes = formatPackets({ ptsUs, durationUs, key })
    expect(isCompact(bytes)).toBe(true)
    expect(bytes.length).toBeLessThan(count * most * 1.05)
  })

  it('works durations out when they are asked for, once: a page that plays hours does without', () => {
    const count = 100_000
    const ptsUs = Float64Array.from({ length: count }, (_, n) => n * 33_000)
    const bytes = formatPackets({ ptsUs, durationUs: ptsUs.map(() => 33_000), key: new Uint8Array(count) })
    const before = process.memoryUsage().arrayBuffers
    const parsed = parsePackets(bytes.buffer)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(count * 10)
    expect(parsed.durationUs.at(-1)).toBe(33_000)
    expect(parsed.durationUs).toBe(parsed.durationUs)
  })

  it('is refused where it is cut, longer, or something else', () => {
    const bytes = formatPackets(
      toTable(
        Array.from({ length: 40 }, (_, n) => ({ step: 33_000 + n, duration: n * 1000, key: n % 9 === 0 })),
      ),
    )
    for (let end = 0; end < bytes.length; end++)
      expect(() => parsePackets(bytes.slice(0, end).buffer), String(end)).toThrow(RangeError)
    expect(() => parsePackets(Uint8Array.of(...bytes, 0).buffer)).toThrow(RangeError)
    expect(() => parsePackets(new TextEncoder().encode('{"an":"error"}').buffer)).toThrow(RangeError)
  })

  it('is refused or whole whatever its bytes are', () => {
    const noise = fc.uint8Array({ minLength: 0, maxLength: 80 })
    const count = fc.oneof(fc.nat(60), fc.constant(0xffffffff))
    fc.assert(
      fc.property(noise, count, (body, claimed) => {
        const bytes = new Uint8Array(8 + body.length)
        bytes.set(new TextEncoder().encode('LSP2'))
        new DataView(bytes.buffer).setUint32(4, claimed, true)
        bytes.set(body, 8)
        try {
          const { ptsUs, durationUs, key } = parsePackets(bytes.buffer)
          expect([ptsUs.length, durationUs.length, key.length]).toEqual([claimed, claimed, claimed])
          expect(ptsUs.every(Number.isSafeInteger)).toBe(true)
        } catch (error) {
          if (!(error instanceof RangeError)) throw error
        }
      }),
      { numRuns: 500 },
    )
  })
})
