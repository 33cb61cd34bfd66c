/** The index of a rendition as bytes: what is written is read, and nothing else is. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatRenditionIndex,
  parseRenditionIndex,
  type RenditionIndex,
} from '../../../core/protocol/rendition.ts'

const packet = fc.record({
  step: fc.integer({ min: 1, max: 60_000_000 }),
  size: fc.nat(200_000),
  key: fc.boolean(),
})
const index = fc
  .record({
    packets: fc.array(packet, { maxLength: 100 }),
    description: fc.uint8Array({ maxLength: 60 }),
    startUs: fc.integer({ min: -1_000_000, max: 2 ** 40 }),
    /** Half a µs gives the other form. */
    off: fc.constantFrom(0, 0.5),
  })
  .map(({ packets, description, startUs, off }): RenditionIndex => {
    const offset = [48]
    const ptsUs: number[] = []
    for (const { step, size } of packets) {
      offset.push(offset.at(-1)! + size)
      ptsUs.push((ptsUs.at(-1) ?? startUs + off) + step)
    }
    return {
      codec: 'avc1.42c00d',
      widthPx: 320,
      heightPx: 180,
      description,
      ptsUs: Float64Array.from(ptsUs),
      key: Uint8Array.from(packets, ({ key }) => Number(key)),
      offset: Float64Array.from(offset),
    }
  })

describe('the index of a rendition', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(index, (one) => {
        expect(parseRenditionIndex(formatRenditionIndex(one).buffer)).toEqual(one)
      }),
    )
  })

  it('is refused where it is cut or longer', () => {
    const [one] = fc.sample(
      index.filter(({ ptsUs }) => ptsUs.length > 5),
      { numRuns: 1, seed: 7 },
    )
    const bytes = formatRenditionIndex(one!)
    for (let end = 0; end < bytes.length; end++)
      expect(() => parseRenditionIndex(bytes.slice(0, end).buffer), String(end)).toThrow(RangeError)
    expect(() => parseRenditionIndex(Uint8Array.of(...bytes, 0).buffer)).toThrow(RangeError)
  })

  it('takes less than four bytes a frame', () => {
    const count = 9000
    const ptsUs = Float64Array.from({ length: count }, (_, n) => Math.round((n * 1e6) / 30))
    const key = Uint8Array.from(ptsUs, (_, n) => Number(n % 30 === 0))
    const offset = Float64Array.from({ length: count + 1 }, (_, n) => 4000 + n * 700)
    const head = { codec: 'avc1.42c00d', widthPx: 320, heightPx: 180, description: new Uint8Array(40) }
    expect(formatRenditionIndex({ ...head, ptsUs, key, offset }).length).toBeLessThan(count * 4)
  })
})
