/** What the preview at the pointer shows: the recording of a video lane that is on screen at a time. Pure. */
import type { Row } from './layout.ts'
import { isPlaced, isStalled, toMediaTime, type Placed } from './recordingTime.ts'

export interface Preview {
  readonly recording: Placed
  readonly ptsUs: number
}

/** Undefined over other rows, in a gap, in a hole and where the capture stalled. */
export function findPreview(row: Row | undefined, timeUs: number): Preview | undefined {
  if (row?.kind !== 'lane' || row.lane.kind !== 'video') return undefined
  const recording = row.lane.recordings
    .filter(isPlaced)
    .find(({ placement: { startUs, endUs } }) => timeUs >= startUs && timeUs < endUs)
  if (!recording || isStalled(recording, timeUs)) return undefined
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

const GAP_X_PX = 12
const GAP_Y_PX = 16
const EDGE_PX = 4

/**
 * Where the label stands so that it is inside the pane and off the pointer and the hair line: right of it, or left
 * where there is no room or it would lie over the playhead.
 */
export function placeTip(
  at: { readonly xPx: number; readonly yPx: number },
  size: { readonly widthPx: number; readonly heightPx: number },
  pane: { readonly widthPx: number; readonly heightPx: number },
  playheadPx?: number,
): { leftPx: number; topPx: number } {
  const right = at.xPx + GAP_X_PX
  const left = right - 2 * GAP_X_PX - size.widthPx
  const fits = (from: number): boolean => from >= EDGE_PX && from + size.widthPx <= pane.widthPx - EDGE_PX
  const covers = (from: number): boolean =>
    playheadPx !== undefined && playheadPx > from - EDGE_PX && playheadPx < from + size.widthPx + EDGE_PX
  const goesLeft = !fits(right) || (covers(right) && fits(left) && !covers(left))
  const below = at.yPx + GAP_Y_PX
  const isBelow = below + size.heightPx <= pane.heightPx - EDGE_PX
  const topPx = isBelow ? below : at.yPx - GAP_Y_PX / 2 - size.heightPx
  return {
    leftPx: Math.round(clamp(goesLeft ? left : right, pane.widthPx - EDGE_PX - size.widthPx)),
    topPx: Math.round(clamp(topPx, pane.heightPx - EDGE_PX - size.heightPx)),
  }
}

const clamp = (px: number, most: number): number => Math.max(EDGE_PX, Math.min(px, most))
