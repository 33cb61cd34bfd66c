/** Jobs as components read them. */
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { CatalogLock, Job } from '../../../core/protocol/jobs.ts'
import { isLive, jobStore, type Link } from './jobEvents.ts'

/** All jobs the server knows, newest first. */
export function useJobs(): readonly Job[] {
  const jobs = useStore(jobStore, (state) => state.jobs)
  return useMemo(() => [...jobs.values()].toSorted((a, b) => b.createdWallUs - a.createdWallUs), [jobs])
}

export const useLiveJobs = (): readonly Job[] => useJobs().filter(isLive)
export const useJob = (jobId: string | undefined): Job | undefined =>
  useStore(jobStore, (state) => (jobId === undefined ? undefined : state.jobs.get(jobId)))
/** Who keeps the catalog from being opened; null where it is open or the server is gone. */
export const useLock = (): CatalogLock | null => useStore(jobStore, (state) => state.lock)
export const useHasOpened = (): boolean => useStore(jobStore, (state) => state.hasOpened)
export const useLink = (): Link => useStore(jobStore, (state) => state.link)
