/**
 * Where to look: one window in each equal part of the time that tracks share, at the place that is loudest in all of
 * them. A short overlap gets windows of its own, down to one every 3 s.
 */
import type { Loudness } from './loudness.ts'
import type { SurveyEntry, SurveyJob } from './survey.ts'
import { SOUND_RATE_HZ } from './sound.ts'

/** One track on the clock by which windows are cut. */
export interface Laid {
  readonly recordingId: string
  readonly loudness: Loudness
  /** From and until when it plays, µs. */
  readonly startUs: number
  readonly endUs: number
  /** Its media time at a time, µs. */
  toMediaUs(atUs: number): number
  readonly ratePpm: number
}

export interface WindowPlan {
  readonly windowUs: number
  readonly lagUs: number
  /** Windows over the whole. */
  readonly count: number
  /** Pairs with fewer windows than this get more. */
  readonly leastCount: number
}

const LEAST_SPACING_US = 3e6
const GOLDEN = (Math.sqrt(5) - 1) / 2
/** Width of the shaking, as a part of the lags; two windows may differ by as much, which the lags must hold. */
const SHAKEN = 0.25
const SAMPLE_US = 1e6 / SOUND_RATE_HZ

/** `pairs` are indices of tracks. Every job comes with the pairs (indices into `pairs`) that its results are of. */
export function planWindows(
  tracks: readonly Laid[],
  pairs: readonly (readonly [number, number])[],
  plan: WindowPlan,
): { job: SurveyJob; pairs: readonly number[] }[] {
  const { windowUs } = plan
  const overlaps = pairs.map(([a, b]) => ({
    startUs: Math.max(tracks[a]!.startUs, tracks[b]!.startUs),
    endUs: Math.min(tracks[a]!.endUs, tracks[b]!.endUs),
  }))
  const possible = pairs
    .map((_, at) => at)
    .filter((at) => overlaps[at]!.endUs - overlaps[at]!.startUs >= windowUs)
  if (possible.length === 0) return []
  const startUs = Math.min(...possible.map((at) => overlaps[at]!.startUs))
  const endUs = Math.max(...possible.map((at) => overlaps[at]!.endUs))
  const jobs: { job: SurveyJob; pairs: readonly number[] }[] = []
  const counts = pairs.map(() => 0)
  const lay = (span: { startUs: number; endUs: number }, count: number, wanted: readonly number[]): void => {
    for (const atUs of cutSpan(
      span,
      count,
      windowUs,
      tracks,
      wanted.map((at) => pairs[at]!),
    )) {
      const here = wanted.filter(
        (at) => overlaps[at]!.startUs <= atUs && atUs + windowUs <= overlaps[at]!.endUs,
      )
      if (here.length === 0) continue
      for (const at of here) counts[at]!++
      jobs.push({
        job: makeJob(
          tracks,
          here.map((at) => pairs[at]!),
          atUs,
          plan,
        ),
        pairs: here,
      })
    }
  }
  const spacingUs = Math.max(LEAST_SPACING_US, (endUs - startUs) / plan.count)
  lay({ startUs, endUs }, Math.max(1, Math.floor((endUs - startUs) / spacingUs)), possible)
  const short = new Map<string, number[]>()
  for (const at of possible) {
    if (counts[at]! >= plan.leastCount) continue
    const key = `${Math.round(overlaps[at]!.startUs / 2e6)} ${Math.round(overlaps[at]!.endUs / 2e6)}`
    short.set(key, [...(short.get(key) ?? []), at])
  }
  for (const wanted of short.values()) {
    const span = {
      startUs: Math.max(...wanted.map((at) => overlaps[at]!.startUs)),
      endUs: Math.min(...wanted.map((at) => overlaps[at]!.endUs)),
    }
    const room = Math.floor((span.endUs - span.startUs - windowUs) / LEAST_SPACING_US) + 1
    lay(span, Math.max(1, Math.min(plan.leastCount, room)), wanted)
  }
  return jobs
}

/** The loudest start in each part; parts end a window's length before the span does. */
function cutSpan(
  span: { startUs: number; endUs: number },
  count: number,
  windowUs: number,
  tracks: readonly Laid[],
  pairs: readonly (readonly [number, number])[],
): number[] {
  const heard = [...new Set(pairs.flat())].map((at) => tracks[at]!)
  const roomUs = span.endUs - span.startUs - windowUs
  const partUs = roomUs / count
  const hopUs = Math.max(500_000, partUs / 40)
  return Array.from({ length: count }, (_, part) => {
    let bestUs = span.startUs + part * partUs
    let top = -Infinity
    for (let atUs = bestUs; atUs <= span.startUs + (part + 1) * partUs; atUs += hopUs) {
      const loud = heard.reduce((sum, track) => {
        const mediaUs = track.toMediaUs(atUs)
        return sum + track.loudness.logPower(mediaUs, mediaUs + windowUs)
      }, 0)
      if (loud > top) {
        top = loud
        bestUs = atUs
      }
    }
    return bestUs
  })
}

function makeJob(
  tracks: readonly Laid[],
  pairs: readonly (readonly [number, number])[],
  atUs: number,
  { windowUs, lagUs }: WindowPlan,
): SurveyJob {
  const slots = new Map<number, number>()
  for (const at of pairs.flat()) if (!slots.has(at)) slots.set(at, slots.size)
  return {
    kind: 'survey',
    windowSamples: Math.round(windowUs / SAMPLE_US),
    lagSamples: Math.round(lagUs / SAMPLE_US),
    entries: [...slots.keys()].map((at, slot) => enter(tracks[at]!, atUs + shake(slot, atUs, lagUs))),
    pairs: Uint16Array.from(pairs.flatMap(([a, b]) => [slots.get(a)!, slots.get(b)!])),
  }
}

/**
 * Moves each track's window a little, by another way at every moment: between sounds that repeat themselves the peak
 * then lies at another repetition each time, and no line is found where there is none.
 */
export function shake(slot: number, atUs: number, lagUs: number): number {
  const turn = (slot + 1) * Math.round(atUs / 1e5) * GOLDEN
  return (turn - Math.floor(turn) - 0.5) * SHAKEN * lagUs
}

/** A track of the windows' own rate begins on one of its samples, so that none need be made between two. */
export function enter(
  track: Pick<Laid, 'recordingId' | 'loudness' | 'ratePpm' | 'toMediaUs'>,
  atUs: number,
): SurveyEntry {
  const { recordingId, ratePpm, loudness } = track
  const mediaUs = track.toMediaUs(atUs)
  const firstUs =
    ratePpm === 0
      ? loudness.firstUs + Math.round((mediaUs - loudness.firstUs) / SAMPLE_US) * SAMPLE_US
      : mediaUs
  return { recordingId, firstUs, ratePpm }
}
