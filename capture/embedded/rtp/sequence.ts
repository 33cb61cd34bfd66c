/**
 * Counts that RTP cuts off (RFC 3550 §5.1), made whole again: sequence numbers of 16 bits, timestamps of 32. A value
 * is taken to lie within half a turn of the last one, before or after it. Counts are whole numbers from the first
 * value on; they may fall below zero where what came first was not the first that was sent.
 */
export interface Unwrapper {
  /** The whole count of a value, which becomes what the next one is compared with. */
  next(value: number): number
  /** The same without moving on; the value itself where nothing came before. */
  peek(value: number): number
}

/** Bits: 16 for sequence numbers, 32 for timestamps. */
export function createUnwrapper(bits: 16 | 32): Unwrapper {
  const turn = 2 ** bits
  let last: number | undefined
  const peek = (value: number): number => {
    if (last === undefined) return value
    const ahead = (((value - last) % turn) + turn) % turn
    return last + (ahead >= turn / 2 ? ahead - turn : ahead)
  }
  return {
    peek,
    next: (value) => (last = peek(value)),
  }
}
