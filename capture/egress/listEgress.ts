/**
 * Asks LiveKit what webhooks may not have told: at the start of the backend and every 30 s while an egress is open. What
 * is open here and not there is asked for by name; LiveKit forgets what ended after a day, which is said then.
 */
import { EgressStatus, type EgressInfo } from '@livekit/protocol'
import type { EgressQuery } from './egressRecorder.ts'
import type { SidecarKeeper } from './sidecarKeeper.ts'

const EVERY_MS = 30_000

export interface EgressPollerOptions {
  readonly query: (query: EgressQuery) => Promise<readonly EgressInfo[]>
  readonly keeper: SidecarKeeper
  readonly everyMs?: number
  /** Calls back once after that time; returns how to call it off. */
  readonly after?: (ms: number, run: () => void) => () => void
  /** LiveKit does not answer, in words; it is asked again. */
  readonly onProblem?: (error: unknown) => void
  /**
   * One whose end will never be known, since LiveKit does not have it any more, as aborted: else it would count as
   * running for ever, and its track as recorded. Its sidecar stays as it was told.
   */
  readonly onForgotten?: (info: EgressInfo) => void
}

export interface EgressPoller {
  /** Asks now, and again while anything is open; resolves when the first round is done. */
  start(): Promise<void>
  /** One round, as when a recording was started or a room ended. Never throws; rounds do not overlap. */
  poll(): Promise<void>
  stop(): Promise<void>
}

export function createEgressPoller(options: EgressPollerOptions): EgressPoller {
  const { query, keeper, everyMs = EVERY_MS, after = afterMs, onProblem, onForgotten } = options
  /** Asked for by name and not found, once: a start may be younger than LiveKit's list. */
  const missed = new Set<string>()
  let round: Promise<void> | undefined
  let callOff: (() => void) | undefined
  let isStopped = false

  const askFor = async (open: EgressInfo): Promise<void> => {
    const { egressId } = open
    const found = await query({ egressId })
    for (const info of found) await keeper.take(info)
    if (found.length > 0) missed.delete(egressId)
    else if (!missed.has(egressId)) missed.add(egressId)
    else {
      missed.delete(egressId)
      await keeper.forget(egressId)
      onForgotten?.(describeForgotten(open))
    }
  }

  const run = async (isFirst: boolean): Promise<void> => {
    try {
      // The first round takes what ended while nobody listened as well.
      const listed = await query(isFirst ? {} : { active: true })
      for (const info of listed) await keeper.take(info)
      const known = new Set(listed.map(({ egressId }) => egressId))
      for (const open of await keeper.listOpen()) {
        if (known.has(open.egressId)) missed.delete(open.egressId)
        else await askFor(open)
      }
    } catch (error) {
      onProblem?.(error)
    }
    await keeper.flush()
  }

  const poll = (isFirst = false): Promise<void> => {
    round ??= run(isFirst).finally(() => (round = undefined))
    return round
  }

  const goOn = (): void => {
    if (isStopped) return
    callOff = after(everyMs, () => void tick())
  }
  const tick = async (): Promise<void> => {
    try {
      const isBusy = (await keeper.listOpen()).length > 0 || (await keeper.countWaiting()) > 0
      if (isBusy) await poll()
    } catch (error) {
      onProblem?.(error)
    }
    goOn()
  }

  return {
    start: async () => {
      await poll(true)
      goOn()
    },
    poll: () => poll(),
    stop: async () => {
      isStopped = true
      callOff?.()
      await round
    },
  }
}

function describeForgotten(open: EgressInfo): EgressInfo {
  const info = open.clone()
  info.status = EgressStatus.EGRESS_ABORTED
  info.error = 'LiveKit does not know this egress any more, and its end was never heard.'
  return info
}

function afterMs(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
