/**
 * How long after a request the first sample comes, and what an interval says about it.
 *
 * A generation B manifest tells when egress was asked and when it had uploaded: t0 lies between started_at and
 * ended_at − last PTS. The start delay (measured: 0.67 to 1.03 s; seen in the field: 0.3 to 3 s, up to 30 s) and the
 * slack at the end (finishing and uploading; for video also a mute that lasted until the end) share that interval.
 * Their densities give t0 its expectation and its standard deviation, by summation over a grid.
 */
export interface DelayModel {
  /** Median of the log-normal start delay, µs, and its spread in log units. */
  readonly medianUs: number
  readonly spread: number
  /** Share of delays that follow no such law: a busy machine, a publisher who comes late. */
  readonly lateShare: number
}

/** Generation B: egress still has to join the room and subscribe. */
export const AFTER_REQUEST: DelayModel = { medianUs: 800_000, spread: 0.75, lateShare: 0.04 }
/** Generation A: the room was joined already. */
export const AFTER_JOIN: DelayModel = { medianUs: 350_000, spread: 0.8, lateShare: 0 }

/** What may lie between the last sample and the instant taken as the end. */
export type SlackModel = 'audio_ended' | 'video_ended'

/** Mixtures of exponentials: [share, mean µs]. */
const SLACK: Readonly<Record<SlackModel, readonly (readonly [number, number])[]>> = {
  audio_ended: [
    [0.55, 300_000],
    [0.35, 1_200_000],
    [0.1, 15_000_000],
  ],
  video_ended: [
    [0.5, 300_000],
    [0.3, 1_200_000],
    [0.2, 40_000_000],
  ],
}

const LONGEST_DELAY_US = 30_000_000
const LATE_MEAN_US = 6_000_000
const STEPS = 160

export interface Delay {
  readonly delayUs: number
  readonly sigmaUs: number
}

/** Models are models: their σ is stretched by this, so that two thirds of all tracks lie within it. */
const CAUTION = 1.5

/**
 * Expected delay between the request and media time 0. `widthUs`: the interval's length, > 0, undefined where its
 * end is unknown. `blurUs`: the request is known only to lie within this long after its written time.
 */
export function estimateDelay(options: {
  model: DelayModel
  widthUs?: number | undefined
  slack?: SlackModel
  blurUs?: number
}): Delay {
  const { model, widthUs, slack = 'audio_ended', blurUs = 0 } = options
  const longest = Math.min(widthUs ?? Infinity, LONGEST_DELAY_US)
  let sum = 0
  let first = 0
  let second = 0
  for (let step = 0; step < STEPS; step++) {
    const delay = longest * ((step + 0.5) / STEPS) ** 1.5
    const cell = 1.5 * ((step + 0.5) / STEPS) ** 0.5
    const end = widthUs === undefined ? 1 : densityOfSlack(SLACK[slack], widthUs - delay)
    const density = densityOfDelay(model, delay) * end * cell
    sum += density
    first += density * delay
    second += density * delay * delay
  }
  // An end years later than any recording ends nothing.
  if (!(sum > 0)) return estimateDelay({ model, blurUs })
  const mean = first / sum
  const deviation = Math.sqrt(Math.max(0, second / sum - mean * mean))
  return {
    delayUs: mean + blurUs / 2,
    sigmaUs: Math.hypot(deviation * CAUTION, blurUs / Math.sqrt(12)),
  }
}

function densityOfDelay({ medianUs, spread, lateShare }: DelayModel, delayUs: number): number {
  const z = Math.log(delayUs / medianUs) / spread
  const usual = Math.exp(-0.5 * z * z) / (delayUs * spread * Math.sqrt(2 * Math.PI))
  const late = Math.exp(-delayUs / LATE_MEAN_US) / LATE_MEAN_US
  return (1 - lateShare) * usual + lateShare * late
}

const densityOfSlack = (mixture: readonly (readonly [number, number])[], slackUs: number): number =>
  mixture.reduce((sum, [share, mean]) => sum + (share / mean) * Math.exp(-slackUs / mean), 0)
