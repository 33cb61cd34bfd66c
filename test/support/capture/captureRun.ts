/** `lockstep capture` as a person runs it: a process of its own, asked over HTTP with the first admin key. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { IngestState, JoinLink, RoomState } from '../../../capture/model/api.types.ts'
import { serve } from '../program.ts'

export interface CaptureRun {
  readonly url: string
  readonly pid: number
  /** The first admin key. */
  readonly admin: { readonly key: string; readonly secret: string }
  /** Its log so far. */
  said(): string
  /** Under `/api/v1`; throws what is refused, in the backend's words. */
  ask<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  /** Makes a join link of room for a person. */
  link(room: string, identity: string): Promise<string>
  /** Asks for the room's state until it is as wanted; throws after `timeoutMs` with the last state. */
  untilRoom(room: string, isSo: (state: RoomState) => boolean, timeoutMs?: number): Promise<RoomState>
  /** Ingests the room as its page's button does, and waits for the end. */
  bringIn(room: string): Promise<IngestState>
  /** Ends as by Ctrl-C. */
  stop(): Promise<void>
  /** Ends at once, as by a fault of the machine. */
  kill(): Promise<void>
}

export async function openCapture(options: {
  readonly state: string
  readonly bucket: string
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}): Promise<CaptureRun> {
  const { state, bucket, args = [] } = options
  const served = await serve(
    ['capture', '--bucket', bucket, '--state', state, '--port', '0', '--no-open', ...args],
    options.env,
  )
  const admin = JSON.parse(await readFile(`${state}/first-admin-key.json`, 'utf8')) as CaptureRun['admin']
  let bearer = ''
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${served.url}/api/v1${path}`, {
      method,
      headers: {
        ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  bearer = (await ask<{ token: string }>('POST', '/token', admin)).token
  const until = async <T>(path: string, isSo: (found: T) => boolean, timeoutMs: number): Promise<T> => {
    const deadline = performance.now() + timeoutMs
    let found = await ask<T>('GET', path)
    while (!isSo(found)) {
      if (performance.now() > deadline) throw new Error(`${path} stayed at ${JSON.stringify(found)}`)
      // As a page asks that has no stream of events; the state decides, not the time.
      await setTimeout(100)
      found = await ask<T>('GET', path)
    }
    return found
  }
  return {
    url: served.url,
    pid: served.child.pid!,
    admin,
    said: served.said,
    ask,
    link: async (room, identity) =>
      (await ask<JoinLink>('POST', `${roomPath(room)}/links`, { identity, name: identity })).url,
    untilRoom: (room, isSo, timeoutMs = 30_000) => until(roomPath(room), isSo, timeoutMs),
    bringIn: async (room) => {
      await ask('POST', `${roomPath(room)}/ingest`)
      return until<IngestState>(`${roomPath(room)}/ingest`, ({ state: now }) => now !== 'running', 60_000)
    },
    stop: () => (served.child.exitCode === null ? served.stop() : Promise.resolve()),
    kill: async () => {
      const ended = once(served.child, 'exit')
      served.child.kill('SIGKILL')
      await ended
    },
  }
}

const roomPath = (room: string): string => `/projects/default/rooms/${room}`
