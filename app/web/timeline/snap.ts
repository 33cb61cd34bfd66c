/** What a dragged edge clings to: starts and ends of recordings, the playhead, the nearest log events. */
import type { Lane } from '../../../core/protocol/index.ts'
import { micros, type Micros } from '../../../core/time/index.ts'
import { findFirstRow } from '../../../core/timeline/ascending.ts'
import { isPlaced } from './recordingTime.ts'

export const SNAP_PX = 7

/** Returns every start and end of a placed recording and of a gap, ascending, each once. */
export function findCuts(lanes: readonly Lane[]): Float64Array {
  const cuts = new Set<number>()
  for (const lane of lanes) {
    for (const { placement } of lane.recordings.filter(isPlaced)) {
      cuts.add(placement.startUs)
      cuts.add(placement.endUs)
    }
    for (const gap of lane.gaps) {
      cuts.add(gap.startUs)
      cuts.add(gap.endUs)
    }
  }
  return Float64Array.from(cuts).sort()
}

function findNearest(sorted: Float64Array, time: number): number | undefined {
  const at = findFirstRow(sorted, time)
  const before = sorted[at - 1]
  const after = sorted[at]
  if (before === undefined || after === undefined) return before ?? after
  return time - before <= after - time ? before : after
}

/**
 * Returns the nearest time within `radiusUs` of the one given, else that time itself. `sorted` are ascending lists
 * (cuts, log events), `single` stray times (the playhead).
 */
export function snapTime(
  time: Micros,
  radiusUs: number,
  sorted: readonly Float64Array[],
  single: readonly number[] = [],
): Micros {
  let best: number | undefined
  for (const candidate of [...sorted.map((times) => findNearest(times, time)), ...single]) {
    if (candidate === undefined || Math.abs(candidate - time) > radiusUs) continue
    if (best === undefined || Math.abs(candidate - time) < Math.abs(best - time)) best = candidate
  }
  return best === undefined ? time : micros(best)
}

/** Whether so few times lie around one that clinging to them helps. */
export const isSparse = (sorted: Float64Array, time: number, radiusUs: number): boolean =>
  findFirstRow(sorted, time + radiusUs) - findFirstRow(sorted, time - radiusUs) <= 3
