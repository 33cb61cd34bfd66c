/**
 * One moment of the session in which every track's window is whitened once and compared with all others it is paired
 * with: one product and one inverse transform a pair (Knapp & Carter 1976).
 */
import { findFftSize, type Fft, type FftModule } from './fft.ts'
import { findPeak } from './peak.ts'
import { flatten, readResampled, taper, transformBand } from './spectrum.ts'
import { SOUND_RATE_HZ, type Sound } from './sound.ts'

export interface SurveyEntry {
  readonly recordingId: string
  /** Media time of the window's first sample, µs. */
  readonly firstUs: number
  /** How much faster this media clock runs than the one the session's windows are cut by. */
  readonly ratePpm: number
}

export interface SurveyJob {
  readonly kind: 'survey'
  readonly windowSamples: number
  /** Lags from − to + this are looked at. */
  readonly lagSamples: number
  readonly entries: readonly SurveyEntry[]
  /** Two indices of entries a pair, one pair after the other. */
  readonly pairs: Uint16Array
}

/** By pair. */
export interface SurveyResult {
  readonly kind: 'survey'
  /** Samples. */
  readonly lag: Float64Array
  /** 0 where one of the two had no sound there. */
  readonly ratio: Float32Array
}

/** One window of one pair. */
export interface Sighting {
  /** Media time of the window's middle in the pair's first recording, µs. */
  readonly fromUs: number
  /** Second − first, µs. */
  readonly offsetUs: number
  readonly ratio: number
  /** The same for all pairs that were looked at together. */
  readonly moment?: number | undefined
}

/** What is quieter than −80 dB of full scale in half of a window is no sound but a hole or a muted microphone. */
const AUDIBLE_POWER = 1e-8
const AUDIBLE_SHARE = 0.5
const LEVELS_PER_SECOND = 10
/** How alike a window may be to itself (1: the same); speech stays below 0.05. */
const REPEATS = 0.2
/** Nearer than this voices repeat themselves, 0.1 s. */
const FIRST_REPEAT = 800
/** Pitch periods and early echoes stand within 40 ms of a peak; what stands farther off competes with it. */
const FLANK_SAMPLES = 320

export function runSurvey(fft: FftModule, job: SurveyJob, sounds: ReadonlyMap<string, Sound>): SurveyResult {
  const plan = fft.plan(findFftSize(job.windowSamples + job.lagSamples))
  const spectrum = new Float32Array(plan.size)
  const flat = new Float32Array(plan.size)
  const heard = job.entries.map((entry, slot) => {
    const sound = sounds.get(entry.recordingId)
    if (!sound || !isAudible(sound, entry.firstUs, job.windowSamples)) return false
    const samples = readResampled(sound, entry.firstUs, job.windowSamples, entry.ratePpm).slice()
    taper(samples)
    transformBand(plan, samples, spectrum)
    if (repeatsItself(plan, slot, spectrum, job.windowSamples)) return false
    flatten(spectrum, flat)
    plan.keep(slot, flat)
    return true
  })
  const count = job.pairs.length / 2
  const lag = new Float64Array(count)
  const ratio = new Float32Array(count)
  for (let pair = 0; pair < count; pair++) {
    const from = job.pairs[2 * pair]!
    const to = job.pairs[2 * pair + 1]!
    if (!heard[from] || !heard[to]) continue
    const peak = findPeak(plan.correlate(from, to), {
      first: -job.lagSamples,
      last: job.lagSamples,
      flank: FLANK_SAMPLES,
    })
    lag[pair] = peak.lag
    ratio[pair] = peak.ratio
  }
  return { kind: 'survey', lag, ratio }
}

const toMediaUs = (entry: SurveyEntry, sample: number): number =>
  entry.firstUs + (sample * (1 + entry.ratePpm / 1e6) * 1e6) / SOUND_RATE_HZ

/** What a pair of a job was seen to be; undefined where one of the two had no sound. */
export function readSighting(job: SurveyJob, result: SurveyResult, pair: number): Sighting | undefined {
  const ratio = result.ratio[pair]!
  if (ratio === 0) return undefined
  const from = job.entries[job.pairs[2 * pair]!]!
  const to = job.entries[job.pairs[2 * pair + 1]!]!
  const middle = job.windowSamples / 2
  const fromUs = toMediaUs(from, middle)
  return { fromUs, offsetUs: toMediaUs(to, middle + result.lag[pair]!) - fromUs, ratio }
}

/**
 * Whether a window is like itself a while later: clicks, beeps, loops. It would match at every repetition. Half
 * flattened, so that a steady hum under speech does not count as one. Uses the slot.
 */
function repeatsItself(fft: Fft, slot: number, spectrum: Float32Array, windowSamples: number): boolean {
  const half = new Float32Array(fft.size)
  flatten(spectrum, half, 0.5)
  fft.keep(slot, half)
  const values = fft.correlate(slot, slot)
  const least = values[0]! * REPEATS
  const last = Math.min(windowSamples, fft.size) >> 1
  for (let lag = FIRST_REPEAT; lag < last; lag++) {
    if (values[lag]! > least * (1 - lag / windowSamples)) return true
  }
  return false
}

function isAudible(sound: Sound, firstUs: number, samples: number): boolean {
  const first = Math.floor(((firstUs - sound.firstUs) / 1e6) * LEVELS_PER_SECOND)
  const count = Math.floor((samples / SOUND_RATE_HZ) * LEVELS_PER_SECOND)
  let audible = 0
  for (let at = first; at < first + count; at++) if ((sound.levels[at] ?? 0) > AUDIBLE_POWER) audible++
  return audible >= AUDIBLE_SHARE * count
}
