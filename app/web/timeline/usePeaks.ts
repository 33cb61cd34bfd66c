/** The session's peaks store, and a number that grows as peaks arrive. */
import { useMemo, useSyncExternalStore } from 'react'
import { createPeaksStore, type PeaksStore, type ReadPeaks } from './peaksStore.ts'

export function usePeaks(readPeaks: ReadPeaks): { store: PeaksStore; revision: number } {
  const store = useMemo(() => createPeaksStore(readPeaks), [readPeaks])
  return { store, revision: useSyncExternalStore(store.subscribe, store.revision) }
}
