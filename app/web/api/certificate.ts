/** A session's sync certificate, and telling the server what was measured while it played. */
import { useQuery } from '@tanstack/react-query'
import type { IssuedCertificate, NewPlaybackRun } from '../../../core/protocol/certificate.ts'
import { ask } from './client.ts'

const path = (sessionId: string, rest: string): string =>
  `/api/sessions/${encodeURIComponent(sessionId)}/${rest}`

/** Read anew whenever the place is opened: anything may have moved. */
export const useCertificate = (sessionId: string) =>
  useQuery({
    queryKey: ['certificate', sessionId],
    queryFn: async ({ signal }) =>
      (await (await ask(path(sessionId, 'certificate'), { signal })).json()) as IssuedCertificate,
    staleTime: 0,
    refetchOnMount: 'always',
  })

/** Where the certificate is a file: one page for paper, or JSON. */
export const certificateUrl = (sessionId: string, format: 'html' | 'json'): string =>
  path(sessionId, format === 'html' ? 'certificate.html' : 'certificate')

export async function tellPlaybackRun(sessionId: string, run: NewPlaybackRun): Promise<void> {
  await ask(path(sessionId, 'playback-run'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(run),
    // The page may be closing: what was measured until then still counts.
    keepalive: true,
  })
}
