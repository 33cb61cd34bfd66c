/**
 * How far a sender's clock is from ours where only its messages' arrivals are known: offset + delay, whose least bounds
 * the offset from above. A least that a network's delay and a clock that is right explain together is taken for just
 * that, and is σ, since all of it may be the clock's; beyond it the clock is off, by the bound less a usual delay.
 */

/** From −2 ms, what two clocks that are right differ by, to the delay of a far network. */
const [LEAST_RIGHT_US, MOST_RIGHT_US] = [-2_000, 150_000]
const LEAST_SIGMA_US = 1_000

export interface OneSidedOffset {
  /** Ours − the sender's, µs. */
  readonly offsetUs: number
  readonly sigmaUs: number
  /** Whether the sender's clock is taken to be right. */
  readonly isRight: boolean
}

/** `boundUs`: the least of arrival − sending time; `off`: the offset and its σ for a clock that is not right. All µs. */
export function chooseOffset(
  boundUs: number,
  off: { readonly offsetUs: number; readonly sigmaUs: number },
): OneSidedOffset {
  const isRight = boundUs >= LEAST_RIGHT_US && boundUs <= MOST_RIGHT_US
  return isRight
    ? { offsetUs: 0, sigmaUs: Math.max(LEAST_SIGMA_US, boundUs), isRight }
    : { offsetUs: off.offsetUs, sigmaUs: off.sigmaUs, isRight }
}
