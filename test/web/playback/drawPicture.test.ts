import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planStrips } from '../../../app/web/playback/drawPicture.ts'

const size = fc.integer({ min: 2, max: 4096 })

describe('planStrips', () => {
  it('covers every row of the source and of the drawn picture once, in pieces below 512 KiB', () => {
    fc.assert(
      fc.property(size, size, size, (width, height, toHeight) => {
        const strips = planStrips(width, height, toHeight)
        expect(strips[0]).toMatchObject({ toY: 0 })
        expect(strips.reduce((sum, { toRows }) => sum + toRows, 0)).toBe(toHeight)
        for (const [at, { fromY, rows, toY }] of strips.entries()) {
          expect(fromY % 2).toBe(0)
          expect(rows * width * 4).toBeLessThanOrEqual(Math.max(512 * 1024, width * 8))
          const before = strips[at - 1]
          if (before) expect(toY).toBe(before.toY + before.toRows)
        }
      }),
    )
  })

  it('cuts where source and drawn rows meet, so that no seam is seen', () => {
    for (const [width, height, toHeight] of [
      [640, 360, 201],
      [640, 360, 200],
      [1280, 720, 405],
      [1280, 720, 333],
    ] as const) {
      for (const { fromY, toY } of planStrips(width, height, toHeight)) {
        expect(Math.abs((fromY * toHeight) / height - toY), `${width}x${height} to ${toHeight}`).toBeLessThan(
          0.2,
        )
      }
    }
  })
})
