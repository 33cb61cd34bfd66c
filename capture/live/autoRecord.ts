/**
 * Which recordings to start and stop now, from what is published and what is recorded: pure, so it holds after a restart
 * as before it (what runs is taken up, what is missing is started). A failed one is tried again with back-off; a track a
 * person stopped stays stopped, one a person started is kept up as auto record would (`recordWishes.ts`).
 */
import type { RecordingState } from '../model/recordingState.ts'

export interface AutoRecordInput {
  readonly autoRecord: boolean
  readonly published: readonly string[]
  readonly recordings: readonly Pick<RecordingState, 'egressId' | 'trackId' | 'status'>[]
  /** Tracks whose start was asked for and not answered yet. */
  readonly starting: ReadonlySet<string>
  /** What a person wants of a track; undefined where nobody said anything. */
  readonly wishOf: (trackId: string) => boolean | undefined
  /** Since when the track of a recording is not published any more, by egress id, ms. */
  readonly goneMs: ReadonlyMap<string, number>
  /** Failures in a row of a track, and when the last was, ms. */
  readonly failures: ReadonlyMap<string, { readonly count: number; readonly lastMs: number }>
  readonly nowMs: number
}
export interface AutoRecordPlan {
  readonly start: readonly string[]
  readonly stop: readonly string[]
  /** When to look again though nothing has happened. */
  readonly wakeAtMs: number | undefined
}

const FIRST_MS = 1000
const MOST_MS = 30_000
/** Whoever records ends with the track by itself, once its last packets are in; what has not by then is stopped. */
const LAST_PACKETS_MS = 2000

/** 1 s, 2 s, 4 s, … 30 s after the last failure. */
export const backOffMs = (count: number): number =>
  count === 0 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (count - 1))

export function planAutoRecord(input: AutoRecordInput): AutoRecordPlan {
  const running = input.recordings.filter(({ status }) => status === 'starting' || status === 'active')
  const busy = new Set(
    input.recordings.filter(({ status }) => status === 'ending').map(({ trackId }) => trackId),
  )
  const published = new Set(input.published)
  const wanted = input.published.filter((trackId) => input.wishOf(trackId) ?? input.autoRecord)
  const start: string[] = []
  const stop: string[] = []
  const wakes: number[] = []
  for (const trackId of wanted) {
    if (input.starting.has(trackId) || busy.has(trackId)) continue
    if (running.some((one) => one.trackId === trackId)) continue
    const failed = input.failures.get(trackId)
    // Later than now by more than the wait: the clock was put back since.
    const waitMs = failed ? backOffMs(failed.count) : 0
    const atMs = failed ? failed.lastMs + waitMs : 0
    if (atMs <= input.nowMs || atMs > input.nowMs + waitMs) start.push(trackId)
    else wakes.push(atMs)
  }
  for (const { egressId, trackId } of running) {
    if (trackId === undefined) continue
    const atMs = (input.goneMs.get(egressId) ?? input.nowMs) + LAST_PACKETS_MS
    const isGone = !published.has(trackId)
    if (input.wishOf(trackId) === false || (isGone && atMs <= input.nowMs)) stop.push(egressId)
    else if (isGone) wakes.push(atMs)
  }
  return { start, stop, wakeAtMs: wakes.length > 0 ? Math.min(...wakes) : undefined }
}
