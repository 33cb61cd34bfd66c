/**
 * The media port: one recording by its catalog id, in byte ranges, streamed from its source or from the remuxed copy or
 * a rendition beside the catalog; never a path or key from the page, never a file in memory.
 */
import { Hono } from 'hono'
import { UserError } from '../../core/model/index.ts'
import { guardHost, guardOrigin, originsOf, type Ports } from './guard.ts'
import type { MediaFiles } from './mediaFiles.ts'
import type { RenditionFiles } from './renditionFiles.ts'
import { answerProblem } from './problem.ts'
import { allowsRange, matchesTag, parseRange } from './ranges.ts'
import { answerSeveral, parseParts } from './several.ts'

interface MediaSources {
  readonly files: Pick<MediaFiles, 'find'>
  readonly renditions: Pick<RenditionFiles, 'find'>
}

/**
 * Routes `GET|HEAD /media/:recordingId?v=version&r=level` and `GET /several` (several.ts); answers other than these are
 * Problem JSON.
 */
export function createMediaApp({ files, renditions }: MediaSources, ports: Ports): Hono {
  const app = new Hono()
  app.onError((error, context) => answerProblem(context, error))
  app.notFound((context) =>
    answerProblem(context, new UserError('route_missing', `no media at ${context.req.path}`)),
  )
  app.use(guardHost(() => ports.media))
  app.use(guardOrigin(() => [...originsOf(ports.app), ...originsOf(ports.media)]))
  app.use(async (context, next) => {
    await next()
    const { headers } = context.res
    const origin = context.req.header('origin')
    if (origin !== undefined && originsOf(ports.app).includes(origin)) {
      headers.set('access-control-allow-origin', origin)
      headers.set('access-control-expose-headers', 'accept-ranges, content-length, content-range, etag')
    }
    headers.set('vary', 'origin')
    headers.set('cross-origin-resource-policy', 'cross-origin')
    headers.set('x-content-type-options', 'nosniff')
  })
  app.get('/several', (context) =>
    answerSeveral(context, parseParts(context.req.queries('of')), (path, headers) =>
      app.request(path, { headers }),
    ),
  )
  app.options('/media/:recordingId', (context) =>
    context.body(null, 204, {
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'range, if-range, if-none-match',
      'access-control-max-age': '86400',
    }),
  )
  app.get('/media/:recordingId', async (context) => {
    const { signal } = context.req.raw
    const recordingId = context.req.param('recordingId')
    const level = context.req.query('r')
    const file = await (level === undefined
      ? files.find(recordingId, signal)
      : renditions.find(recordingId, level))
    const wanted = context.req.query('v')
    if (wanted !== undefined && wanted !== file.version) {
      throw new UserError('media_changed', `${file.name} has changed since this page was loaded`, {
        hint: 'Reload the page; if the bucket was changed, ingest it again first.',
      })
    }
    const etag = `"${file.version}"`
    const headers: Record<string, string> = {
      'accept-ranges': 'bytes',
      'cache-control': wanted === undefined ? 'no-cache' : 'public, max-age=31536000, immutable',
      'content-type': file.contentType,
      etag,
    }
    if (matchesTag(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers)
    const range = allowsRange(context.req.header('if-range'), etag)
      ? parseRange(context.req.header('range'), file.sizeBytes)
      : ({ kind: 'whole' } as const)
    if (range.kind === 'unsatisfiable') {
      return context.body(null, 416, { ...headers, 'content-range': `bytes */${file.sizeBytes}` })
    }
    const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, file.sizeBytes]
    headers['content-length'] = String(end - start)
    if (range.kind === 'part') headers['content-range'] = `bytes ${start}-${end - 1}/${file.sizeBytes}`
    const status = range.kind === 'part' ? 206 : 200
    if (context.req.method === 'HEAD' || end === start) return context.body(null, status, headers)
    const body = await file.open(start, end, signal)
    return context.body(body as ReadableStream | Uint8Array<ArrayBuffer>, status, headers)
  })
  return app
}
