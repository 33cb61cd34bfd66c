/** Which context time is heard when: each reading of the browser is some ms off, the median of many is not. */
const KEPT = 32
/** Fewer say less than what the context itself claims. */
const FEW = 3

export class OutputClock {
  private readonly context: AudioContext
  /** performance.now() − context time, ms, newest last. */
  private differences: number[] = []
  private lastContextTime = -1

  constructor(context: AudioContext) {
    this.context = context
    // Another device, or a machine that slept: what was read before says nothing of what is heard after.
    for (const event of ['statechange', 'sinkchange'])
      context.addEventListener(event, () => (this.differences = []))
  }

  /** A reading that was not read before: the context time (s) that was heard at `p` (ms). */
  read(): { readonly contextTime: number; readonly p: number } | undefined {
    const { contextTime = 0, performanceTime = 0 } = this.context.getOutputTimestamp()
    if (contextTime <= 0 || contextTime === this.lastContextTime) return undefined
    this.lastContextTime = contextTime
    this.differences.push(performanceTime - contextTime * 1000)
    if (this.differences.length > KEPT) this.differences.shift()
    return { contextTime, p: performanceTime }
  }

  /** The context time, s, that is heard at `p` (ms). */
  at(p: number): number {
    this.read()
    const { differences, context } = this
    if (differences.length === 0) return context.currentTime - (context.outputLatency || 0)
    const sorted = differences.toSorted((a, b) => a - b)
    const difference = differences.length < FEW ? differences.at(-1)! : sorted[sorted.length >> 1]!
    return (p - difference) / 1000
  }
}
