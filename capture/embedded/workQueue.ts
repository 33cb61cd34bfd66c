/** Runs tasks in the order they came, so many at a time: a room that ends with 80 tracks must not mux 80 files at once. */
export interface WorkQueue {
  run<T>(task: () => Promise<T>): Promise<T>
}

export function createWorkQueue(atOnce: number): WorkQueue {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    async run(task) {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
      else running++
      try {
        return await task()
      } finally {
        // The place goes on to the next one that waits.
        const next = waiting.shift()
        if (next) next()
        else running--
      }
    },
  }
}
