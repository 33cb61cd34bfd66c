/** Where a correlation is highest, and how far that stands out. */

export interface Peak {
  /** In samples, between two of them by a parabola. */
  readonly lag: number
  /** Highest ÷ the next one that is not its own flank; 1 to 100. */
  readonly ratio: number
}

/** Looks at lags from `first` to `last` of a circular correlation (lag n < 0 at size + n). */
export function findPeak(
  values: Float32Array,
  { first, last, flank }: { first: number; last: number; flank: number },
): Peak {
  const size = values.length
  const at = (lag: number): number => values[lag < 0 ? lag + size : lag]!
  let best = first
  let top = -Infinity
  for (let lag = first; lag <= last; lag++) {
    const value = at(lag)
    if (value > top) {
      top = value
      best = lag
    }
  }
  let next = -Infinity
  for (let lag = first; lag < best - flank; lag++) next = Math.max(next, at(lag))
  for (let lag = best + flank + 1; lag <= last; lag++) next = Math.max(next, at(lag))
  const left = at(best - 1)
  const right = at(best + 1)
  const bend = left - 2 * top + right
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0
  return { lag: best + shift, ratio: next > 0 && top > 0 ? Math.min(100, Math.max(1, top / next)) : 1 }
}
