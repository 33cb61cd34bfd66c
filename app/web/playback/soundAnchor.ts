/** Which session time goes into the mix at which context time, and how fast. */
import type { Span } from '../../../core/time/index.ts'

export interface SoundAnchor {
  /** s. */
  readonly contextTime: number
  /** µs. */
  readonly t: number
  readonly rate: number
  /** Goes back to its start whenever its end is reached, for ever. */
  readonly loop?: Span | undefined
}

/** A stretch of session time played in one piece. */
export interface SoundRound {
  readonly anchor: SoundAnchor
  /** µs; infinite where it is not cut. */
  readonly startUs: number
  readonly endUs: number
}

/** What an anchor plays in turn: each round begins at the exact context time at which the one before ends. */
export function* listRounds(anchor: SoundAnchor): Generator<SoundRound, void, void> {
  const { loop, rate } = anchor
  if (!loop || anchor.t >= loop.end) return yield { anchor, startUs: -Infinity, endUs: Infinity }
  yield { anchor, startUs: -Infinity, endUs: loop.end }
  const seam = contextTimeOf(anchor, loop.end)
  const length = (loop.end - loop.start) / 1e6 / rate
  for (let round = 0; ; round++)
    yield {
      anchor: { contextTime: seam + round * length, t: loop.start, rate },
      startUs: loop.start,
      endUs: loop.end,
    }
}

/** When the sound of session time `t` (µs) has to begin, s of context time. */
export const contextTimeOf = (anchor: SoundAnchor, t: number): number =>
  anchor.contextTime + (t - anchor.t) / 1e6 / anchor.rate

/** The session time, µs, whose sound begins at a context time. */
export const sessionTimeOf = (anchor: SoundAnchor, contextTime: number): number =>
  anchor.t + (contextTime - anchor.contextTime) * 1e6 * anchor.rate

/** The shorter way between two session times (µs, as a difference) where one may already have gone round and the other not. */
export function wrapError(difference: number, loop: Span | undefined): number {
  if (!loop) return difference
  const length = loop.end - loop.start
  return difference - Math.round(difference / length) * length
}
