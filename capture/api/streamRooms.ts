/**
 * Room states as server-sent events: every live room first, then each as it changes, as `data: RoomState`. Of a client
 * that does not read, the latest state of each room waits, and nothing more.
 */
import type { LiveControl, RoomState } from '../live/liveControl.ts'

const BEAT_MS = 15_000
const WAITING_BYTES = 64 << 10

export interface StreamRoomsOptions {
  /** The client has gone, or the backend closes. */
  readonly signal: AbortSignal
  /** Asked at each beat; the stream ends where it says no or rejects, and whoever may still come, comes again. */
  readonly mayGoOn: () => Promise<boolean>
  /** Calls back again and again; returns how to stop. */
  readonly every?: (ms: number, run: () => void) => () => void
}

export function streamRooms(
  live: LiveControl,
  { signal, mayGoOn, every = everyMs }: StreamRoomsOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  /** What the client has not been sent yet, by room. */
  const due = new Map<string, RoomState>()
  let stop: (() => void) | undefined
  const pour = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    for (const [room, state] of due) {
      if ((controller.desiredSize ?? 0) <= 0) return
      due.delete(room)
      controller.enqueue(encoder.encode(`data: ${JSON.stringify(state)}\n\n`))
    }
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (state: RoomState): void => {
          due.set(state.room, state)
          pour(controller)
        }
        const end = (): void => {
          if (stop === undefined) return
          stop()
          controller.close()
        }
        const beat = (): void => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': beat\n\n'))
          mayGoOn().then((goesOn) => (goesOn ? undefined : end()), end)
        }
        controller.enqueue(encoder.encode('retry: 1000\n\n'))
        for (const room of live.rooms()) if (room.live) send(room)
        const unsubscribe = live.subscribe(send)
        const callOff = every(BEAT_MS, beat)
        stop = () => {
          stop = undefined
          unsubscribe()
          callOff()
          signal.removeEventListener('abort', end)
        }
        if (signal.aborted) end()
        else signal.addEventListener('abort', end)
      },
      pull: pour,
      cancel: () => stop?.(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES }),
  )
}

function everyMs(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms)
  timer.unref()
  return () => clearInterval(timer)
}
