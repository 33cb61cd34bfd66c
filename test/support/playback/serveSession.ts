/**
 * The least server that playback needs: a session, its packet tables and peaks, media by capped ranges on a port of
 * its own, and a page with the stage and the transport alone.
 */
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { formatPackets, formatPeaks, type SessionDetail } from '../../../core/protocol/index.ts'
import type { RenditionLevel } from '../../../core/protocol/renditionIndex.ts'
import type { MadeRendition } from './makeRenditions.ts'
import { readPackets } from './readPackets.ts'

const RANGE_CAP = 1 << 20
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.ogg': 'audio/ogg',
}

export interface ServedSession {
  readonly url: string
  readonly session: SessionDetail
  readonly files: ReadonlyMap<string, string>
  close(): Promise<void>
}

export interface ServedRendition extends MadeRendition {
  readonly recordingId: string
  readonly level: RenditionLevel
}

/** `files` maps recording ids to paths; `page` is the folder of the built page. */
export async function serveSession(
  session: SessionDetail,
  files: ReadonlyMap<string, string>,
  page: string,
  renditions: readonly ServedRendition[] = [],
): Promise<ServedSession> {
  const made = new Map(renditions.map((each) => [`${each.recordingId} ${each.level}`, each]))
  const media = await listen((request, response) => answerMedia(files, made, request, response))
  const offered = renditions.map(({ path: _path, index: _index, ...said }) => said)
  const app = await listen(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const copied = /^\/api\/recordings\/([^/]+)\/renditions\/(\d+)\/index$/.exec(pathname)
    if (copied) return response.end(made.get(`${copied[1]!} ${copied[2]!}`)?.index)
    const derived = /^\/api\/recordings\/([^/]+)\/(packets|peaks)$/.exec(pathname)
    if (pathname === '/api/playback-session') {
      response.setHeader('content-type', 'application/json')
      return response.end(JSON.stringify({ session, mediaOrigin: originOf(media), renditions: offered }))
    }
    if (derived) return response.end(await derive(files.get(derived[1]!), derived[2]!))
    const path = join(page, normalize(pathname === '/' ? '/index.html' : pathname))
    const body = await readFile(path).catch(() => undefined)
    response.statusCode = body ? 200 : 404
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
    response.end(body)
  })
  return {
    url: originOf(app),
    session,
    files,
    close: async () => {
      for (const server of [app, media]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

async function derive(path: string | undefined, kind: string): Promise<Uint8Array> {
  if (path && kind === 'packets') return formatPackets(await readPackets(path))
  return formatPeaks({
    bucketsPerSecond: 10,
    firstPtsUs: 0,
    min: new Int8Array(600),
    max: new Int8Array(600),
    rms: Uint8Array.from({ length: 600 }, (_, at) => (at % 10 < 2 ? 90 : 0)),
  })
}

async function answerMedia(
  files: ReadonlyMap<string, string>,
  renditions: ReadonlyMap<string, ServedRendition>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
  const recordingId = pathname.replace('/media/', '')
  const level = searchParams.get('r')
  const path = level ? renditions.get(`${recordingId} ${level}`)?.path : files.get(recordingId)
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-expose-headers', 'content-range, content-length, accept-ranges, etag')
  response.setHeader('access-control-allow-headers', 'range')
  if (!path || request.method === 'OPTIONS') {
    response.statusCode = path ? 204 : 404
    response.end()
    return
  }
  const { size } = await stat(path)
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? 'bytes=0-')!
  const start = Number(range[1])
  const end = Math.min(size - 1, start + RANGE_CAP - 1, range[2] ? Number(range[2]) : Infinity)
  response.writeHead(206, {
    'content-type': TYPES[extname(path)],
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'content-range': `bytes ${start}-${end}/${size}`,
    'content-length': end - start + 1,
  })
  createReadStream(path, { start, end }).pipe(response)
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

async function listen(answer: Answer): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
