/** How far the renditions a page wants are, and in what words that is said. Pure. */
import type { RenditionsAnswer, RenditionState } from '../../../core/protocol/rendition.ts'

export interface RenditionProgress {
  /** Of what is wanted now. */
  readonly total: number
  readonly ready: number
  /** Waiting, or being made. */
  readonly open: number
  readonly failed: readonly FailedOne[]
  /** Until all of it is there; null: not known. */
  readonly secondsLeft: number | null
}

export interface FailedOne {
  readonly recordingId: string
  readonly message: string
}

/** Of one recording's levels that failed for one reason, it is said once. */
export function summarize(
  states: readonly (RenditionState | undefined)[],
  answer: Pick<RenditionsAnswer, 'secondsLeft'> | undefined,
): RenditionProgress {
  const failed = new Map<string, FailedOne>()
  const count = { ready: 0, open: 0 }
  for (const one of states) {
    if (!one) continue
    if (one.state === 'ready') count.ready++
    else if (one.state === 'failed') {
      const message = one.message ?? 'It could not be made.'
      failed.set(`${one.recordingId} ${message}`, { recordingId: one.recordingId, message })
    } else count.open++
  }
  return {
    ...count,
    total: states.length,
    failed: [...failed.values()],
    secondsLeft: count.open > 0 ? (answer?.secondsLeft ?? null) : null,
  }
}

/** `40 s`, `3 min`, `1 h 20 min`; coarser the longer it is, as no estimate is better. */
export function formatLeft(seconds: number): string {
  if (seconds < 55) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = Math.round((minutes % 60) / 10) * 10
  const hours = Math.floor(minutes / 60) + (rest === 60 ? 1 : 0)
  return rest % 60 === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** The chip's three parts, each left out where there is less room; undefined where there is nothing to say. */
export function describeProgress({
  total,
  ready,
  open,
  failed,
  secondsLeft,
}: RenditionProgress): readonly [what: string, count: string, more: string] | undefined {
  if (open > 0)
    return ['Proxies ', `${ready} of ${total}`, secondsLeft === null ? '' : ` · ${formatLeft(secondsLeft)}`]
  if (failed.length === 0) return undefined
  return ['Proxies ', `${failed.length} failed`, '']
}
