/** Opens the demo once it is ready, for who asked for it and has waited in the list. */
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { useJob } from '../api/useJobs.ts'
import { listStore } from './listStore.ts'
import { sessionHref } from './sessionColumns.tsx'

/** `sessions`: the list as last read; the demo is asked for where it is empty, so its first is the demo's. */
export function useOpenDemo(sessions: readonly SessionSummary[] | undefined): void {
  const [, navigate] = useLocation()
  const job = useJob(useStore(listStore, (state) => state.demoJobId))
  const session = sessions?.[0]
  const isReady = job?.state === 'done' && session !== undefined
  useEffect(() => {
    if (isReady) navigate(sessionHref(session))
  }, [isReady, session, navigate])
  useEffect(() => () => listStore.setState({ demoJobId: undefined }), [])
}
