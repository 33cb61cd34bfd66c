/**
 * A capture backend made of answers: the routes of capture/README.md over made rooms, with an open line of events, so
 * that the pages can be looked at in any state. It serves the built page as the real one does.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { json } from 'node:stream/consumers'
import type { IngestState, JoinCard, RoomState, UsageRow } from '../../../capture/model/api.types.ts'
import { CARD, makeLink, PROJECT, wallOf } from './makeRooms.ts'

export interface FakeAnswer {
  readonly status?: number
  readonly json: unknown
}

export interface FakeCapture {
  readonly url: string
  rooms: RoomState[]
  card: JoinCard
  usage: UsageRow[]
  ingest: IngestState
  alerts: RoomState['alerts']
  /** Asked first, by `METHOD /path` below /api/v1. */
  answers: Readonly<Record<string, FakeAnswer>>
  /** What was sent, by the same names. */
  readonly sent: { readonly route: string; readonly body: unknown }[]
  /** Changes a room and tells it on the open lines. */
  tell(room: RoomState): void
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}

/** `webRoot`: the folder of the built page. */
export async function serveCapture(webRoot: string): Promise<FakeCapture> {
  const lines = new Set<ServerResponse>()
  const state = {
    rooms: [] as RoomState[],
    card: CARD,
    usage: [] as UsageRow[],
    ingest: { state: 'idle', message: '' } as IngestState,
    alerts: [] as RoomState['alerts'],
    answers: {} as Readonly<Record<string, FakeAnswer>>,
    sent: [] as { route: string; body: unknown }[],
  }

  const find = (method: string, path: string, search: URLSearchParams): FakeAnswer => {
    const name = /\/rooms\/([^/]+)/.exec(path)?.[1]
    const room = state.rooms.find((one) => one.room === name)
    const route = `${method} ${path.replace(/^\/projects\/[^/]+/, '').replace(/\/rooms\/[^/]+/, '/room')}`
    switch (route) {
      case 'POST /token':
      case 'POST /token/code':
      case 'POST /token/renew':
        return {
          json: {
            token: 'made',
            expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
            scopes: ['watch', 'operate', 'manage'],
          },
        }
      case 'GET /projects':
        return { json: [PROJECT] }
      case 'GET /wall':
        return { json: wallOf(state, search) }
      case 'GET /usage':
        return { json: state.usage }
      case 'GET /room':
        return room === undefined ? missing('room_missing', 'no such room') : { json: room }
      case 'GET /room/ingest':
      case 'POST /room/ingest':
        return { json: state.ingest }
      case 'GET /room/links':
        return { json: name === undefined ? [] : [makeLink(name, 'ada'), makeLink(name, 'ben')] }
      case 'POST /room/links':
        return { json: makeLink(name!, 'new') }
      case 'POST /sheet':
        return {
          json: {
            rooms: [],
            links: [makeLink('interview-1', 'ada')],
            problems: [{ line: 3, message: 'no identity' }],
          },
        }
      case 'POST /rooms':
      case 'POST /room/markers':
      case 'POST /room/messages':
      case 'POST /room/recording/start':
      case 'POST /room/recording/stop':
        return { json: {} }
      case 'GET /join/a-code':
        return { json: state.card }
      default:
        return missing('link_missing', 'there is no such link')
    }
  }

  const answerApi = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const path = decodeURIComponent(url.pathname.slice('/api/v1'.length))
    const route = `${request.method} ${path}`
    if (route.endsWith('/wall/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
      lines.add(response)
      response.on('close', () => lines.delete(response))
      return
    }
    if (request.method === 'POST')
      state.sent.push({ route, body: await json(request).catch(() => undefined) })
    const answer = state.answers[route] ?? find(request.method!, path, url.searchParams)
    response
      .writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.json))
  }

  const answerFile = async (response: ServerResponse, path: string): Promise<void> => {
    const file = join(webRoot, normalize(path))
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    )
    const shown = isFile ? file : join(webRoot, 'capture.html')
    response.writeHead(200, {
      'content-type': TYPES[extname(shown)] ?? 'application/octet-stream',
      'cache-control': isFile ? 'max-age=3600' : 'no-store',
    })
    createReadStream(shown).pipe(response)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://127.0.0.1')
    const done = url.pathname.startsWith('/api/v1/')
      ? answerApi(request, response, url)
      : answerFile(response, url.pathname)
    done.catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell(room: RoomState) {
      state.rooms = state.rooms.map((one) => (one.room === room.room ? room : one))
      for (const line of lines) line.write(`event: room\ndata: ${JSON.stringify(room)}\n\n`)
    },
    async close() {
      for (const line of lines) line.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

const missing = (code: string, message: string): FakeAnswer => ({ status: 404, json: { code, message } })
