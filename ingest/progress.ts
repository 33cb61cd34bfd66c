/** Progress of one stage: count, speed and the time left, told at most ten times a second. */
import type { Progress } from '../core/protocol/index.ts'

const LEAST_MS = 100

export interface ProgressMeter {
  (done: number, total: number | null): void
}

/** Starts a meter; the first and the last report of a stage are always told. */
export function startMeter(options: {
  stage: string
  now: () => number
  findings: () => number
  onProgress: ((progress: Progress) => void) | undefined
}): ProgressMeter {
  const { stage, now, findings, onProgress } = options
  const begun = now()
  let told = Number.NEGATIVE_INFINITY
  return (done, total) => {
    const at = now()
    if (done !== total && at - told < LEAST_MS) return
    told = at
    const perSecond = done > 0 && at > begun ? (done * 1000) / (at - begun) : null
    const secondsLeft = perSecond === null || total === null ? null : (total - done) / perSecond
    onProgress?.({ stage, done, total, perSecond, secondsLeft, findings: findings() })
  }
}
