/** Routes below `/api/exports` that look back at an export: what it holds, its files, its folder, the same again. */
import { Hono, type Context } from 'hono'
import type { ApiContext } from './api.ts'
import { findExportFile } from './exportFiles.ts'
import { startExport } from './exportJobs.ts'
import { allowsRange, matchesTag, parseRange } from './ranges.ts'
import { getExport, readExport } from './readExport.ts'
import { requireShownFile } from './withheldExports.ts'

export function createExportApi(server: ApiContext) {
  const { catalog, jobs, effects } = server
  return new Hono()
    .get('/:id', async (context) => context.json(await readExport(catalog, context.req.param('id'))))
    .get('/:id/files/:index', async (context) => {
      const stored = await getExport(catalog, context.req.param('id'))
      const index = Number(context.req.param('index'))
      await requireShownFile(catalog, stored, index)
      return sendFile(context, await findExportFile(stored.folder, stored.manifest, index))
    })
    .post('/:id/reveal', async (context) => {
      const { folder } = await getExport(catalog, context.req.param('id'))
      await effects.reveal(folder)
      return context.json({ folder })
    })
    .post('/:id/replay', async (context) => {
      const { request } = await getExport(catalog, context.req.param('id'))
      return context.json(
        await startExport(catalog, request, { version: server.version, jobs, effects }),
        202,
      )
    })
}

/** Shown in the browser where it can be; `?download` saves it under its own name. */
function sendFile(context: Context, file: Awaited<ReturnType<typeof findExportFile>>): Response {
  const name = encodeURIComponent(file.name)
  const as = context.req.query('download') === undefined ? 'inline' : 'attachment'
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache',
    'content-type': file.contentType,
    'content-disposition': `${as}; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
    etag: file.etag,
  }
  if (matchesTag(context.req.header('if-none-match'), file.etag)) return context.body(null, 304, headers)
  const range = allowsRange(context.req.header('if-range'), file.etag)
    ? parseRange(context.req.header('range'), file.sizeBytes)
    : ({ kind: 'whole' } as const)
  if (range.kind === 'unsatisfiable')
    return context.body(null, 416, { ...headers, 'content-range': `bytes */${file.sizeBytes}` })
  const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, file.sizeBytes]
  headers['content-length'] = String(end - start)
  if (range.kind === 'part') headers['content-range'] = `bytes ${start}-${end - 1}/${file.sizeBytes}`
  const status = range.kind === 'part' ? 206 : 200
  if (context.req.method === 'HEAD' || end === start) return context.body(null, status, headers)
  return context.body(file.open(start, end, context.req.raw.signal), status, headers)
}
