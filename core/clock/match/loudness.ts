/** How loud a sound is over any span, from its levels. */
import type { Sound } from './sound.ts'

const LEVEL_US = 100_000
/** Below −90 dB of full scale quiet is quiet. */
const FLOOR_POWER = 1e-9
const AUDIBLE_POWER = 1e-8

export interface Loudness {
  readonly firstUs: number
  readonly endUs: number
  /** Logarithm of the mean power over media times, with a floor; outside the sound it is the floor's. */
  logPower(startUs: number, endUs: number): number
  /** Share of the sound that is no hole and no silence, 0 to 1. */
  readonly audible: number
}

export function measureLoudness(sound: Sound): Loudness {
  const { levels, firstUs } = sound
  const sums = new Float64Array(levels.length + 1)
  let audible = 0
  for (let at = 0; at < levels.length; at++) {
    sums[at + 1] = sums[at]! + levels[at]!
    if (levels[at]! > AUDIBLE_POWER) audible++
  }
  const clamp = (us: number): number =>
    Math.min(levels.length, Math.max(0, Math.round((us - firstUs) / LEVEL_US)))
  return {
    firstUs,
    endUs: firstUs + (sound.sampleCount / 8000) * 1e6,
    audible: levels.length === 0 ? 0 : audible / levels.length,
    logPower(startUs, endUs) {
      const first = clamp(startUs)
      const last = clamp(endUs)
      const blocks = Math.max(1, (endUs - startUs) / LEVEL_US)
      return Math.log(FLOOR_POWER + Math.max(0, sums[last]! - sums[first]!) / blocks)
    },
  }
}
