/**
 * What to search for: groups that priors say were there together yet share nothing within their range, recordings
 * without a prior, and the part of a related pair from which nothing matches (a stall longer than the range).
 */
import { findRefusal } from './judge.ts'
import type { MatchJobResult } from './job.ts'
import type { Link } from './lay.ts'
import type { SearchJob } from './search.ts'
import type { Context, Pair } from './stages.ts'
import type { SurveyJob } from './survey.ts'
import { enter, shake } from './windows.ts'

/** A prior is not believed to be wrong by more, unless it says so. */
const SEARCH_US = 90e6
const STRETCH_US = 300e6
const LEAST_STRETCH_US = 20e6
/** Stretches of a pair where a prior says about where, and where none does. */
const STRETCHES = 3
const STRETCHES_EVERYWHERE = 6
/** A recording with less sound than this has nothing to be found by. */
const LEAST_AUDIBLE = 0.02
/** Pairs tried between two groups. */
const TRIED = 3
/** So many windows in a row without a match are no accident, where windows around them match. */
const LOST_WINDOWS = 5
/** A hit that no other stretch confirms must stand out. */
const SURE_RATIO = 1.25
const SAME_OFFSET_US = 400_000
const CHECK_WINDOW_US = 8e6
const CHECK_LAG_US = 1.3e6
const CHECKS = 8

export interface PlannedSearch {
  readonly pair: Pair
  /** Whether the job is from `to` to `from`, the shorter against the longer. */
  readonly turned: boolean
  readonly job: SearchJob
}

/** An offset (to − from) to be looked at again, over stretches of `from`. */
export interface Candidate {
  readonly pair: Pair
  readonly offsetUs: number
  readonly stretches: readonly { readonly startUs: number; readonly endUs: number }[]
}

export function planSearch(context: Context, links: readonly (Link & Pair)[]): PlannedSearch[] {
  return [...planBetweenGroups(context, links), ...planLost(context, links)]
}

function planBetweenGroups(context: Context, links: readonly (Link & Pair)[]): PlannedSearch[] {
  const { tracks, loudness, pairs } = context
  const group = tracks.map((_, at) => at)
  const find = (at: number): number => (group[at] === at ? at : (group[at] = find(group[at]!)))
  for (const { from, to } of links) group[find(from)] = find(to)
  const between = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const sides = [find(pair.from), find(pair.to)].sort((a, b) => a - b)
    if (sides[0] === sides[1]) continue
    if ([pair.from, pair.to].some((at) => loudness[at]!.audible < LEAST_AUDIBLE)) continue
    const key = sides.join(' ')
    between.set(key, [...(between.get(key) ?? []), pair])
  }
  const loud = ({ from, to }: Pair): number =>
    [from, to].reduce((sum, at) => {
      const { firstUs, endUs, logPower } = loudness[at]!
      return sum + logPower(firstUs, endUs)
    }, 0)
  return [...between.values()].flatMap((tried) =>
    tried
      .sort((a, b) => loud(b) - loud(a))
      .slice(0, TRIED)
      .flatMap((pair) => planPair(context, pair)),
  )
}

function planPair(context: Context, pair: Pair): PlannedSearch[] {
  const turned = findLengthUs(context, pair.from) > findLengthUs(context, pair.to)
  const [from, to] = turned ? [pair.to, pair.from] : [pair.from, pair.to]
  const [a, b] = [context.tracks[from]!, context.tracks[to]!]
  const [own, other] = [context.loudness[from]!, context.loudness[to]!]
  if (a.priorUs === undefined || b.priorUs === undefined) {
    const lowestUs = other.firstUs - own.endUs
    const highestUs = other.endUs - own.firstUs
    return planJob(context, {
      pair,
      turned,
      from,
      to,
      lowestUs,
      highestUs,
      startUs: own.firstUs,
      endUs: own.endUs,
      count: STRETCHES_EVERYWHERE,
    })
  }
  const widthUs = Math.max(SEARCH_US, 6 * Math.hypot(a.priorSigmaUs, b.priorSigmaUs))
  const offsetUs = a.priorUs - b.priorUs
  const startUs = Math.max(own.firstUs, other.firstUs - offsetUs - widthUs)
  const endUs = Math.min(own.endUs, other.endUs - offsetUs + widthUs)
  return planJob(context, {
    pair,
    turned,
    from,
    to,
    lowestUs: offsetUs - widthUs,
    highestUs: offsetUs + widthUs,
    startUs,
    endUs,
    count: STRETCHES,
  })
}

const strength = ({ fit }: Pair): number => fit.agreeing * Math.min(3, fit.medianRatio)

/** The windows a pair lost although those before or behind them match. */
function planLost(context: Context, links: readonly (Link & Pair)[]): PlannedSearch[] {
  const tried = context.tracks.map(() => 0)
  return [...links]
    .sort((a, b) => strength(b) - strength(a))
    .flatMap((pair) => {
      if (tried[pair.from]! >= TRIED || tried[pair.to]! >= TRIED) return []
      const lost = findLost(pair)
      if (lost.length > 0) {
        tried[pair.from]!++
        tried[pair.to]!++
      }
      const ratePpm = pair.fit.ratePpm ?? 0
      return lost.flatMap(({ startUs, endUs }) => {
        const { fit, from, to } = pair
        const near = fit.pieces.reduce((best, piece) =>
          Math.abs(piece.firstUs - startUs) < Math.abs(best.firstUs - startUs) ? piece : best,
        )
        const offsetUs = near.residualUs + (startUs * ratePpm) / 1e6
        return planJob(context, {
          pair,
          turned: false,
          from,
          to,
          lowestUs: offsetUs - SEARCH_US,
          highestUs: offsetUs + SEARCH_US,
          startUs,
          endUs,
          count: STRETCHES,
        })
      })
    })
}

function findLost({ fit, looked }: Pair): { startUs: number; endUs: number }[] {
  const { sightings, agrees } = fit
  const lost: { startUs: number; endUs: number }[] = []
  for (let first = 0; first < sightings.length;) {
    let end = first
    while (end < sightings.length && agrees[end] === agrees[first]) end++
    if (!agrees[first] && end - first >= LOST_WINDOWS) {
      lost.push({
        startUs: sightings[first]!.fromUs - looked.windowUs / 2,
        endUs: sightings[end - 1]!.fromUs + looked.windowUs / 2,
      })
    }
    first = end
  }
  // Where most is lost here and there the sound is poor, which no search mends.
  const missing = agrees.filter((one) => !one).length
  const inRuns = lost.reduce(
    (sum, { startUs, endUs }) =>
      sum + sightings.filter((one) => one.fromUs > startUs && one.fromUs < endUs).length,
    0,
  )
  return inRuns >= 0.6 * missing || findRefusal(fit, looked) === undefined ? lost : []
}

const findLengthUs = ({ loudness }: Context, at: number): number =>
  loudness[at]!.endUs - loudness[at]!.firstUs

interface Sought {
  readonly pair: Pair
  readonly turned: boolean
  readonly from: number
  readonly to: number
  readonly lowestUs: number
  readonly highestUs: number
  readonly startUs: number
  readonly endUs: number
  readonly count: number
}

/** The loudest stretch of each part of the span. */
function planJob({ tracks, loudness }: Context, sought: Sought): PlannedSearch[] {
  const { pair, turned, startUs, endUs, lowestUs, highestUs } = sought
  const lengthUs = endUs - startUs
  if (lengthUs < LEAST_STRETCH_US || highestUs <= lowestUs) return []
  const stretchUs = Math.min(STRETCH_US, lengthUs)
  const count = Math.max(1, Math.min(sought.count, Math.floor(lengthUs / stretchUs)))
  const partUs = (lengthUs - stretchUs) / count
  const stretches = Array.from({ length: count }, (_, part) => {
    let bestUs = startUs + part * partUs
    let top = -Infinity
    for (let step = 0; step <= 8; step++) {
      const atUs = startUs + (part + step / 8) * partUs
      const loud = loudness[sought.from]!.logPower(atUs, atUs + stretchUs)
      if (loud > top) {
        top = loud
        bestUs = atUs
      }
    }
    return { startUs: bestUs, endUs: bestUs + stretchUs }
  })
  const [from, to] = [tracks[sought.from]!.recordingId, tracks[sought.to]!.recordingId]
  return [{ pair, turned, job: { kind: 'search', from, to, stretches, lowestUs, highestUs } }]
}

/** The offsets that several stretches gave, or one gave clearly; the two best of a search. */
export function readHits(planned: readonly PlannedSearch[], results: readonly MatchJobResult[]): Candidate[] {
  return planned.flatMap(({ pair, turned, job }, index) => {
    const result = results[index]
    if (result?.kind !== 'search') throw new TypeError('results must be those of the jobs, in their order')
    const groups: { offsetUs: number; score: number; at: number[] }[] = []
    for (const [at, { offsetUs, ratio }] of result.hits.entries()) {
      const group = groups.find((one) => Math.abs(one.offsetUs - offsetUs) < SAME_OFFSET_US)
      if (group) {
        group.at.push(at)
        group.score += ratio - 1
      } else groups.push({ offsetUs, score: ratio - 1, at: [at] })
    }
    return groups
      .filter(({ at, score }) => at.length > 1 || score >= SURE_RATIO - 1)
      .sort((a, b) => b.at.length - a.at.length || b.score - a.score)
      .slice(0, 2)
      .map(({ offsetUs, at }) => {
        const stretches = at.map((i) => job.stretches[i]!)
        return turned
          ? {
              pair,
              offsetUs: -offsetUs,
              stretches: stretches.map(({ startUs, endUs }) => ({
                startUs: startUs + offsetUs,
                endUs: endUs + offsetUs,
              })),
            }
          : { pair, offsetUs, stretches }
      })
  })
}

/** Windows over a candidate's stretches, each at the loudest place of its part. */
export function planCheck(
  { tracks, loudness }: Context,
  { pair, offsetUs, stretches }: Candidate,
): { pair: Pair; job: SurveyJob }[] {
  const [from, to] = [pair.from, pair.to].map((at) => ({
    recordingId: tracks[at]!.recordingId,
    loudness: loudness[at]!,
    ratePpm: 0,
    toMediaUs: (us: number) => (at === pair.from ? us : us + offsetUs),
  }))
  return stretches.flatMap(({ startUs, endUs }) => {
    const partUs = (endUs - startUs - CHECK_WINDOW_US) / CHECKS
    return Array.from({ length: CHECKS }, (_, part) => {
      let bestUs = startUs + part * partUs
      let top = -Infinity
      for (let step = 0; step < 8; step++) {
        const atUs = startUs + (part + step / 8) * partUs
        const loud = [from!, to!].reduce(
          (sum, one) =>
            sum + one.loudness.logPower(one.toMediaUs(atUs), one.toMediaUs(atUs) + CHECK_WINDOW_US),
          0,
        )
        if (loud > top) {
          top = loud
          bestUs = atUs
        }
      }
      const job: SurveyJob = {
        kind: 'survey',
        windowSamples: CHECK_WINDOW_US * 0.008,
        lagSamples: CHECK_LAG_US * 0.008,
        entries: [from!, to!].map((one, slot) => enter(one, bestUs + shake(slot, bestUs, CHECK_LAG_US))),
        pairs: Uint16Array.of(0, 1),
      }
      return { pair, job }
    })
  })
}
