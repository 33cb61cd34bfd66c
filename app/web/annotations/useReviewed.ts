/** Tiers and annotations of a session as a person sees them: what is written, and over it what is still to be. */
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { AnnotationSet } from '../../../core/protocol/review.ts'
import { applyWrites } from '../api/annotationWrites.ts'
import { jobStore } from '../api/jobEvents.ts'
import { useAnnotations } from '../api/review.ts'
import { submitUnsent } from './submit.ts'
import { NOTHING, recallUnsent, unsentOf, unsentStore, type Unsent } from './unsent.ts'

export interface Reviewed {
  readonly set: AnnotationSet | undefined
  readonly unsent: Unsent
  readonly error: unknown
  readonly retry: () => void
}

export const useUnsent = (sessionId: string): Unsent =>
  useStore(unsentStore, (state) => state.bySession[sessionId] ?? NOTHING)

export function useReviewed(sessionId: string): Reviewed {
  const { data, error, refetch } = useAnnotations(sessionId)
  const unsent = useUnsent(sessionId)
  const { writes } = unsent
  const set = useMemo(
    () => (data === undefined || writes.length === 0 ? data : applyWrites(data, writes)),
    [data, writes],
  )
  return { set, unsent, error: data === undefined ? error : undefined, retry: () => void refetch() }
}

/** Sends what was kept, as a session opens and when the server is back. Once a workbench. */
export function useUnsentWrites(sessionId: string): void {
  useEffect(() => {
    const sendAgain = (): void => {
      if (unsentOf(sessionId).writes.length > 0) void submitUnsent(sessionId)
    }
    recallUnsent(sessionId)
    sendAgain()
    return jobStore.subscribe((now, before) => {
      if (now.link === 'open' && before.link !== 'open') sendAgain()
    })
  }, [sessionId])
}
