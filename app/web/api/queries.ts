/** The server's state as react-query hooks; the keys are in this file alone. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ExportRequest } from '../../../core/protocol/jobs.ts'
import { api } from './client.ts'

export const keys = {
  config: ['config'],
  sessions: ['sessions'],
  session: (sessionId: string) => ['session', sessionId],
  corrections: (sessionId: string) => ['corrections', sessionId],
  log: (sessionId: string) => ['log', sessionId],
  jobs: ['jobs'],
  plan: (request: ExportRequest) => ['plan', request],
} as const

export const useConfig = () =>
  useQuery({ queryKey: keys.config, queryFn: ({ signal }) => api.config(signal) })

export const useSessions = () =>
  useQuery({ queryKey: keys.sessions, queryFn: ({ signal }) => api.sessions(signal) })

export const useSession = (sessionId: string) =>
  useQuery({ queryKey: keys.session(sessionId), queryFn: ({ signal }) => api.session(sessionId, signal) })

export const useCorrections = (sessionId: string) =>
  useQuery({
    queryKey: keys.corrections(sessionId),
    queryFn: ({ signal }) => api.corrections(sessionId, signal),
  })

/** The plan of an export; while a changed request is planned, the one before stays on the screen. */
export const useExportPlan = (request: ExportRequest) =>
  useQuery({
    queryKey: keys.plan(request),
    queryFn: ({ signal }) => api.planExport(request, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
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
export const useIngest = () => useMutation({ mutationFn: api.ingest })
export const useCancelJob = () => useMutation({ mutationFn: api.cancelJob })
