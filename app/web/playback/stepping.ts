/**
 * Frame steps over several lanes: a step moves every lane by at most one frame and at least one lane by exactly one,
 * so that a person who steps through sees each frame of each lane once.
 */
import { FRAME_TOLERANCE_US } from '../../../core/timeline/frame.ts'
import type { NearFrames } from './laneFrames.ts'

/** Session time one step after the moment the neighbours were taken at; undefined when no lane has a next frame. */
export function stepForward(lanes: readonly NearFrames[]): number | undefined {
  const limit = Math.min(...lanes.map(({ nextUntil }) => nextUntil ?? Infinity)) - FRAME_TOLERANCE_US
  const nexts = lanes.flatMap(({ next }) => (next === undefined ? [] : [next]))
  if (nexts.length === 0) return undefined
  const first = Math.min(...nexts)
  return Math.max(first, ...nexts.filter((next) => next < limit))
}

/** Session time one step before; undefined when no lane has a frame before the one shown. */
export function stepBackward(lanes: readonly NearFrames[]): number | undefined {
  const previous = lanes.flatMap((lane) => (lane.previous === undefined ? [] : [lane.previous]))
  return previous.length === 0 ? undefined : Math.max(...previous)
}
