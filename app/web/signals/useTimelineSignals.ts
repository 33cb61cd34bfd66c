/** The signals that have rows, with their tiles. The list is read where one has, or the list is open. */
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { useSignalList } from '../api/queries.ts'
import { createSignalStore, fetchSignalBytesOf } from '../timeline/signalStore.ts'
import type { TimelineSignals } from '../timeline/signalView.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { signalCalls } from './signalCalls.ts'

export function useTimelineSignals(sessionId: string, store: WorkbenchStore): TimelineSignals | undefined {
  const chosen = useStore(store, ({ signals }) => signals)
  const isOpen = useStore(signalCalls, (calls) => calls.isOpen)
  const { data } = useSignalList(sessionId, isOpen || chosen.length > 0)
  // What an ingest or an alignment changes is in the list: its tiles are then read again.
  const found = useMemo(
    () => data && { signals: data, store: createSignalStore(fetchSignalBytesOf(sessionId)) },
    [sessionId, data],
  )
  return useMemo(() => {
    if (!found) return undefined
    const tracks = chosen.flatMap((id) => found.signals.find(({ signalId }) => signalId === id) ?? [])
    return tracks.length === 0 ? undefined : { tracks, store: found.store }
  }, [chosen, found])
}
