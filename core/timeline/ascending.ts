/** Where a time lies in a column of times that ascend, at a cost of their logarithm. */

/** Returns the first row at or after a time. */
export function findFirstRow(tUs: Float64Array, time: number): number {
  let low = 0
  let high = tUs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tUs[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The same for an ascending walk: looks on from a row that is not past the answer, in steps that double. */
export function findNextRow(tUs: Float64Array, time: number, from: number): number {
  let low = from
  let step = 1
  while (low + step <= tUs.length && tUs[low + step - 1]! < time) {
    low += step
    step *= 2
  }
  let high = Math.min(tUs.length, low + step - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tUs[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}
