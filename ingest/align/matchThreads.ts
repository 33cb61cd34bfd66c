/** Two threads that compare sounds, so that the program stays awake; each job goes to the one with less to do. */
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { MatchJob, MatchJobResult } from '../../core/clock/match/job.ts'
import type { MatchAnswer, MatchRequest } from './matchWorker.ts'

/** The thread's code as it lies beside this file: source or built. */
const WORKER = new URL(`./matchWorker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)

export interface MatchThreads {
  /** Rejects where a sound cannot be read, and when the threads are closed. */
  run(job: MatchJob): Promise<MatchJobResult>
  /** Ends the threads at once; what was under way rejects. */
  close(): Promise<void>
}

interface Waiting {
  resolve(result: MatchJobResult): void
  reject(error: Error): void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
  /** Why it takes no more jobs. */
  ended: Error | undefined
}

/** `files`: path of each recording's cached sound. */
export function startMatchThreads(
  files: ReadonlyMap<string, string>,
  { count = 2 }: { readonly count?: number } = {},
): MatchThreads {
  const threads = Array.from({ length: count }, (): Thread => startThread(files))
  let nextId = 1
  return {
    run(job) {
      const thread = threads.reduce((best, next) => (next.waiting.size < best.waiting.size ? next : best))
      return new Promise((resolve, reject) => {
        if (thread.ended) return reject(thread.ended)
        const request: MatchRequest = { id: nextId++, job }
        thread.waiting.set(request.id, { resolve, reject })
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        thread.worker.postMessage(request)
      })
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

function startThread(files: ReadonlyMap<string, string>): Thread {
  const worker = new Worker(WORKER, { workerData: files })
  const thread: Thread = { worker, waiting: new Map(), ended: undefined }
  const fail = (error: Error): void => {
    thread.ended ??= error
    for (const { reject } of thread.waiting.values()) reject(error)
    thread.waiting.clear()
  }
  worker.on('message', (answer: MatchAnswer) => {
    const { resolve, reject } = thread.waiting.get(answer.id)!
    thread.waiting.delete(answer.id)
    if ('result' in answer) resolve(answer.result)
    else reject(new Error(answer.message))
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the comparison of sounds was ended')))
  return thread
}
