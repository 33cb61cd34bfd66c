/** The API asked directly, over a store of its own; the live part is a small stand-in that remembers what it was told. */
import { expect } from 'vitest'
import type { ZodType } from 'zod'
import { createCaptureApp } from '../../../capture/api/app.ts'
import type { ApiContext } from '../../../capture/api/context.ts'
import type { Routes } from '../../../capture/api/routing.ts'
import { createLimits } from '../../../capture/api/limits.ts'
import { createOnceCodes } from '../../../capture/api/onceCodes.ts'
import type { LiveControl, NotedEvent, RoomState } from '../../../capture/live/liveControl.ts'
import { openLivekitRooms } from '../../../capture/live/livekitRooms.ts'
import { createKey, type Scope } from '../../../capture/store/keys.ts'
import type { CaptureStore } from '../../../capture/store/store.ts'
import { openTestStore } from '../store/support.ts'

export const PORT = 5460
export const ALL: Scope[] = ['watch', 'operate', 'manage', 'admin']

export class FakeLive implements LiveControl {
  readonly states = new Map<string, RoomState>()
  readonly expected: string[] = []
  readonly notes: { room: string; event: NotedEvent }[] = []
  readonly listeners = new Set<(state: RoomState) => void>()
  rooms = (): RoomState[] => [...this.states.values()]
  room = (name: string): RoomState | undefined => this.states.get(name)
  alerts = (): [] => []
  subscribe = (listener: (state: RoomState) => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }
  expect = (name: string): void => void this.expected.push(name)
  startRecording = async (): Promise<[]> => []
  stopRecording = async (): Promise<[]> => []
  note = async (room: string, event: NotedEvent): Promise<boolean> => {
    this.notes.push({ room, event })
    return this.states.has(room)
  }
  flush = async (): Promise<void> => undefined
  poke = (): void => undefined
}

export interface TestApi {
  readonly store: CaptureStore
  readonly live: FakeLive
  readonly server: ApiContext
  readonly log: string[]
  /** Moves the backend's clock, ms. */
  advance(ms: number): void
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  /** What the router answers, guards and pages left out. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
  /** A bearer token of a new key. */
  token(scopes?: Scope[], project?: string): Promise<string>
}
interface AskOptions {
  readonly token?: string
  readonly json?: unknown
  readonly text?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
}
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

export async function openTestApi(more: Partial<ApiContext> = {}): Promise<TestApi> {
  const store = await openTestStore()
  const live = new FakeLive()
  const log: string[] = []
  let shiftMs = 0
  const nowMs = (): number => Date.now() + shiftMs
  const server: ApiContext = {
    store,
    version: '1.2.3',
    startedAt: '2026-11-22T08:00:00.000Z',
    nowMs,
    openLivekit: openLivekitRooms,
    live: () => live,
    codes: createOnceCodes(nowMs),
    publicUrl: () => `http://127.0.0.1:${PORT}`,
    port: () => PORT,
    log: (line) => void log.push(JSON.stringify(line)),
    closing: new AbortController().signal,
    ...more,
  }
  const app = createCaptureApp(server, {
    limits: createLimits((context) => context.req.header('x-test-address') ?? 'test'),
  })
  const ask: TestApi['ask'] = async (method, path, { token, json, text, headers = {} } = {}) => {
    const body = json === undefined ? text : JSON.stringify(json)
    const answer = await app.request(path.startsWith('/') ? path : `/api/v1/${path}`, {
      method,
      headers: {
        host: `127.0.0.1:${PORT}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    })
    const said = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json') === true
    const told: unknown = isJson ? JSON.parse(said) : undefined
    expectDescribed(app, { method, path: new URL(path, 'http://x/api/v1/').pathname }, answer.status, told)
    return { status: answer.status, headers: answer.headers, text: said, json: told }
  }
  const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && path !== '/*')
  let tokens = 0
  return {
    store,
    live,
    server,
    log,
    advance: (ms) => void (shiftMs += ms),
    ask,
    routes: [...new Map(routes.map((one) => [`${one.method} ${one.path}`, one])).values()],
    async token(scopes = ALL, project) {
      const key = await createKey(store, { label: 'test', scopes, ...(project !== undefined && { project }) })
      tokens += 1
      const answer = await ask('POST', 'token', {
        json: { key: key.key, secret: key.secret },
        headers: { 'x-test-address': `key-${tokens}` },
      })
      return (answer.json as { token: string }).token
    },
  }
}

/** Each answer is what the OpenAPI document says of it: no field is missing and none is more. */
function expectDescribed(
  app: Routes,
  { method, path }: { method: string; path: string },
  status: number,
  told: unknown,
): void {
  const route = app.openAPIRegistry.definitions
    .flatMap((one) => (one.type === 'route' ? [one.route] : []))
    .find(
      (one) =>
        one.method === method.toLowerCase() &&
        new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )
  if (route === undefined) return
  const answer = route.responses[status] ?? route.responses['default']
  const content = answer && 'content' in answer ? answer.content?.['application/json'] : undefined
  if (content === undefined || !('schema' in content))
    return expect(told, `${method} ${path} ${status}`).toBeUndefined()
  expect((content.schema as ZodType).parse(told), `${method} ${path} ${status}`).toEqual(told)
}
