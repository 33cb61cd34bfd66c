/**
 * Ctrl-C: the first asks politely through an AbortSignal, a later one ends the process. One Ctrl-C may arrive twice
 * (from the terminal, and passed on by npm or a launcher), so what follows at once is the same one.
 */
const SAME_MS = 1000

export function listenForInterrupt(
  world: { now: () => number; exit: (code: number) => void } = {
    now: () => performance.now(),
    exit: (code) => process.exit(code),
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
    },
  }
}
