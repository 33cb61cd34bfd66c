/** Job changes as server-sent events: first every known job, then each change, as `data: Job`. */
import type { Job } from '../../core/protocol/index.ts'
import type { JobRunner } from './jobs.ts'

const BEAT_MS = 15_000

/** A stream that ends with `signal` (the client has gone or the server closes). */
export function streamJobs(jobs: JobRunner, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stop: (() => void) | undefined
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (job: Job): void => controller.enqueue(encoder.encode(`data: ${JSON.stringify(job)}\n\n`))
      controller.enqueue(encoder.encode('retry: 1000\n\n'))
      for (const job of jobs.list().toReversed()) send(job)
      const unsubscribe = jobs.subscribe(send)
      const beat = setInterval(() => controller.enqueue(encoder.encode(': beat\n\n')), BEAT_MS)
      beat.unref()
      let open = true
      stop = () => {
        if (!open) return
        open = false
        unsubscribe()
        clearInterval(beat)
        signal.removeEventListener('abort', end)
      }
      const end = (): void => {
        stop?.()
        controller.close()
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end)
    },
    cancel: () => stop?.(),
  })
}
