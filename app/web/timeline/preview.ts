/** What the preview at the pointer shows: the recording of a video lane that is on screen at a time. Pure. */
import type { Row } from './layout.ts'
import { isPlaced, toMediaTime, type Placed } from './recordingTime.ts'

export interface Preview {
  readonly recording: Placed
  readonly ptsUs: number
}

/** Undefined over other rows, in a gap and in a hole. */
export function findPreview(row: Row | undefined, timeUs: number): Preview | undefined {
  if (row?.kind !== 'lane' || row.lane.kind !== 'video') return undefined
  const recording = row.lane.recordings
    .filter(isPlaced)
    .find(({ placement: { startUs, endUs } }) => timeUs >= startUs && timeUs < endUs)
  if (!recording) return undefined
  const ptsUs = toMediaTime(recording, timeUs)
  const isHole = recording.holes.some(({ startPtsUs, endPtsUs }) => ptsUs >= startPtsUs && ptsUs < endPtsUs)
  return isHole ? undefined : { recording, ptsUs }
}

const WIDTH_PX = 196
const MOST_HEIGHT_PX = 132

/** The preview's size for pictures of an aspect: wide ones as wide as the label, tall ones no higher than a few lanes. */
export function fitPreview(aspect: number): { widthPx: number; heightPx: number } {
  const heightPx = Math.min(MOST_HEIGHT_PX, Math.round(WIDTH_PX / aspect))
  return { widthPx: Math.min(WIDTH_PX, Math.round(heightPx * aspect)), heightPx }
}

/** Where the label stands so that it is inside the pane and off the pointer and the hair line. */
export function placeTip(
  at: { xPx: number; yPx: number },
  size: { widthPx: number; heightPx: number },
  pane: { widthPx: number; heightPx: number },
): { leftPx: number; topPx: number } {
  const right = at.xPx + GAP_X_PX
  const leftPx = right + size.widthPx <= pane.widthPx - EDGE_PX ? right : at.xPx - GAP_X_PX - size.widthPx
  const below = at.yPx + GAP_Y_PX
  const topPx =
    below + size.heightPx <= pane.heightPx - EDGE_PX ? below : at.yPx - GAP_Y_PX / 2 - size.heightPx
  return {
    leftPx: Math.round(Math.max(EDGE_PX, Math.min(leftPx, pane.widthPx - EDGE_PX - size.widthPx))),
    topPx: Math.round(Math.max(EDGE_PX, Math.min(topPx, pane.heightPx - EDGE_PX - size.heightPx))),
  }
}

const GAP_X_PX = 12
const GAP_Y_PX = 16
const EDGE_PX = 4
