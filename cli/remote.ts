/** The catalog through the server that holds it: the page's own API, over HTTP on this machine. */
import type { CorrectionView } from '../app/server/corrections.ts'
import type { QueryResult } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import {
  alignResultSchema,
  annotationSetSchema,
  clockAppliedSchema,
  clockGraphSchema,
  clockPreviewSchema,
  configSchema,
  exportPlanSchema,
  issuedCertificateSchema,
  jobSchema,
  problemSchema,
  queryResultSchema,
  sessionDetailSchema,
  sessionSummarySchema,
  type Job,
} from '../core/protocol/index.ts'
import { makeRemoteProxies } from './remoteProxies.ts'
import type { CatalogAccess, IngestCounts, IngestWork } from './catalogAccess.ts'

/** Returns undefined where nothing answers there, or a server of another catalog: its file is a left-over. */
export async function openRemote(url: string, catalogPath: string): Promise<CatalogAccess | undefined> {
  const origin = new URL(url).origin
  const answer = await fetch(`${origin}/api/config`).catch(() => undefined)
  const config = configSchema.safeParse(await answer?.json().catch(() => undefined))
  if (!config.success || config.data.catalog !== catalogPath) return undefined
  const read = async (path: string): Promise<unknown> => (await ask(origin, 'GET', path)).json()
  return {
    serverUrl: origin,
    readSessions: async () => sessionSummarySchema.array().parse(await read('/api/sessions')),
    readSession: async (id) =>
      sessionDetailSchema.parse(await read(`/api/sessions/${encodeURIComponent(id)}`)),
    readCertificate: async (id) =>
      issuedCertificateSchema.parse(await read(`/api/sessions/${encodeURIComponent(id)}/certificate`)),
    readClocks: async (id) =>
      clockGraphSchema.parse(await read(`/api/sessions/${encodeURIComponent(id)}/clocks`)),
    previewClocks: async (id, body) => {
      const path = `/api/sessions/${encodeURIComponent(id)}/clocks/preview`
      return clockPreviewSchema.parse(await (await ask(origin, 'POST', path, { body })).json())
    },
    applyClockEdits: async (id, edits, given) => {
      const path = `/api/sessions/${encodeURIComponent(id)}/clocks/apply`
      const body = { ...edits, ...given }
      return clockAppliedSchema.parse(await (await ask(origin, 'POST', path, { body })).json())
    },
    readCorrections: async (id) =>
      (await read(`/api/sessions/${encodeURIComponent(id)}/corrections`)) as CorrectionView[],
    correct: async (request, author) =>
      void (await ask(origin, 'POST', '/api/corrections', { body: { ...request, author } })),
    withdrawCorrection: async (id) =>
      void (await ask(origin, 'DELETE', `/api/corrections/${encodeURIComponent(id)}`)),
    readAnnotations: async (id) =>
      annotationSetSchema.parse(await read(`/api/sessions/${encodeURIComponent(id)}/annotations`)),
    readAnnotationFile: async (id, { format, markersOnly = false }) => {
      const path = `/api/sessions/${encodeURIComponent(id)}/annotations/file`
      return (await ask(origin, 'GET', `${path}?format=${format}&markers=${markersOnly}`)).text()
    },
    withhold: async (id, body) =>
      void (await ask(origin, 'POST', `/api/sessions/${encodeURIComponent(id)}/withholdings`, { body })),
    unwithhold: async (id) =>
      void (await ask(origin, 'DELETE', `/api/withholdings/${encodeURIComponent(id)}`)),
    select: async (sql, { maxRows, signal }) => {
      const answer = await ask(origin, 'POST', '/api/query', { body: { sql, maxRows }, signal })
      return queryResultSchema.parse(await answer.json()) satisfies QueryResult
    },
    selectTo: async (sql, format, signal) => {
      const answer = await ask(origin, 'POST', '/api/query/file', { body: { sql, format }, signal })
      return new Uint8Array(await answer.arrayBuffer())
    },
    ingest: (source, work) => workThere(origin, '/api/ingest', { source, align: work.align }, work),
    align: async (sessionId, work) => {
      const path = `/api/sessions/${encodeURIComponent(sessionId)}/align`
      return alignResultSchema.parse(await workThere(origin, path, { dryRun: work.dryRun }, work))
    },
    makeProxies: async (id, work) => {
      const session = sessionDetailSchema.parse(await read(`/api/sessions/${encodeURIComponent(id)}`))
      return makeRemoteProxies((...question) => ask(origin, ...question), session, work)
    },
    planExport: async (request) =>
      exportPlanSchema.parse(
        await (await ask(origin, 'POST', '/api/exports/plan', { body: request })).json(),
      ),
    executeExport: (request, work) => workThere(origin, '/api/exports', request, work),
    close: async () => undefined,
  }
}

async function ask(
  origin: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options: { body?: unknown; signal?: AbortSignal } = {},
): Promise<Response> {
  const init: RequestInit = { method }
  if (options.signal) init.signal = options.signal
  if (options.body !== undefined) {
    init.headers = { 'content-type': 'application/json' }
    init.body = JSON.stringify(options.body)
  }
  const answer = await fetch(origin + path, init).catch((error: unknown) => {
    options.signal?.throwIfAborted()
    throw new UserError('server_unreachable', `the server at ${origin} does not answer`, {
      hint: 'It may have just ended: try again.',
      cause: error,
    })
  })
  if (answer.ok) return answer
  const problem = problemSchema.safeParse(await answer.json().catch(() => undefined))
  if (!problem.success) throw new Error(`${method} ${origin}${path}: status ${answer.status}`)
  const { code, message, hint } = problem.data
  throw new UserError(code, message, hint === undefined ? {} : { hint })
}

/** Starts a job on the server and follows it to its end; returns its result. */
async function workThere(
  origin: string,
  path: string,
  body: unknown,
  work: Pick<IngestWork, 'signal' | 'onProgress'> & Partial<Pick<IngestWork, 'onFinding'>>,
): Promise<IngestCounts> {
  // Listening starts first, so that a short job's end is not missed.
  const ending = new AbortController()
  const events = await ask(origin, 'GET', '/api/jobs/events', { signal: ending.signal })
  const started = await ask(origin, 'POST', path, { body })
  const { jobId } = jobSchema.parse(await started.json())
  const cancel = (): void => void ask(origin, 'DELETE', `/api/jobs/${jobId}`).catch(() => undefined)
  work.signal.addEventListener('abort', cancel, { once: true })
  let told = 0
  try {
    if (work.signal.aborted) cancel()
    for await (const job of readJobs(events)) {
      if (job.jobId !== jobId) continue
      if (job.progress) work.onProgress(job.progress)
      for (const found of job.recentFindings.slice(job.findings > told ? told - job.findings : Infinity))
        work.onFinding?.({ ...found, hint: '', evidence: {} })
      told = job.findings
      if (job.state === 'done') return job.result ?? {}
      if (job.state === 'cancelled') {
        work.signal.throwIfAborted()
        throw new UserError(`${job.kind}_cancelled`, `the ${job.kind} was cancelled in the workbench`, {
          hint: 'Run the same command again.',
        })
      }
      if (job.state === 'failed') {
        throw new UserError(
          `${job.kind}_failed`,
          job.message ?? `the ${job.kind} failed`,
          job.hint === null ? {} : { hint: job.hint },
        )
      }
    }
    throw new UserError('server_unreachable', `the server at ${origin} ended during the work`, {
      hint: 'Run the same command again.',
    })
  } finally {
    work.signal.removeEventListener('abort', cancel)
    ending.abort()
  }
}

/** Reads the `data:` lines of a stream of server-sent events; each is one whole Job. */
async function* readJobs(events: Response): AsyncGenerator<Job> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of events.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) yield jobSchema.parse(JSON.parse(line.slice(5)))
  }
}
