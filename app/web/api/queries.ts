/** The server's state as react-query hooks; the keys are in this file alone. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ExportRequest, Job } from '../../../core/protocol/jobs.ts'
import { api } from './client.ts'
import { queryClient } from './queryClient.ts'

export const keys = {
  config: ['config'],
  sessions: ['sessions'],
  session: (sessionId: string) => ['session', sessionId],
  corrections: (sessionId: string) => ['corrections', sessionId],
  annotations: (sessionId: string) => ['annotations', sessionId],
  signals: (sessionId: string) => ['signals', sessionId],
  origin: (sessionId: string) => ['origin', sessionId],
  clocks: (sessionId: string) => ['clocks', sessionId],
  log: (sessionId: string) => ['log', sessionId],
  jobs: ['jobs'],
  export: (exportId: string) => ['export', exportId],
  plan: (request: ExportRequest) => ['plan', request],
} as const

const configQuery = {
  queryKey: keys.config,
  queryFn: ({ signal }: { signal: AbortSignal }) => api.config(signal),
}

export const useConfig = () => useQuery(configQuery)

export const useSessions = () =>
  useQuery({ queryKey: keys.sessions, queryFn: ({ signal }) => api.sessions(signal) })

const sessionQuery = (sessionId: string) => ({
  queryKey: keys.session(sessionId),
  queryFn: ({ signal }: { signal: AbortSignal }) => api.session(sessionId, signal),
})

/** Asks for what a session's place will need; what fails is asked for again there. */
export function prefetchSession(sessionId: string): void {
  void queryClient.prefetchQuery(sessionQuery(sessionId))
  void queryClient.prefetchQuery(configQuery)
}

/** `enabled`: false while it is not known which. */
export const useSession = (sessionId: string, enabled = true) =>
  useQuery({ ...sessionQuery(sessionId), enabled })

export const useCorrections = (sessionId: string) =>
  useQuery({
    queryKey: keys.corrections(sessionId),
    queryFn: ({ signal }) => api.corrections(sessionId, signal),
  })

/** The numbers its log carries. */
export const useSignalList = (sessionId: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.signals(sessionId),
    queryFn: ({ signal }) => api.signals(sessionId, signal),
    enabled,
  })

/** Where a session came from; read again with it. */
export const useOrigin = (sessionId: string) =>
  useQuery({ queryKey: keys.origin(sessionId), queryFn: ({ signal }) => api.origin(sessionId, signal) })

/** The plan of an export; while a changed request is planned, the one before stays on the screen. */
export const useExportPlan = (request: ExportRequest) =>
  useQuery({
    queryKey: keys.plan(request),
    queryFn: ({ signal }) => api.planExport(request, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

/** What an export was asked for, planned and left behind; `state` reads it anew when its job has moved on. */
export const useExport = (exportId: string, state?: Job['state']) =>
  useQuery({
    queryKey: [...keys.export(exportId), state],
    queryFn: ({ signal }) => api.export(exportId, signal),
    placeholderData: keepPreviousData,
  })

/** Moves recordings by hand; the session, its corrections and the list are read again. */
export function useCorrect(sessionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: api.correct,
    onSuccess: () => client.invalidateQueries({ predicate: (query) => touches(query.queryKey, sessionId) }),
  })
}

/** Takes a correction back. */
export function useWithdraw(sessionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: api.withdraw,
    onSuccess: () => client.invalidateQueries({ predicate: (query) => touches(query.queryKey, sessionId) }),
  })
}

const touches = (queryKey: readonly unknown[], sessionId: string): boolean =>
  queryKey[0] === 'sessions' || queryKey[0] === 'plan' || queryKey[1] === sessionId

export const useStartExport = () => useMutation({ mutationFn: api.startExport })
export const useRevealExport = () => useMutation({ mutationFn: api.revealExport })
/** The new job arrives by the job events too. */
export const useReplayExport = () => useMutation({ mutationFn: api.replayExport })
/** Tells of the started job also where what started it is no longer shown: its news may come before the answer. */
export const useIngest = (onStarted: (job: Job, source: string) => void) =>
  useMutation({ mutationFn: api.ingest, onSuccess: onStarted })
export const useDemo = (onStarted: (job: Job) => void) =>
  useMutation({ mutationFn: () => api.demo(), onSuccess: onStarted })
export const useCancelJob = () => useMutation({ mutationFn: api.cancelJob })
