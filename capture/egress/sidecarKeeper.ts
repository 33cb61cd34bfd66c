/**
 * Keeps the sidecars of the bucket equal to what is known of each egress: a report is merged and stored first, then the
 * sidecar is written if it is not what it was. A kill between the two is made up by `flush`, a bucket that refuses too.
 */
import type { EgressInfo } from '@livekit/protocol'
import { createHash } from 'node:crypto'
import type { BucketWriter } from '../bucket/bucketWriter.ts'
import { isFinal } from '../model/recordingState.ts'
import type { EgressStore, StoredEgress } from './egressStore.ts'
import { formatEgressState, joinEgressStates, printEgressState, readEgressState } from './mergeEgressInfo.ts'
import { formatSidecar, placeSidecar } from './sidecar.ts'

export interface SidecarKeeperOptions {
  readonly writer: Pick<BucketWriter, 'uri' | 'put'>
  readonly store: EgressStore
  /** Each merged state that says something new. */
  readonly onInfo?: (info: EgressInfo) => void
  /** The bucket did not take a sidecar; it is tried again at the next `flush`. */
  readonly onProblem?: (error: unknown, info: EgressInfo) => void
}

export interface SidecarKeeper {
  /** Takes a report in; resolves with the merged state once it is stored. Throws what the store throws. */
  take(info: EgressInfo): Promise<EgressInfo>
  /** Writes what the bucket does not have yet, of this process and of the one before it; never throws. */
  flush(): Promise<void>
  /** Egresses whose end is not known, and that LiveKit has not forgotten. */
  listOpen(): Promise<readonly EgressInfo[]>
  /** LiveKit does not know it any more: it counts as ended from now on, unless something is heard of it again. */
  forget(egressId: string): Promise<void>
  /** Sidecars that wait for the bucket. */
  countWaiting(): Promise<number>
}

export function createSidecarKeeper({
  writer,
  store,
  onInfo,
  onProblem,
}: SidecarKeeperOptions): SidecarKeeper {
  /** The work on each egress, one thing after another. */
  const queues = new Map<string, Promise<unknown>>()
  const inTurn = <T>(egressId: string, work: () => Promise<T>): Promise<T> => {
    const turn = (queues.get(egressId) ?? Promise.resolve()).catch(() => undefined).then(work)
    queues.set(egressId, turn)
    const drop = (): void => void (queues.get(egressId) === turn && queues.delete(egressId))
    turn.then(drop, drop)
    return turn
  }

  const write = async (egressId: string): Promise<void> => {
    const stored = await store.find(egressId)
    if (stored === undefined || stored.isSettled) return
    const info = formatEgressState(stored.state)
    const isSettled = stored.isForgotten || isFinal(info.status)
    const due = findDue(stored, writer.uri)
    if (due === undefined) {
      if (isSettled) await store.put({ ...stored, isSettled })
      return
    }
    try {
      await writer.put(due.key, new TextEncoder().encode(due.text), { contentType: 'application/json' })
    } catch (error) {
      onProblem?.(error, info)
      return
    }
    const written = { key: due.key, sha256: due.sha256 }
    await store.put({ ...stored, written, ...(isSettled && { isSettled }) })
  }

  return {
    take: async (report) => {
      const { info, isNew } = await inTurn(report.egressId, async () => {
        const stored = await store.find(report.egressId)
        const state = readEgressState(report)
        const joined = stored ? joinEgressStates(stored.state, state) : state
        const merged = formatEgressState(joined)
        const changed = !stored || formatSidecar(formatEgressState(stored.state)) !== formatSidecar(merged)
        if (!stored || stored.isForgotten || printEgressState(stored.state) !== printEgressState(joined)) {
          await store.put({
            egressId: report.egressId,
            state: joined,
            ...(stored?.written && { written: stored.written }),
          })
        }
        return { info: merged, isNew: changed }
      })
      if (isNew) {
        onInfo?.(info)
        // Whoever reported waits for the store alone; the bucket may be slow or away.
        void inTurn(report.egressId, () => write(report.egressId)).catch((error: unknown) =>
          onProblem?.(error, info),
        )
      }
      return info
    },
    flush: async () => {
      const all = await store.list()
      await Promise.all(
        all.map(({ egressId, state }) =>
          inTurn(egressId, () => write(egressId)).catch((error: unknown) =>
            onProblem?.(error, formatEgressState(state)),
          ),
        ),
      )
    },
    listOpen: async () =>
      (await store.list())
        .filter(({ isForgotten }) => !isForgotten)
        .map(({ state }) => formatEgressState(state))
        .filter(({ status }) => !isFinal(status)),
    forget: (egressId) =>
      inTurn(egressId, async () => {
        const stored = await store.find(egressId)
        if (stored) await store.put({ ...stored, isForgotten: true })
      }),
    countWaiting: async () =>
      (await store.list()).filter((stored) => findDue(stored, writer.uri) !== undefined).length,
  }
}

/** The sidecar that should be in the bucket and is not. */
function findDue(
  { state, written }: StoredEgress,
  bucketUri: string,
): { key: string; text: string; sha256: string } | undefined {
  const info = formatEgressState(state)
  const key = placeSidecar(info, bucketUri)
  if (key === undefined) return undefined
  const text = formatSidecar(info)
  const sha256 = createHash('sha256').update(text).digest('hex')
  return written?.key === key && written.sha256 === sha256 ? undefined : { key, text, sha256 }
}
