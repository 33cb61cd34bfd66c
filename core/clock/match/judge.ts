/**
 * Whether what two sounds seem to share is more than chance. Between unrelated sounds the highest peak lies anywhere
 * in the range and exceeds the next by an exponential few percent, so the odds of so many windows on one line with
 * such peaks are bounded (Chernoff) and must be below one in 10⁹, whatever the number of windows. Sounds that repeat
 * themselves (hum, clicks, loops) have equal peaks and fail by their ratio.
 */
import type { Fit } from './fit.ts'
import { TOLERANCE_US } from './pieces.ts'

const LEAST_SHARE = 0.35
const LEAST_RATIO = 1.2
const LEAST_WINDOWS = 8
/** Of short overlaps, which have no 20 windows, more must agree. */
const FEW_WINDOWS = 20
const LEAST_OF_FEW = 4
const LEAST_SHARE_OF_FEW = 0.6
/** Mean excess of the highest peak over the next between unrelated sounds. */
const CHANCE_EXCESS = 0.08
const LOG_ODDS = -9 * Math.LN10
/** Rates that are searched, to both sides. */
const RATES_PPM = 1200

export interface Looked {
  /** How far to either side of the expected offset was looked, µs. */
  readonly rangeUs: number
  readonly windowUs: number
}

/** Natural logarithm of the odds that unrelated sounds give such a fit; an upper bound. */
function boundChance(fit: Fit, { rangeUs, windowUs }: Looked): number {
  const count = fit.sightings.length
  if (fit.agreeing === 0) return 0
  const spanUs = fit.sightings.at(-1)!.fromUs - fit.sightings[0]!.fromUs + windowUs
  const independent = Math.min(count, spanUs / windowUs)
  const share = fit.agreeing / count
  const chance = Math.min(0.5, TOLERANCE_US / rangeUs)
  const excess = (fit.medianRatio - 1) / Math.LN2 / CHANCE_EXCESS
  const onLine = share > chance ? independent * divergence(share, chance) : 0
  const high = excess > 1 ? independent * share * (excess - 1 - Math.log(excess)) : 0
  const lines = (rangeUs / TOLERANCE_US) * (1 + ((RATES_PPM / 1e6) * spanUs) / TOLERANCE_US)
  const steps = Math.max(0, fit.pieces.length - 1) * Math.log((count * rangeUs) / TOLERANCE_US)
  return Math.min(0, Math.log(lines) + steps - onLine - high)
}

const divergence = (share: number, chance: number): number =>
  share * Math.log(share / chance) + (share < 1 ? (1 - share) * Math.log((1 - share) / (1 - chance)) : 0)

/** Whether part of the two sounds is surely the same, however large a part. */
export const isRelated = (fit: Fit, looked: Looked): boolean =>
  fit.agreeing >= LEAST_OF_FEW && fit.medianRatio >= LEAST_RATIO && boundChance(fit, looked) <= LOG_ODDS

/** Why the fit is refused; undefined where it is accepted. */
export function findRefusal(fit: Fit, looked: Looked): string | undefined {
  const count = fit.sightings.length
  if (count === 0) return 'there is no moment at which both have sound that does not repeat itself'
  const share = fit.agreeing / count
  const few = count < FEW_WINDOWS
  const seen = `${fit.agreeing} of ${count} windows agree`
  if (count < LEAST_OF_FEW) return `both have sound in ${count} windows alone; ${LEAST_OF_FEW} are needed`
  if (share < (few ? LEAST_SHARE_OF_FEW : LEAST_SHARE)) return `${seen}: the sounds are not of one room`
  if (fit.agreeing < (few ? LEAST_OF_FEW : LEAST_WINDOWS)) return `${seen}: too few to be sure`
  if (fit.medianRatio < LEAST_RATIO)
    return `${seen}, but their peaks stand out by ${fit.medianRatio.toFixed(2)} alone: the sound repeats itself or is not shared`
  if (boundChance(fit, looked) > LOG_ODDS) return `${seen}: chance could do that`
  return undefined
}
