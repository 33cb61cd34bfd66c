/** How a recording's proxies stand, without asking for any; and asking for one, or for what failed again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RecordingRenditions, RenditionLevel } from '../../../core/protocol/rendition.ts'
import { ask } from './client.ts'

const EVERY_MS = 1500
/** Another page, or the command, may have asked for one. */
const IDLE_MS = 4000

const keyOf = (recordingId: string) => ['renditions', recordingId] as const

/** Read while it is looked at, more often while one is being made. */
export const useRecordingRenditions = (recordingId: string) =>
  useQuery({
    queryKey: keyOf(recordingId),
    queryFn: async ({ signal }) => {
      const path = `/api/recordings/${encodeURIComponent(recordingId)}/renditions`
      return (await (await ask(path, { signal })).json()) as RecordingRenditions
    },
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.states.some((one) => one.state === 'making' || one.state === 'waiting')
        ? EVERY_MS
        : IDLE_MS,
  })

/** Puts one before all that waits, also where it failed; then says that there is news of it. */
export function useMakeRendition(sessionId: string, recordingId: string, onAsked: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (level: RenditionLevel) => {
      await ask(`/api/sessions/${encodeURIComponent(sessionId)}/renditions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ wanted: [{ recordingId, level }], isRetry: true }),
      })
    },
    onSuccess: onAsked,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(recordingId) }),
  })
}
