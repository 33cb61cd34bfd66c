/** A child process that is asked and answers, so that its CPU and its memory are its own. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Usage {
  readonly cpuSeconds: number
  readonly rssBytes: number
}

export interface CaptureChild {
  /** Asks for one thing; resolves with the answer, rejects where the child ends or says it failed. */
  ask<T>(question: string): Promise<T>
  usage(): Promise<Usage>
  /** Ends it: `end` is asked first, its answer returned. */
  end<T>(): Promise<T>
}

interface Message {
  readonly id: number
  readonly answer?: unknown
  readonly error?: string
}

/** Starts `file` (of this folder) with `options` as its JSON; resolves once it says it is ready. */
export async function startChild(file: string, options: unknown): Promise<CaptureChild> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  // Memory is measured after what is garbage is gone.
  const child = fork(path, [JSON.stringify(options)], { execArgv: ['--expose-gc'] })
  const open = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>()
  let next = 0
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.once('exit', (code) => {
    for (const { reject } of open.values()) reject(new Error(`${file} ended with ${code}`))
  })
  child.on('message', ({ id, answer, error }: Message) => {
    const one = open.get(id)
    open.delete(id)
    if (error === undefined) one?.resolve(answer)
    else one?.reject(new Error(`${file}: ${error}`))
  })
  const ask = <T>(question: string): Promise<T> => {
    const id = next++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    open.set(id, { resolve, reject })
    child.send({ id, question })
    return promise as Promise<T>
  }
  await ask('ready')
  return {
    ask,
    usage: () => ask<Usage>('usage'),
    end: async <T>() => {
      const answer = await ask<T>('end')
      child.disconnect()
      await exited
      process.removeListener('exit', kill)
      return answer
    },
  }
}

/** In the child: answers what is asked, `usage` by itself. */
export function serveQuestions(answers: Readonly<Record<string, () => unknown>>): void {
  const all: typeof answers = { ready: () => true, usage: readUsage, ...answers }
  const answer = async (question: string): Promise<object> => {
    try {
      return { answer: (await all[question]?.()) ?? null }
    } catch (error) {
      return { error: error instanceof Error ? error.stack : String(error) }
    }
  }
  process.on('message', ({ id, question }: { readonly id: number; readonly question: string }) => {
    void answer(question).then((reply) => process.send?.({ id, ...reply }))
  })
}

function readUsage(): Usage {
  const { user, system } = process.cpuUsage()
  globalThis.gc?.()
  return { cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage().rss }
}
