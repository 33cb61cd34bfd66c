/**
 * The child process in which media is read: a file that crashes or hangs FFmpeg takes this process with it and
 * nothing else. One task at a time; ends when its parent does, also where it hangs: a thread watches for that.
 */
import { Worker } from 'node:worker_threads'
import { AV_LOG_QUIET, Log } from 'node-av'
import type { ObjectStore } from '../storage/objectStore.ts'
import type { WorkerMessage, WorkerRequest } from './messages.ts'
import { runTask } from './runTask.ts'

const ALIVE_EVERY_MS = 500

type OpenStore = (uri: string) => Promise<ObjectStore>
const stores = new Map<string, Promise<ObjectStore>>()

function openStore(request: WorkerRequest): Promise<ObjectStore> {
  let store = stores.get(request.storeUri)
  if (!store) {
    store = import(request.storeModule).then((module: { openStore: OpenStore }) =>
      module.openStore(request.storeUri),
    )
    store.catch(() => stores.delete(request.storeUri))
    stores.set(request.storeUri, store)
  }
  return store
}

const send = (message: WorkerMessage): void => void process.send?.(message)

async function answer(request: WorkerRequest): Promise<void> {
  const { id } = request
  let aliveAt = performance.now()
  /** Lets the message out of a loop that never waits, and tells the pool that work moves. */
  const onAlive = (share?: number): Promise<void> | undefined => {
    if (performance.now() - aliveAt < ALIVE_EVERY_MS) return undefined
    aliveAt = performance.now()
    send({ kind: 'alive', id, ...(share === undefined ? {} : { share }) })
    return new Promise((resolve) => void setImmediate(resolve))
  }
  try {
    const store = await openStore(request)
    send({ kind: 'done', id, result: await runTask(store, request, onAlive) })
  } catch (error) {
    const { code, hint, message } = error as { code?: string; hint?: string; message: string }
    send({ kind: 'failed', id, code: String(code ?? 'media_failed'), message, ...(hint ? { hint } : {}) })
  }
}

Log.setLevel(AV_LOG_QUIET)
process.on('message', (request: WorkerRequest) => void answer(request))
process.on('disconnect', () => process.exit(0))

/** A hung demuxer never hears of its parent's death; this thread does. */
const WATCH_PARENT = `
  const parent = process.ppid
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 2000)
`
new Worker(WATCH_PARENT, { eval: true }).unref()
