import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { snap } from '../../../app/web/playback/tileView.ts'

it('draws whole pixels that lie on whole pixels in the middle of the tile, never larger than it', () => {
  expect([snap(536.9, 538), snap(113.6, 125), snap(300.2, 300), snap(0.2, 90)]).toEqual([538, 115, 300, 2])
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4000 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (box, share) => {
        const size = snap(box * share, box)
        expect(Math.abs(size - box * share)).toBeLessThanOrEqual(2)
        expect(size).toBeLessThanOrEqual(box)
        expect(size).toBeGreaterThanOrEqual(1)
        expect((box - size) % 2).toBe(0)
      },
    ),
  )
})
