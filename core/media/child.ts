/** One child process that reads media: started, given a request, watched, killed. */
import { fork, type ChildProcess } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkerMessage, WorkerRequest } from './messages.ts'

/** The worker as it lies beside this file: source or built. */
const WORKER = fileURLToPath(new URL(`./worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url))

/** How a request ended: an answer, or why there is none. */
export type Ending = Exclude<WorkerMessage, { kind: 'alive' }> | 'crashed' | 'timeout' | 'aborted'

/** Starts a child that does not keep the program alive while it is idle. */
export function startChild(): ChildProcess {
  const execArgv = process.execArgv.filter((argument) => argument.startsWith('--experimental-'))
  const child = fork(WORKER, [], {
    serialization: 'advanced',
    execArgv,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return child
}

/** Kills a child and waits until it is gone. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** Sends one request and waits for its ending; a child silent for `timeoutMs` counts as hung. Never rejects. */
export async function runInChild(
  child: ChildProcess,
  request: WorkerRequest,
  {
    timeoutMs,
    signal,
    onShare,
  }: {
    timeoutMs: number
    signal: AbortSignal | undefined
    onShare?: ((share: number) => void) | undefined
  },
): Promise<Ending> {
  child.ref()
  child.channel?.ref()
  const ending = await new Promise<Ending>((resolve) => {
    const startWatch = (): NodeJS.Timeout => setTimeout(() => finish('timeout'), timeoutMs)
    let watch = startWatch()
    const onMessage = (message: WorkerMessage): void => {
      if (message.id !== request.id) return
      clearTimeout(watch)
      if (message.kind !== 'alive') return finish(message)
      watch = startWatch()
      if (message.share !== undefined) onShare?.(message.share)
    }
    const onExit = (): void => finish('crashed')
    const onAbort = (): void => finish('aborted')
    const finish = (value: Ending): void => {
      clearTimeout(watch)
      child.off('message', onMessage)
      child.off('exit', onExit)
      signal?.removeEventListener('abort', onAbort)
      resolve(value)
    }
    child.on('message', onMessage)
    child.once('exit', onExit)
    signal?.addEventListener('abort', onAbort, { once: true })
    child.send(request, (error) => error && finish('crashed'))
  })
  child.unref()
  child.channel?.unref()
  return ending
}
