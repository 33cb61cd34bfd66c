/**
 * The page before a server made of answers: each test says what every route answers, sends job news down the open
 * line, and can break it. The page itself is the real one, as `lockstep serve` builds it: once for all tests.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { preview, type Plugin } from 'vite'
import { buildWeb } from '../../../cli/buildWeb.ts'
import type { Job } from '../../../core/protocol/index.ts'

const root = join(import.meta.dirname, '../../..')

export interface Answer {
  readonly status?: number
  readonly json?: unknown
  readonly bytes?: Uint8Array
  /** Nothing is said before this. */
  readonly after?: Promise<unknown>
}

export interface Asked {
  readonly method: string
  /** Decoded, without its search. */
  readonly path: string
  readonly body: string
}

export interface FakePage {
  readonly url: string
  /** Is asked before `answers`: for what changes with what is written. Unlike a route of the page it costs nothing. */
  desk: ((asked: Asked) => Answer | undefined) | undefined
  /** By `METHOD /path`; replace it to change what the server says. */
  answers: Readonly<Record<string, Answer>>
  /** What was asked, as `METHOD /path`, since the list was last emptied. */
  readonly asked: string[]
  send(job: Job): void
  /** Ends the open lines and refuses all that is asked, or takes both up again. */
  setGone(gone: boolean): void
  close(): Promise<void>
}

export async function servePage(): Promise<FakePage> {
  const lines = new Set<ServerResponse>()
  let gone = false
  const page = {
    desk: undefined as FakePage['desk'],
    answers: {} as Readonly<Record<string, Answer>>,
    asked: [] as string[],
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(`/api${request.url}`.split('?')[0]!)
    if (gone) return void request.socket.destroy()
    const method = request.method!
    const route = `${method} ${path}`
    page.asked.push(route)
    const written = page.desk?.({ method, path, body: await text(request) })
    const found = written ?? page.answers[route]
    if (path === '/api/jobs/events' && !found) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
      lines.add(response)
      response.on('close', () => lines.delete(response))
      return
    }
    const problem = { code: 'route_missing', message: `no answer for ${request.method} ${path}` }
    const { status = 200, json, bytes } = found ?? { status: 404, json: problem }
    const type = bytes ? 'application/vnd.apache.arrow.stream' : 'application/json'
    const say = (): void =>
      void response.writeHead(status, { 'content-type': type }).end(bytes ?? JSON.stringify(json))
    if (found?.after) void found.after.then(say)
    else say()
  }

  const outDir = await buildWeb(root, process)
  const common = {
    configFile: false,
    root: join(root, 'app/web'),
    logLevel: 'error',
  } as const
  const answers: Plugin = {
    name: 'answers',
    // One who goes away while asking needs no answer.
    configurePreviewServer: (vite) =>
      void vite.middlewares.use(
        '/api',
        (request, response) => void answer(request, response).catch(() => undefined),
      ),
  }
  const server = await preview({
    ...common,
    plugins: [answers],
    build: { outDir },
    // The files have their versions in their names: without this, a hundred of them are asked for with each page.
    preview: { host: '127.0.0.1', port: 0, strictPort: false, headers: { 'cache-control': 'max-age=3600' } },
  })
  return Object.assign(page, {
    url: server.resolvedUrls!.local[0]!.replace(/\/$/, ''),
    send: (job: Job) => lines.forEach((line) => line.write(`data: ${JSON.stringify(job)}\n\n`)),
    setGone: (isGone: boolean) => {
      gone = isGone
      if (gone) lines.forEach((line) => line.destroy())
    },
    close: async () => {
      lines.forEach((line) => line.destroy())
      await server.close()
    },
  })
}
