/** How well a lane or a person is placed, in the words of the badges: the worst grade and σ count. */
import type { Lane } from '../../../core/protocol/index.ts'

export interface Sync {
  readonly grade: 'A' | 'B' | 'C' | undefined
  readonly sigmaUs: number
  /** Recordings without a place on the timeline. */
  readonly unplaced: number
}

/** Returns the worst grade and the largest σ of every placed recording, and how many are not placed. */
export function worstSync(lanes: readonly Lane[]): Sync {
  let grade: Sync['grade']
  let sigmaUs = 0
  let unplaced = 0
  for (const { placement } of lanes.flatMap((lane) => lane.recordings)) {
    if (!placement) {
      unplaced++
      continue
    }
    if (grade === undefined || placement.grade > grade) grade = placement.grade
    sigmaUs = Math.max(sigmaUs, placement.sigmaUs)
  }
  return { grade, sigmaUs, unplaced }
}

/** Formats σ as the badges show it: `±6 ms`, `±0.9 s`, `<1 ms`. */
export function formatSigma(sigmaUs: number): string {
  const ms = sigmaUs / 1e3
  if (ms < 0.5) return '<1 ms'
  if (ms < 999.5) return `±${Math.round(ms)} ms`
  const seconds = ms / 1e3
  return `±${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`
}

/** Formats a badge: `A ±6 ms`, `C ±0.9 s`, `not placed`, or nothing where there is nothing to place. */
export function formatSync({ grade, sigmaUs, unplaced }: Sync): string | undefined {
  if (grade) return `${grade} ${formatSigma(sigmaUs)}`
  return unplaced > 0 ? 'not placed' : undefined
}
