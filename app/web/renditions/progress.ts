/** How far the renditions a page wants are, and in what words that is said. Pure. */
import type { RenditionsAnswer, RenditionState } from '../../../core/protocol/rendition.ts'

export interface RenditionProgress {
  /** Of what is wanted now. */
  readonly total: number
  readonly ready: number
  /** Waiting, or being made. */
  readonly open: number
  readonly failed: readonly FailedOnes[]
  /** Until all of it is there; null: not known. */
  readonly secondsLeft: number | null
}

/** Those that failed for one reason. */
export interface FailedOnes {
  readonly recordingIds: readonly string[]
  readonly message: string
  /** Whether they are tried again without anybody asking. */
  readonly triesAgain: boolean
}

/** A recording is named once for each reason, whatever its levels. */
export function summarize(
  states: readonly (RenditionState | undefined)[],
  answer: Pick<RenditionsAnswer, 'secondsLeft'> | undefined,
): RenditionProgress {
  const failed = new Map<string, { ids: Set<string>; triesAgain: boolean }>()
  const count = { ready: 0, open: 0 }
  for (const one of states) {
    if (!one) continue
    if (one.state === 'ready') count.ready++
    else if (one.state === 'failed') {
      const message = one.message ?? 'It could not be made.'
      const known = failed.get(message) ?? { ids: new Set(), triesAgain: false }
      known.ids.add(one.recordingId)
      failed.set(message, { ...known, triesAgain: known.triesAgain || one.retryInS !== null })
    } else count.open++
  }
  return {
    ...count,
    total: states.length,
    failed: [...failed].map(([message, { ids, triesAgain }]) => ({
      recordingIds: [...ids],
      message,
      triesAgain,
    })),
    secondsLeft: count.open > 0 ? (answer?.secondsLeft ?? null) : null,
  }
}

export const countFailed = (failed: readonly FailedOnes[]): number =>
  new Set(failed.flatMap(({ recordingIds }) => recordingIds)).size

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
  const count = countFailed(failed)
  // None for one reason: the reason is no recording's, such as a setting.
  if (ready === 0 && failed.length === 1 && count > 1) return ['', 'No proxies', '']
  return ['Proxies ', `${count} failed`, '']
}
