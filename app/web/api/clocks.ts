/** A session's clocks: the graph, changes tried out, changes written, what an edge rests on, aligning by sound. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import type {
  ClockApplied,
  ClockEdits,
  ClockGraph,
  ClockPreview,
  EdgeEvidence,
} from '../../../core/protocol/clock.ts'
import type { Job } from '../../../core/protocol/jobs.ts'
import { ask } from './client.ts'
import { takeJob } from './jobEvents.ts'
import { keys } from './queries.ts'
import { queryClient } from './queryClient.ts'

const path = (sessionId: string, rest: string): string =>
  `/api/sessions/${encodeURIComponent(sessionId)}/${rest}`

const read = async <Answer>(url: string, signal?: AbortSignal): Promise<Answer> =>
  (await (await ask(url, signal ? { signal } : {})).json()) as Answer

const post = async <Answer>(url: string, body: unknown, signal?: AbortSignal): Promise<Answer> => {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await (await ask(url, signal ? { ...init, signal } : init)).json()) as Answer
}

export const readClocks = (sessionId: string, signal?: AbortSignal): Promise<ClockGraph> =>
  read(path(sessionId, 'clocks'), signal)

export const useClocks = (sessionId: string) =>
  useQuery({ queryKey: keys.clocks(sessionId), queryFn: ({ signal }) => readClocks(sessionId, signal) })

interface PreviewRequest {
  readonly sessionId: string
  readonly clockVersion: string | undefined
  readonly edits: ClockEdits
  /** False: nothing is changed. */
  readonly enabled: boolean
}

/** What the changes would do; while newer ones are worked out, those before stay. A newer request ends an older. */
export const useClockPreview = ({ sessionId, clockVersion, edits, enabled }: PreviewRequest) =>
  useQuery({
    queryKey: [...keys.clocks(sessionId), 'preview', clockVersion, edits],
    queryFn: ({ signal }) => post<ClockPreview>(path(sessionId, 'clocks/preview'), edits, signal),
    placeholderData: keepPreviousData,
    enabled,
    gcTime: 30_000,
  })

/** Writes changes to the clocks as they are now; everything of the session is read again. */
export async function applyClocks(sessionId: string, edits: ClockEdits): Promise<ClockApplied> {
  const { clockVersion } = await queryClient.fetchQuery({
    queryKey: keys.clocks(sessionId),
    queryFn: () => readClocks(sessionId),
  })
  try {
    const applied = await post<ClockApplied>(path(sessionId, 'clocks/apply'), { ...edits, clockVersion })
    queryClient.setQueryData(keys.clocks(sessionId), applied.graph)
    return applied
  } finally {
    void queryClient.invalidateQueries({
      predicate: ({ queryKey: [kind, id] }) => kind === 'sessions' || kind === 'plan' || id === sessionId,
    })
  }
}

/** `edgeId` undefined: none is chosen, or the server does not know it yet. */
export const useEdgeEvidence = (
  sessionId: string,
  clockVersion: string | undefined,
  edgeId: string | undefined,
) =>
  useQuery({
    queryKey: [...keys.clocks(sessionId), 'edge', clockVersion, edgeId],
    queryFn: ({ signal }) =>
      read<EdgeEvidence>(path(sessionId, `clocks/edges/${encodeURIComponent(edgeId ?? '')}`), signal),
    enabled: edgeId !== undefined && clockVersion !== undefined,
  })

/** Compares the session's sounds and places what they link; its job arrives by the job events too. */
export const useAlign = (sessionId: string) =>
  useMutation({
    mutationFn: () => post<Job>(path(sessionId, 'align'), {}),
    onSuccess: takeJob,
  })
