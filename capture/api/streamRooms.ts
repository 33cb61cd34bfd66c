/** Room states as server-sent events: every live room first, then each as it changes, as `data: RoomState`. */
import type { LiveControl, RoomState } from '../live/liveControl.ts'

const BEAT_MS = 15_000

/** A stream that ends with `signal`: the client has gone or the backend closes. */
export function streamRooms(live: LiveControl, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stop: (() => void) | undefined
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (state: RoomState): void =>
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(state)}\n\n`))
      controller.enqueue(encoder.encode('retry: 1000\n\n'))
      for (const room of live.rooms()) if (room.live) send(room)
      const unsubscribe = live.subscribe(send)
      const beat = setInterval(() => controller.enqueue(encoder.encode(': beat\n\n')), BEAT_MS)
      beat.unref()
      const end = (): void => {
        stop?.()
        controller.close()
      }
      stop = () => {
        unsubscribe()
        clearInterval(beat)
        signal.removeEventListener('abort', end)
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end)
    },
    cancel: () => stop?.(),
  })
}
