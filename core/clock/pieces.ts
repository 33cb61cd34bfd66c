/**
 * A stepped map cut into the pieces that are shown: in session order, none over another. Between two pieces lies the
 * time that a stall lost; where a step went back, what would be shown twice is shown once, as the later piece has it.
 */
import { toMedia, toReference, type ClockMap, type ClockStep } from './clockMap.ts'

export interface ClockPiece {
  /** Media time `[startMediaUs, endMediaUs)`; the first begins at −∞, the last ends at ∞. */
  readonly startMediaUs: number
  readonly endMediaUs: number
  /** The same in reference time, unrounded. */
  readonly startUs: number
  readonly endUs: number
}

/** Reference time `[startUs, endUs)` in which a stall lost everything. */
export interface Stall<Step extends ClockStep = ClockStep> {
  readonly step: Step
  readonly startUs: number
  readonly endUs: number
}

/** The pieces in order; where nothing steps, the one that is everything. `toMedia` and they agree everywhere. */
export function findPieces(map: ClockMap): ClockPiece[] {
  const steps = map.steps ?? []
  const rate = 1 + map.driftPpm / 1e6
  const pieces: ClockPiece[] = []
  let untilUs = Infinity
  for (let at = steps.length; at >= 0; at--) {
    const startMediaUs = at === 0 ? -Infinity : steps[at - 1]!.mediaUs
    const shiftUs = steps.slice(0, at).reduce((sum, { byUs }) => sum + byUs, map.offsetUs)
    const stepUs = steps[at]?.mediaUs ?? Infinity
    const startUs = shiftUs + startMediaUs * rate
    const endUs = Math.min(untilUs, shiftUs + stepUs * rate)
    if (endUs <= startUs) continue
    const endMediaUs = endUs === untilUs ? Math.min(stepUs, (endUs - shiftUs) / rate) : stepUs
    pieces.push({ startMediaUs, endMediaUs, startUs, endUs })
    untilUs = startUs
  }
  return pieces.toReversed()
}

/** The times that stalls lost, in order, as far as no later piece shows something there. */
export function findStalls<Step extends ClockStep>(
  map: Omit<ClockMap, 'steps'> & { readonly steps?: readonly Step[] | undefined },
): Stall<Step>[] {
  const steps: readonly Step[] = map.steps ?? []
  if (!steps.some(({ byUs }) => byUs > 0)) return []
  const pieces = findPieces(map)
  return pieces.slice(1).flatMap((piece, at) => {
    const { endUs } = pieces[at]!
    const step = steps.findLast(({ mediaUs }) => mediaUs <= piece.startMediaUs)
    return step && piece.startUs - endUs >= 1 ? [{ step, startUs: endUs, endUs: piece.startUs }] : []
  })
}

/** Whether a reference time lies where a stall lost everything. */
export const isLost = (map: ClockMap, referenceUs: number): boolean =>
  (map.steps?.length ?? 0) > 0 && toReference(map, toMedia(map, referenceUs)) - referenceUs > 1

/** Where a media span lies in reference time: one span a piece that shows some of it. */
export function mapSpan(
  map: ClockMap,
  { startMediaUs, endMediaUs }: Pick<ClockPiece, 'startMediaUs' | 'endMediaUs'>,
): ClockPiece[] {
  return findPieces(map).flatMap((piece) => {
    const from = Math.max(startMediaUs, piece.startMediaUs)
    const to = Math.min(endMediaUs, piece.endMediaUs)
    if (!(from < to)) return []
    const startUs = from === piece.startMediaUs ? piece.startUs : toReference(map, from)
    const endUs = to === piece.endMediaUs ? piece.endUs : toReference(map, to)
    return [{ startMediaUs: from, endMediaUs: to, startUs, endUs }]
  })
}
