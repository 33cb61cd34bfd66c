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
  const best = findHighest(values, first, last)
  const top = readLag(values, best)
  const next = Math.max(
    readLag(values, findHighest(values, first, best - flank - 1)),
    readLag(values, findHighest(values, best + flank + 1, last)),
  )
  const left = readLag(values, best - 1)
  const right = readLag(values, best + 1)
  const bend = left - 2 * top + right
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0
  return { lag: best + shift, ratio: next > 0 && top > 0 ? Math.min(100, Math.max(1, top / next)) : 1 }
}

/** −Infinity for no lag. */
function readLag(values: Float32Array, lag: number): number {
  if (Number.isNaN(lag)) return -Infinity
  return values[lag < 0 ? lag + values.length : lag]!
}

/** The lag of the highest value; NaN where the range is empty. */
function findHighest(values: Float32Array, first: number, last: number): number {
  if (first > last) return NaN
  const { length } = values
  let top = -Infinity
  let best = 0
  for (let at = length + first; at <= length + Math.min(last, -1); at++) {
    const value = values[at]!
    if (value > top) {
      top = value
      best = at - length
    }
  }
  for (let at = Math.max(0, first); at <= last; at++) {
    const value = values[at]!
    if (value > top) {
      top = value
      best = at
    }
  }
  return best
}
