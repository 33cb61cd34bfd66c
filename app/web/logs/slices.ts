/** Long work in slices short enough that the page goes on drawing between them. */

/** Half a frame at 60 a second. */
const SLICE_MS = 7

interface SliceOptions {
  readonly signal: AbortSignal
  /** Called after each slice with how much is done. */
  readonly onSlice?: (done: number) => void
  readonly now?: () => number
  readonly pause?: () => Promise<void>
}

/** Does `work` for 0 ≤ index < `count()`, which may rise; resolves when all are done or the signal is aborted. */
export async function runInSlices(
  count: () => number,
  work: (index: number) => void,
  { signal, onSlice, now = () => performance.now(), pause = letPageDraw }: SliceOptions,
): Promise<void> {
  let index = 0
  while (!signal.aborted) {
    const until = now() + SLICE_MS
    const end = count()
    do for (const stop = Math.min(end, index + 64); index < stop; index++) work(index)
    while (index < end && now() < until)
    onSlice?.(index)
    if (index >= count()) return
    await pause()
  }
}

interface TaskScheduler {
  postTask(task: () => void, options: { readonly priority: 'user-visible' }): Promise<void>
}

/** A new task behind those that wait. `scheduler.yield` would come before them, and frames would wait for it. */
export function letPageDraw(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: TaskScheduler }
  if (scheduler) return scheduler.postTask(() => undefined, { priority: 'user-visible' })
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => (port1.close(), resolve()), { once: true })
    port1.start()
    port2.postMessage(undefined)
  })
}
