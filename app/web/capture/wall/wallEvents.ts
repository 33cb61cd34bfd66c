/** The line on which the backend tells of rooms as they change; taken up again by itself when it breaks. */
import type { RoomState } from '../../../../capture/model/api.types.ts'
import { askRaw } from '../ask.ts'
import { projectPath } from '../projects.ts'
import { createEventReader } from './eventLines.ts'

const WAITS_MS = [500, 1000, 2000, 5000, 10_000]

export type Link = 'connecting' | 'open' | 'lost'

export interface WallEvents {
  readonly project: string
  readonly token: () => string | undefined
  readonly onRoom: (room: RoomState) => void
  /** `open` comes once the line stands: what happened before it must be read. */
  readonly onLink: (link: Link, error?: unknown) => void
}

/** Returns what closes it. */
export function openWallEvents(options: WallEvents): () => void {
  const closing = new AbortController()
  void run(options, closing.signal)
  return () => closing.abort()
}

async function run({ project, token, onRoom, onLink }: WallEvents, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    try {
      const path = `${projectPath(project)}/wall/events`
      const response = await askRaw(path, { token: token(), signal })
      onLink('open')
      failures = 0
      const read = createEventReader()
      for await (const text of response.body!.pipeThrough(new TextDecoderStream()))
        for (const data of read(text)) takeEvent(data, onRoom)
      onLink('lost')
    } catch (error) {
      if (signal.aborted) return
      onLink('lost', error)
    }
    await wait(WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]!, signal)
    failures += 1
  }
}

/** What is no room (a comment of a later version, a heartbeat) is passed over. */
function takeEvent(data: string, onRoom: (room: RoomState) => void): void {
  try {
    const value = JSON.parse(data) as Partial<RoomState> | null
    if (typeof value?.room === 'string' && Array.isArray(value.participants)) onRoom(value as RoomState)
  } catch {
    // Half a line of a proxy: the next poll of the wall tells the same.
  }
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
