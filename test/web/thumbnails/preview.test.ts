import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Row } from '../../../app/web/timeline/layout.ts'
import { findPreview, fitPreview, placeTip } from '../../../app/web/timeline/preview.ts'
import { lesson } from '../timeline/harness/lesson.ts'

const session = lesson()
const rowOf = (laneId: string): Row =>
  ({ kind: 'lane', lane: session.lanes.find((lane) => lane.laneId === laneId) }) as Row

const px = (max: number) => fc.integer({ min: 0, max })

describe('the preview at the pointer', () => {
  it('is of the recording of a video lane that is shown there', () => {
    const preview = findPreview(rowOf('leo/camera'), 100e6)
    expect(preview?.recording.recordingId).toMatch(/^leo_camera/)
    const { placement, firstPtsUs } = preview!.recording
    expect(preview!.ptsUs).toBeCloseTo(firstPtsUs + 100e6 - placement.startUs, -3)
  })

  it('is none over sound, in a gap and over other rows', () => {
    expect(findPreview(rowOf('leo/microphone'), 100e6)).toBeUndefined()
    expect(findPreview(rowOf('mia/camera'), 700e6)).toBeUndefined()
    expect(findPreview(undefined, 100e6)).toBeUndefined()
  })

  it('fits tall pictures as it fits wide ones', () => {
    expect(fitPreview(16 / 9)).toEqual({ widthPx: 196, heightPx: 110 })
    expect(fitPreview(9 / 16).heightPx).toBe(132)
  })
})

const place = (playheadPx: number) =>
  placeTip(
    { xPx: 500, yPx: 100 },
    { widthPx: 200, heightPx: 100 },
    { widthPx: 1200, heightPx: 400 },
    playheadPx,
  )

describe('the label at the pointer', () => {
  it('is inside the pane and beside the hair line', () => {
    fc.assert(
      fc.property(px(1200), px(400), px(300), px(180), (xPx, yPx, widthPx, heightPx) => {
        const pane = { widthPx: 1200, heightPx: 400 }
        const { leftPx, topPx } = placeTip({ xPx, yPx }, { widthPx, heightPx }, pane)
        expect(leftPx).toBeGreaterThanOrEqual(0)
        expect(leftPx + widthPx).toBeLessThanOrEqual(pane.widthPx)
        expect(topPx).toBeGreaterThanOrEqual(0)
        expect(topPx + heightPx).toBeLessThanOrEqual(pane.heightPx)
        expect(leftPx > xPx || leftPx + widthPx < xPx).toBe(true)
      }),
    )
  })

  it('goes to the other side rather than over the playhead', () => {
    expect(place(450).leftPx).toBe(512)
    expect(place(600).leftPx).toBe(288)
  })
})
