/**
 * When someone spoke, guessed from the loudness of a microphone's peaks: louder than the noise floor by a margin,
 * short pauses bridged, clicks left out. Another's voice in the same room counts as well: a help for finding one's
 * way, not a measurement.
 */
import type { Peaks } from '../../../core/protocol/index.ts'

export interface UtteranceOptions {
  /** How many times louder than the noise floor speech is. */
  readonly aboveFloor: number
  /** What share of the way from the floor to loud speech a sound must reach. */
  readonly ofLoud: number
  /** A pause up to this long is within an utterance, s. */
  readonly hangoverSeconds: number
  /** Anything shorter is a click, s. */
  readonly leastSeconds: number
}

export const SPEECH: UtteranceOptions = {
  aboveFloor: 2.5,
  ofLoud: 0.35,
  hangoverSeconds: 0.7,
  leastSeconds: 0.25,
}

/** Starts and ends in media time, µs, ascending, apart from each other. */
export interface Utterances {
  readonly startsUs: Float64Array
  readonly endsUs: Float64Array
}

/** The quietest a threshold may be, of 255: below it is nothing but the rounding of silence. */
const LEAST_THRESHOLD = 3

/** Returns the loudness (0…255) above which a bucket is speech; digital silence says nothing of the floor. */
export function findThreshold(rms: Uint8Array, { aboveFloor, ofLoud }: UtteranceOptions = SPEECH): number {
  const counts = new Uint32Array(256)
  for (const value of rms) counts[value]!++
  const heard = rms.length - counts[0]!
  const quantile = (share: number): number => {
    let below = 0
    for (let value = 1; value < 256; value++) if ((below += counts[value]!) > heard * share) return value
    return 255
  }
  const floor = quantile(0.1)
  return Math.max(LEAST_THRESHOLD, floor * aboveFloor, floor + (quantile(0.97) - floor) * ofLoud)
}

/** Finds the utterances in one recording's peaks. */
export function findUtterances(
  { rms, bucketsPerSecond, firstPtsUs }: Pick<Peaks, 'rms' | 'bucketsPerSecond' | 'firstPtsUs'>,
  options: UtteranceOptions = SPEECH,
): Utterances {
  const threshold = findThreshold(rms, options)
  const hangover = options.hangoverSeconds * bucketsPerSecond
  const least = options.leastSeconds * bucketsPerSecond
  const starts: number[] = []
  const ends: number[] = []
  let start = -1
  let last = -1
  const close = (): void => {
    if (start >= 0 && last + 1 - start >= least) {
      starts.push(start)
      ends.push(last + 1)
    }
    start = -1
  }
  for (let k = 0; k < rms.length; k++) {
    if (rms[k]! < threshold) continue
    if (start >= 0 && k - last > hangover) close()
    if (start < 0) start = k
    last = k
  }
  close()
  const toUs = (bucket: number): number => firstPtsUs + (bucket / bucketsPerSecond) * 1e6
  return { startsUs: Float64Array.from(starts, toUs), endsUs: Float64Array.from(ends, toUs) }
}
