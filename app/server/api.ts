/** The routes below `/api`; their types are the page's client. */
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { UserError } from '../../core/model/index.ts'
import { correctionRequestSchema, exportRequestSchema, type Job } from '../../core/protocol/index.ts'
import { createAlignApi } from './alignApi.ts'
import type { ApiContext } from './apiContext.ts'
import { body } from './body.ts'
import { createClocksApi } from './clocksApi.ts'
import { createCertificateApi } from './certificateApi.ts'
import { describeConfig } from './config.ts'
import { readCorrections } from './corrections.ts'
import { streamJobs } from './events.ts'
import { createExportApi } from './exportApi.ts'
import { startExport } from './exportJobs.ts'
import { isFromPage } from './guard.ts'
import { isUnderWay } from './jobs.ts'
import type { MediaFiles } from './mediaFiles.ts'
import { createPacketIndexApi } from './packetIndexApi.ts'
import { createPeaksApi } from './peaksApi.ts'
import { streamLog } from './readLog.ts'
import { readOrigin } from './readOrigin.ts'
import { readEpoch, readSession } from './readSession.ts'
import { readSessions } from './readSessions.ts'
import { createSignalsApi } from './signalsApi.ts'
import { createRenditionsApi } from './renditionsApi.ts'
import { createThumbsApi } from './thumbsApi.ts'
import { createReviewApi } from './reviewApi.ts'

export type { ApiContext }

const MAX_ROWS = 100_000
const QUERY_TIMEOUT_MS = 30_000
const FILE_TIMEOUT_MS = 300_000

const querySchema = z.object({
  sql: z.string().min(1).max(100_000),
  maxRows: z.number().int().min(1).max(MAX_ROWS).optional(),
})
const queryFileSchema = z.object({
  sql: z.string().min(1).max(100_000),
  format: z.enum(['arrow', 'parquet', 'csv', 'json']),
})
const ingestSchema = z.object({ source: z.string().min(1).max(4096), align: z.boolean().default(false) })

const FILE_TYPES = {
  arrow: 'application/vnd.apache.arrow.file',
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
} as const

export function createApi(server: ApiContext) {
  const { catalog, jobs, files, effects } = server
  return new Hono()
    .route('/', createReviewApi(catalog))
    .route('/', createCertificateApi(server))
    .route('/', createClocksApi(catalog))
    .get('/config', (context) =>
      context.json(
        describeConfig(context, server, {
          path: catalog.path,
          lock: null,
          offersDemo: effects.makeDemo !== undefined,
        }),
      ),
    )
    .get('/sessions', async (context) => context.json(await readSessions(catalog)))
    .get('/sessions/:id', async (context) =>
      context.json(await readSession(catalog, context.req.param('id'))),
    )
    .get('/sessions/:id/log', async (context) => {
      const id = context.req.param('id')
      const signal = AbortSignal.any([server.closing, context.req.raw.signal])
      const log = streamLog(catalog, { sessionId: id, epochUs: await readEpoch(catalog, id), signal })
      return context.body(log, 200, {
        'content-type': 'application/vnd.apache.arrow.stream',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      })
    })
    .get('/sessions/:id/corrections', async (context) =>
      context.json(await readCorrections(catalog, context.req.param('id'))),
    )
    .get('/sessions/:id/origin', async (context) =>
      context.json(await readOrigin(catalog, context.req.param('id'))),
    )
    .get('/recordings/:id/packets', (context) => sendDerived(context, files, 'packets'))
    .route('/', createPacketIndexApi(server))
    .route('/', createPeaksApi(server))
    .route('/', createThumbsApi(server))
    .route('/', createSignalsApi(server))
    .route('/', createRenditionsApi(server))
    .route('/', createAlignApi(server))
    .post('/corrections', body(correctionRequestSchema), async (context) => {
      const request = context.req.valid('json')
      const [sessionId] = await effects.correct(catalog, request, request.author ?? userInfo().username)
      return context.json(await readSession(catalog, sessionId ?? ''))
    })
    .delete('/corrections/:id', async (context) => {
      const sessionIds = await effects.withdrawCorrection(catalog, context.req.param('id'))
      return context.json({ withdrawn: context.req.param('id'), sessionIds })
    })
    .post('/exports/plan', body(exportRequestSchema), async (context) =>
      context.json(await effects.planExport(catalog, withoutPath(context, context.req.valid('json')))),
    )
    .post('/exports', body(exportRequestSchema), async (context) => {
      const request = withoutPath(context, context.req.valid('json'))
      return context.json(
        await startExport(catalog, request, { version: server.version, jobs, effects }),
        202,
      )
    })
    .route('/exports', createExportApi(server))
    .post('/ingest', body(ingestSchema), async (context) => {
      const { source, align } = context.req.valid('json')
      // A folder that is not there, or a source of no kind we read, is refused at once.
      await effects.openStore(source)
      return context.json(startIngest(source, server, align), 202)
    })
    .post('/demo', (context) => context.json(startDemo(server), 202))
    .get('/jobs', (context) => context.json(jobs.list()))
    .get('/jobs/events', (context) => {
      const signal = AbortSignal.any([server.closing, context.req.raw.signal])
      return context.body(streamJobs(jobs, signal), 200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
      })
    })
    .get('/jobs/:id', (context) => context.json(jobs.get(context.req.param('id'))))
    .delete('/jobs/:id', (context) => context.json(jobs.cancel(context.req.param('id'))))
    .post('/query', body(querySchema), async (context) => {
      const { sql, maxRows = 10_000 } = context.req.valid('json')
      const { signal } = context.req.raw
      const result = await catalog.select(sql, { maxRows, timeoutMs: QUERY_TIMEOUT_MS, signal })
      return context.body(JSON.stringify(result, printBigint), 200, { 'content-type': 'application/json' })
    })
    .post('/query/file', body(queryFileSchema), async (context) => {
      const { sql, format } = context.req.valid('json')
      const { signal } = context.req.raw
      const bytes = await catalog.selectTo(sql, format, { timeoutMs: FILE_TIMEOUT_MS, signal })
      return sendBytes(context, bytes, {
        'content-type': FILE_TYPES[format],
        'content-disposition': `attachment; filename="query.${format}"`,
      })
    })
}

/** What it reads and derives is not to be swept or changed while another job does the same: they wait for each other. */
const CATALOG_QUEUE = { queue: 'catalog' }

export const startIngest = (source: string, { catalog, jobs, effects }: ApiContext, align = false): Job =>
  jobs.start('ingest', source, (work) => effects.ingest(catalog, source, { ...work, align }), CATALOG_QUEUE)

/** Throws UserError `demo_missing` where this server does not offer it. */
function startDemo({ catalog, jobs, effects }: ApiContext): Job {
  const { makeDemo } = effects
  if (!makeDemo) {
    throw new UserError('demo_missing', 'this server does not make the demo', {
      hint: 'Run `lockstep demo` in a terminal.',
    })
  }
  const running = jobs.list().find((job) => job.kind === 'demo' && isUnderWay(job))
  return (
    running ??
    jobs.start('demo', 'a lesson with six people', (work) => makeDemo(catalog, work), CATALOG_QUEUE)
  )
}

export type Api = ReturnType<typeof createApi>

async function sendDerived(context: Context, files: MediaFiles, kind: 'packets'): Promise<Response> {
  const id = context.req.param('id') ?? ''
  const file = await files.findDerived(id, kind)
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined)
  if (!bytes) {
    throw new UserError('derived_missing', `recording ${id} has no ${kind}`, {
      hint: 'Ingest its source again.',
    })
  }
  const cacheControl =
    context.req.query('v') === undefined ? 'no-cache' : 'public, max-age=31536000, immutable'
  return sendBytes(context, bytes, {
    'content-type': 'application/octet-stream',
    'cache-control': cacheControl,
  })
}

const sendBytes = (context: Context, bytes: Uint8Array, headers: Record<string, string>): Response =>
  context.body(bytes as Uint8Array<ArrayBuffer>, 200, { ...headers, 'x-content-type-options': 'nosniff' })

function withoutPath<T extends { out?: string | undefined }>(context: Context, request: T): T {
  if (request.out !== undefined && isFromPage(context)) {
    throw new UserError('out_refused', 'the page may not choose a folder of this machine', {
      hint: 'Leave it out (exports go beside the catalog), or use lockstep export --out.',
    })
  }
  return request
}

/** Nanoseconds do not fit a JSON number; as text they stay exact. */
const printBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value
