/** The correlation of two sounds around one moment, to be drawn. */
import { findFftSize, type FftModule } from './fft.ts'
import { findPeak } from './peak.ts'
import { flatten, readResampled, taper, transformBand } from './spectrum.ts'
import { SOUND_RATE_HZ, type Sound } from './sound.ts'

export interface Correlation {
  /** Lag of the first value and between two, µs, about the given offset: positive = `to` is later than it says. */
  readonly firstLagUs: number
  readonly lagStepUs: number
  /** 1 at the highest peak; each the largest of its step. */
  readonly values: readonly number[]
  readonly peakLagUs: number
  /** Highest peak ÷ the next. */
  readonly ratio: number
}

const FLANK_SAMPLES = 320
const SAMPLE_US = 1e6 / SOUND_RATE_HZ

/** At most `points` values over ±rangeUs, of windows around media time `fromUs` and `fromUs + offsetUs`. */
export function correlateAt(
  module: FftModule,
  from: Sound,
  to: Sound,
  options: {
    readonly fromUs: number
    readonly offsetUs: number
    readonly ratePpm?: number | undefined
    readonly windowUs?: number | undefined
    readonly rangeUs?: number | undefined
    readonly points?: number | undefined
  },
): Correlation {
  const { fromUs, offsetUs, ratePpm = 0, windowUs = 15e6, rangeUs = 1e6, points = 600 } = options
  const count = Math.round(windowUs / SAMPLE_US)
  const range = Math.round(rangeUs / SAMPLE_US)
  const plan = module.plan(findFftSize(count + range))
  const spectrum = new Float32Array(plan.size)
  const starts = [
    { sound: from, firstUs: fromUs - windowUs / 2, ratePpm: 0 },
    { sound: to, firstUs: fromUs + offsetUs - (windowUs / 2) * (1 + ratePpm / 1e6), ratePpm },
  ]
  for (const [slot, one] of starts.entries()) {
    const samples = readResampled(one.sound, one.firstUs, count, one.ratePpm).slice()
    taper(samples)
    transformBand(plan, samples, spectrum)
    flatten(spectrum, spectrum)
    plan.keep(slot, spectrum)
  }
  const values = plan.correlate(0, 1)
  const peak = findPeak(values, { first: -range, last: range, flank: FLANK_SAMPLES })
  const step = Math.ceil((2 * range + 1) / points)
  const top = Math.max(1e-12, values[mod(Math.round(peak.lag), plan.size)]!)
  const drawn: number[] = []
  for (let first = -range; first <= range; first += step) {
    let most = -Infinity
    for (let lag = first; lag < Math.min(first + step, range + 1); lag++)
      most = Math.max(most, values[mod(lag, plan.size)]!)
    drawn.push(Math.max(-1, Math.min(1, most / top)))
  }
  return {
    firstLagUs: -range * SAMPLE_US + ((step - 1) / 2) * SAMPLE_US,
    lagStepUs: step * SAMPLE_US,
    values: drawn,
    peakLagUs: peak.lag * SAMPLE_US,
    ratio: peak.ratio,
  }
}

const mod = (value: number, size: number): number => (value < 0 ? value + size : value)
