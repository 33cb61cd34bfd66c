/**
 * Ctrl-C: the first asks politely through an AbortSignal, a later one ends the process. One Ctrl-C may arrive twice
 * (from the terminal, and passed on by npm or a launcher), so what follows at once is the same one. A process that was
 * asked and has nothing more to do ends, though a server that does not answer leaves a connection open.
 */
const SAME_MS = 1000
const LAST_MS = 2000

export function listenForInterrupt(
  world: {
    now: () => number
    /** With the exit code that is set where none is given. */
    exit: (code?: number) => void
    /** Keeps no process alive. */
    later: (ms: number, run: () => void) => void
  } = {
    now: () => performance.now(),
    exit: (code) => process.exit(code),
    later: (ms, run) => void setTimeout(run, ms).unref(),
  },
): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  let firstMs = 0
  const interrupt = (): void => {
    if (!controller.signal.aborted) {
      firstMs = world.now()
      controller.abort(new DOMException('interrupted', 'AbortError'))
    } else if (world.now() - firstMs >= SAME_MS) world.exit(130)
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
      if (controller.signal.aborted) world.later(LAST_MS, () => world.exit())
    },
  }
}
