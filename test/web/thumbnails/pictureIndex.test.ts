import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPictureIndex, findPicture, findStride } from '../../../app/web/thumbnails/pictureIndex.ts'
import { orderCoarseFirst, type ThumbsIndex } from '../../../core/protocol/thumbs.ts'

const PITCH = 2e6

/** Pictures of every other second but those in `missing`, kept as the server keeps them. */
function makeThumbs(count: number, missing: (at: number) => boolean = () => false): ThumbsIndex {
  const times = Array.from({ length: count }, (_, at) => at * PITCH).filter((_, at) => !missing(at))
  const timesUs = orderCoarseFirst(times.length, 64).map((at) => times[at]!)
  return { widthPx: 142, heightPx: 80, columns: 8, rows: 8, pitchUs: PITCH, timesUs, ptsUs: timesUs }
}

describe('the picture of a time', () => {
  it('is the nearest of all where every one may be taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(1_400_000_000), (count, timeUs) => {
        const index = buildPictureIndex(makeThumbs(count))
        const found = findPicture(index, timeUs, 1)
        const nearest = Math.min(...index.timesUs.map((time) => Math.abs(time - timeUs)))
        if (nearest > PITCH * 0.75) expect(found).toBe(-1)
        else expect(Math.abs(index.thumbs.timesUs[found]! - timeUs)).toBe(nearest)
      }),
    )
  })

  it('lies within its slot where slots are coarse, and each slot has its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(30), (slotPitches, slot) => {
        const index = buildPictureIndex(makeThumbs(600))
        const slotUs = slotPitches * PITCH
        const stride = findStride(index, slotUs)
        const middle = (at: number): number => (at + 0.5) * slotUs
        const found = findPicture(index, middle(slot), stride)
        const next = findPicture(index, middle(slot + 1), stride)
        if (next < 0) return
        expect(Math.abs(index.thumbs.timesUs[found]! - middle(slot))).toBeLessThanOrEqual(
          slotUs / 2 + PITCH / 2,
        )
        if (slotPitches > 1 && (slot + 2) * slotUs <= 599 * PITCH) expect(next).not.toBe(found)
      }),
    )
  })

  it('needs the first sheet alone for a strip of the whole', () => {
    const index = buildPictureIndex(makeThumbs(600))
    const slotUs = (600 * PITCH) / 30
    const stride = findStride(index, slotUs)
    for (let slot = 0; slot < 30; slot++)
      expect(findPicture(index, (slot + 0.5) * slotUs, stride)).toBeLessThan(64)
  })

  it('is none in a hole, however coarse the strip', () => {
    const index = buildPictureIndex(makeThumbs(100, (at) => at >= 40 && at < 80))
    expect(findPicture(index, 60 * PITCH, 1)).toBe(-1)
    expect(findPicture(index, 60 * PITCH, 8)).toBe(-1)
    expect(findPicture(index, 39 * PITCH, 8)).toBeGreaterThanOrEqual(0)
  })

  it('is none where there are no pictures', () => {
    expect(findPicture(buildPictureIndex(makeThumbs(0)), 0, 1)).toBe(-1)
  })
})
