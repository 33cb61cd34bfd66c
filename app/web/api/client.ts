/** The typed client of the server's own routes. Every failure is thrown as a ServerProblem. */
import { hc } from 'hono/client'
import type {
  CorrectionRequest,
  ExportDetail,
  ExportPlan,
  ExportRequest,
  QueryResult,
} from '../../../core/protocol/jobs.ts'
import type { Origin } from '../../../core/protocol/origin.ts'
import type { SignalSummary } from '../../../core/protocol/signals.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { AppType } from '../../server/app.ts'
import type { CorrectionView } from '../../server/corrections.ts'
import { readProblem, serverGone } from './problem.ts'
import { sayUnwritten } from './sayUnwritten.ts'

export type { CorrectionView }
export type FileFormat = 'csv' | 'json' | 'parquet' | 'arrow'

export const routes = hc<AppType>('/', { fetch: ask }).api

/** As fetch, but no answer and a refused request are problems that say so. */
export async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init).catch((cause: unknown) => {
    if (init?.signal?.aborted) throw cause
    throw sayUnwritten(serverGone(cause), init?.method, input)
  })
  if (!response.ok) throw sayUnwritten(await readProblem(response), init?.method, input)
  return response
}

/** A mutation that has nothing to say but its path; the server refuses one that is not JSON. */
const bare = { headers: { 'content-type': 'application/json' } }

const until = (signal: AbortSignal | undefined) => ({ init: { signal } })

export const api = {
  config: async (signal?: AbortSignal) => (await routes.config.$get(undefined, until(signal))).json(),
  sessions: async (signal?: AbortSignal) => (await routes.sessions.$get(undefined, until(signal))).json(),
  session: async (id: string, signal?: AbortSignal): Promise<SessionDetail> =>
    (await routes.sessions[':id'].$get({ param: { id } }, until(signal))).json(),
  /** The log as an Arrow IPC stream, still unread. */
  log: (id: string, signal?: AbortSignal): Promise<Response> =>
    routes.sessions[':id'].log.$get({ param: { id } }, until(signal)),
  origin: async (id: string, signal?: AbortSignal): Promise<Origin> =>
    (await routes.sessions[':id'].origin.$get({ param: { id } }, until(signal))).json(),
  signals: async (id: string, signal?: AbortSignal): Promise<SignalSummary[]> =>
    (await routes.sessions[':id'].signals.$get({ param: { id } }, until(signal))).json(),
  corrections: async (id: string, signal?: AbortSignal): Promise<CorrectionView[]> =>
    (await routes.sessions[':id'].corrections.$get({ param: { id } }, until(signal))).json(),
  correct: async (json: CorrectionRequest): Promise<SessionDetail> =>
    (await routes.corrections.$post({ json })).json(),
  withdraw: async (id: string) => (await routes.corrections[':id'].$delete({ param: { id } })).json(),
  planExport: async (json: ExportRequest, signal?: AbortSignal): Promise<ExportPlan> =>
    (await routes.exports.plan.$post({ json }, until(signal))).json(),
  startExport: async (json: ExportRequest) => (await routes.exports.$post({ json })).json(),
  export: async (id: string, signal?: AbortSignal): Promise<ExportDetail> =>
    (await routes.exports[':id'].$get({ param: { id } }, until(signal))).json(),
  /** Opens the folder in the machine's file manager. Throws ServerProblem `reveal_failed`, its hint the folder. */
  revealExport: async (id: string) =>
    (await routes.exports[':id'].reveal.$post({ param: { id } }, bare)).json(),
  /** Asks the same again; returns the new job. */
  replayExport: async (id: string) =>
    (await routes.exports[':id'].replay.$post({ param: { id } }, bare)).json(),
  jobs: async (signal?: AbortSignal) => (await routes.jobs.$get(undefined, until(signal))).json(),
  cancelJob: async (id: string) => (await routes.jobs[':id'].$delete({ param: { id } })).json(),
  ingest: async (source: string) => (await routes.ingest.$post({ json: { source } })).json(),
  /** Makes the demo lesson and ingests it; where that is under way already, returns its job. */
  demo: async () => (await routes.demo.$post(undefined, bare)).json(),
  query: async (sql: string, maxRows: number, signal?: AbortSignal): Promise<QueryResult> =>
    (await routes.query.$post({ json: { sql, maxRows } }, until(signal))).json() as Promise<QueryResult>,
  queryFile: async (sql: string, format: FileFormat): Promise<Blob> =>
    (await routes.query.file.$post({ json: { sql, format } })).blob(),
}

/** Where a file of an export opens in the browser, or, with `download`, is saved under its own name. */
export const exportFileUrl = (
  exportId: string,
  index: number,
  options: { download?: boolean } = {},
): string =>
  `/api/exports/${encodeURIComponent(exportId)}/files/${index}${options.download ? '?download' : ''}`
