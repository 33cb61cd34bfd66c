/**
 * The session clock: `t = t0 + r · (p − p0)`, piecewise, with its history kept so that what was shown can be judged
 * later. `p` is performance.now() in ms, `t` session time in µs, `r` the rate. Only the transport writes it.
 */
export interface ClockSegment {
  readonly p: number
  readonly t: number
  readonly r: number
}

const MAX_SEGMENTS = 20_000

export class SessionClock {
  private segments: ClockSegment[]

  constructor(t: number, p: number) {
    this.segments = [{ p, t, r: 0 }]
  }

  /** The segments, oldest first; the last one goes on for ever. */
  get history(): readonly ClockSegment[] {
    return this.segments
  }

  get rate(): number {
    return this.segments.at(-1)!.r
  }

  /** Session time at `p`; before the history begins, where its first segment began. */
  at(p: number): number {
    return timeAt(this.segments, p)
  }

  /** From `p` on the session time is `t` and runs at `r`; what was planned after `p` is forgotten. */
  set(t: number, r: number, p: number): void {
    while (this.segments.length > 1 && this.segments.at(-1)!.p >= p) this.segments.pop()
    if (this.segments.length === 1 && this.segments[0]!.p >= p) this.segments.pop()
    this.segments.push({ p, t, r })
    if (this.segments.length > MAX_SEGMENTS) this.segments.splice(0, MAX_SEGMENTS / 2)
  }

  /** Changes the rate without a jump. */
  run(r: number, p: number): void {
    this.set(this.at(p), r, p)
  }
}

/** Session time at `p` by a clock's history. */
export function timeAt(segments: readonly ClockSegment[], p: number): number {
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segments[middle]!.p <= p) low = middle
    else high = middle - 1
  }
  const { p: p0, t, r } = segments[low]!
  return p < p0 || r === 0 ? t : t + (p - p0) * 1000 * r
}
