/**
 * Matching many recordings, in stages of jobs that can run anywhere and in any order: look where priors say, search
 * where that found nothing, check what the search found, measure every related pair with longer windows cut at the
 * same moment and at the same speed, and narrow down where steps lie.
 */
import { fitPair, type Fit } from './fit.ts'
import type { MatchJob, MatchJobResult } from './job.ts'
import { findRefusal, isRelated, type Looked } from './judge.ts'
import { crossBack, layTracks, scoreLink, type Link } from './lay.ts'
import { measureLoudness, type Loudness } from './loudness.ts'
import { describeMatch, type Ends } from './result.ts'
import { findLoudspeaker, findOtherRooms } from './rooms.ts'
import { planCheck, planSearch, readHits, type Candidate } from './seek.ts'
import type { MatchTrack, PairMatch } from './sound.ts'
import { planStep, readStep, type StepPlan } from './steps.ts'
import { readSighting, type Sighting, type SurveyJob } from './survey.ts'
import { planWindows, type Laid, type WindowPlan } from './windows.ts'

export type StageName = 'look' | 'search' | 'check' | 'measure' | 'steps' | 'done'

export interface MatchStage {
  readonly name: StageName
  /** None in the stage 'done'. */
  readonly jobs: readonly MatchJob[]
  /** Final in the stage 'done', empty before: every pair that was to be compared, by the order of tracks. */
  readonly matches: readonly PairMatch[]
  /** The next stage, from the results of all jobs in their order. */
  advance(results: readonly MatchJobResult[]): MatchStage
}

/** One pair on its way; indices of tracks. */
export interface Pair {
  readonly from: number
  readonly to: number
  /** What was seen over a wide range, by which it is judged to be related. */
  sightings: Sighting[]
  fit: Fit
  looked: Looked
  measured: { readonly fit: Fit; readonly looked: Looked } | undefined
  stepsUs: number[] | undefined
}

export interface Context {
  readonly tracks: readonly MatchTrack[]
  readonly loudness: readonly Loudness[]
  readonly pairs: readonly Pair[]
}

/** ±3 s, whichever way two windows are shaken. */
const LOOK_LAG_US = 4e6
const WIDEST_LOOK_US = 6e6
/** Priors worse than this are not looked at but searched. */
const WORST_LOOK_SIGMA_US = 4e6
const COUNT = 60
/** A longer session is cut no coarser than this. */
const WIDEST_SPACING_US = 60e6
const LEAST_COUNT = 20
const NOTHING = fitPair([], LOOK_LAG_US, 0)
/** Windows and lags that fill a transform of 2^17 samples. */
const MEASURE = { windowUs: 15e6, lagUs: 1.38e6 }
/** Pairs of one group up to which all are measured, and how many each track keeps beyond. */
const ALL_PAIRS = 300
const PARTNERS = 12
/** Overlaps too short for twenty such windows. */
const SHORT_OVERLAP_US = 150e6
const MEASURE_SHORT = { windowUs: 8e6, lagUs: 3e6 }

/**
 * Plans the matching of recordings with each other; `pairs` (recording ids) leaves out the others. Reads the sounds'
 * levels, no sound.
 */
export function planMatch(
  tracks: readonly MatchTrack[],
  options: { pairs?: readonly (readonly [string, string])[] | undefined } = {},
): MatchStage {
  const wanted = options.pairs && new Set(options.pairs.map((pair) => [...pair].sort().join(' ')))
  const pairs: Pair[] = []
  for (const [from, a] of tracks.entries()) {
    for (let to = from + 1; to < tracks.length; to++) {
      if (wanted && !wanted.has([a.recordingId, tracks[to]!.recordingId].sort().join(' '))) continue
      pairs.push({
        from,
        to,
        sightings: [],
        fit: NOTHING,
        looked: { rangeUs: LOOK_LAG_US, windowUs: 8e6 },
        measured: undefined,
        stepsUs: undefined,
      })
    }
  }
  return look({ tracks, loudness: tracks.map(({ sound }) => measureLoudness(sound)), pairs })
}

const findPairSigmaUs = ({ tracks }: Context, { from, to }: Pair): number => {
  const [a, b] = [tracks[from]!, tracks[to]!]
  if (a.priorUs === undefined || b.priorUs === undefined) return Infinity
  return Math.hypot(a.priorSigmaUs, b.priorSigmaUs)
}

function look(context: Context): MatchStage {
  const { tracks, loudness } = context
  const laid = tracks.map(({ recordingId, priorUs = 0 }, at): Laid => ({
    recordingId,
    loudness: loudness[at]!,
    ratePpm: 0,
    startUs: priorUs + loudness[at]!.firstUs,
    endUs: priorUs + loudness[at]!.endUs,
    toMediaUs: (us) => us - priorUs,
  }))
  const pairs = context.pairs.filter((pair) => findPairSigmaUs(context, pair) <= WORST_LOOK_SIGMA_US)
  const sigmaUs = Math.max(0, ...pairs.map((pair) => findPairSigmaUs(context, pair)))
  const lagUs = Math.min(WIDEST_LOOK_US, Math.max(LOOK_LAG_US, 4 * sigmaUs))
  const windowUs = lagUs > LOOK_LAG_US ? 10e6 : 8e6
  const planned = planSurvey(laid, pairs, { windowUs, lagUs })
  return makeStage(
    'look',
    planned.map(({ job }) => job),
    (results) => {
      gather(planned, results)
      for (const pair of pairs) {
        pair.looked = { rangeUs: lagUs, windowUs }
        pair.fit = fitPair(pair.sightings, lagUs, windowUs)
      }
      return search(context)
    },
  )
}

interface PlannedSurvey {
  readonly job: SurveyJob
  readonly pairs: readonly Pair[]
}

function planSurvey(
  laid: readonly Laid[],
  pairs: readonly Pair[],
  { windowUs, lagUs }: Pick<WindowPlan, 'windowUs' | 'lagUs'>,
  indexOf: (track: number) => number = (track) => track,
): PlannedSurvey[] {
  if (pairs.length === 0) return []
  const lengthUs = Math.max(...laid.map((one) => one.endUs)) - Math.min(...laid.map((one) => one.startUs))
  const count = Math.max(COUNT, Math.ceil(lengthUs / WIDEST_SPACING_US))
  return planWindows(
    laid,
    pairs.map((pair) => [indexOf(pair.from), indexOf(pair.to)] as const),
    { windowUs, lagUs, count, leastCount: LEAST_COUNT },
  ).map((planned) => ({ job: planned.job, pairs: planned.pairs.map((at) => pairs[at]!) }))
}

function gather(planned: readonly PlannedSurvey[], results: readonly MatchJobResult[]): void {
  for (const [index, { job, pairs }] of planned.entries()) {
    const result = results[index]
    if (result?.kind !== 'survey') throw new TypeError('results must be those of the jobs, in their order')
    for (const [at, pair] of pairs.entries()) {
      const sighting = readSighting(job, result, at)
      if (sighting) pair.sightings.push({ ...sighting, moment: index })
    }
  }
}

const findLinks = ({ pairs }: Context): (Link & Pair)[] =>
  pairs.filter((pair) => isRelated(pair.fit, pair.looked))

function search(context: Context): MatchStage {
  const planned = planSearch(context, findLinks(context))
  return makeStage(
    'search',
    planned.map(({ job }) => job),
    (results) => check(context, readHits(planned, results)),
  )
}

function check(context: Context, candidates: readonly Candidate[]): MatchStage {
  const planned = candidates.flatMap((candidate) => planCheck(context, candidate))
  return makeStage(
    'check',
    planned.map(({ job }) => job),
    (results) => {
      const found = new Map<Pair, Sighting[]>()
      for (const [index, { job, pair }] of planned.entries()) {
        const result = results[index]
        if (result?.kind !== 'survey')
          throw new TypeError('results must be those of the jobs, in their order')
        const sighting = readSighting(job, result, 0)
        if (sighting) found.set(pair, [...(found.get(pair) ?? []), sighting])
      }
      for (const [pair, sightings] of found) takeChecked(pair, sightings)
      return measure(context)
    },
  )
}

/** What a search found stands beside what was seen before, where it explains more than that. */
function takeChecked(pair: Pair, checked: readonly Sighting[]): void {
  const kept = isRelated(pair.fit, pair.looked)
    ? pair.fit.sightings.filter((_, at) => pair.fit.agrees[at])
    : []
  const looked = { rangeUs: Math.min(pair.looked.rangeUs, 1.3e6), windowUs: 8e6 }
  const fit = fitPair([...kept, ...checked], looked.rangeUs, looked.windowUs)
  if (fit.agreeing <= kept.length || !isRelated(fit, looked)) return
  pair.fit = fit
  pair.looked = looked
}

/**
 * All of a small group. Of a large one each track's best, which hold it together many times over; the others keep
 * what was seen of them before.
 */
function choosePairs(pairs: readonly Pair[]): readonly Pair[] {
  if (pairs.length <= ALL_PAIRS) return pairs
  const partners = new Map<number, number>()
  return [...pairs]
    .sort((a, b) => scoreLink(b) - scoreLink(a))
    .filter(({ from, to }) => {
      const chosen = [from, to].some((track) => (partners.get(track) ?? 0) < PARTNERS)
      if (chosen) for (const track of [from, to]) partners.set(track, (partners.get(track) ?? 0) + 1)
      return chosen
    })
}

function measure(context: Context): MatchStage {
  const planned = layTracks(
    context.tracks.map(({ recordingId }, at) => ({ recordingId, loudness: context.loudness[at]! })),
    findLinks(context),
  ).flatMap(({ members, laid }) => {
    const index = new Map(members.map((track, at) => [track, at]))
    const within = choosePairs(context.pairs.filter(({ from, to }) => index.has(from) && index.has(to)))
    const overlapUs = ({ from, to }: Pair): number => {
      const [a, b] = [laid[index.get(from)!]!, laid[index.get(to)!]!]
      return Math.min(a.endUs, b.endUs) - Math.max(a.startUs, b.startUs)
    }
    const short = within.filter((pair) => overlapUs(pair) < SHORT_OVERLAP_US)
    const long = within.filter((pair) => overlapUs(pair) >= SHORT_OVERLAP_US)
    const of = (track: number): number => index.get(track)!
    return [
      ...planSurvey(laid, long, MEASURE, of).map((one) => ({ ...one, size: MEASURE })),
      ...planSurvey(laid, short, MEASURE_SHORT, of).map((one) => ({ ...one, size: MEASURE_SHORT })),
    ]
  })
  const looked = new Map(planned.flatMap(({ pairs, size }) => pairs.map((pair) => [pair, size] as const)))
  return makeStage(
    'measure',
    planned.map(({ job }) => job),
    (results) => {
      for (const pair of looked.keys()) pair.sightings = []
      gather(planned, results)
      for (const [pair, { windowUs, lagUs }] of looked) {
        pair.measured = {
          fit: fitPair(pair.sightings, lagUs, windowUs),
          looked: { windowUs, rangeUs: lagUs },
        }
      }
      return narrow(context)
    },
  )
}

function narrow(context: Context): MatchStage {
  const planned = context.pairs.flatMap((pair): StepPlan[] => {
    const measured = pair.measured
    if (!measured || findRefusal(measured.fit, measured.looked) !== undefined) return []
    return measured.fit.pieces.slice(1).map((_, at) => planStep(context, pair, measured.fit, at))
  })
  return makeStage(
    'steps',
    planned.flatMap(({ jobs }) => jobs),
    (results) => {
      let first = 0
      for (const plan of planned) {
        const stepUs = readStep(plan, results.slice(first, first + plan.jobs.length))
        first += plan.jobs.length
        plan.pair.stepsUs = [...(plan.pair.stepsUs ?? []), stepUs]
      }
      const refusals = findRefusals(context)
      return {
        name: 'done',
        jobs: [],
        matches: context.pairs.map((pair) => conclude(context, pair, refusals.get(pair))),
        advance: () => {
          throw new RangeError('matching is done')
        },
      }
    },
  )
}

/** What is measured of a pair, or else what was seen of it before. */
const getSeen = (pair: Pair): { fit: Fit; looked: Looked } => pair.measured ?? pair

function findRefusals({ pairs, loudness }: Context): ReadonlyMap<Pair, string> {
  const refusals = new Map<Pair, string>()
  for (const pair of pairs) {
    const { fit, looked } = getSeen(pair)
    const refusal =
      findRefusal(fit, looked) ??
      findLoudspeaker(fit, loudness[pair.from]!, loudness[pair.to]!, looked.windowUs)
    if (refusal !== undefined) refusals.set(pair, refusal)
  }
  const linked = pairs
    .filter((pair) => pair.measured && !refusals.has(pair))
    .map((pair) => ({ from: pair.from, to: pair.to, fit: getSeen(pair).fit, pair }))
  for (const { pair } of findOtherRooms(linked)) {
    refusals.set(
      pair,
      'each matches others at moments at which they do not match each other: two rooms that hear the same loudspeaker',
    )
  }
  return refusals
}

function conclude({ tracks, loudness }: Context, pair: Pair, refusal: string | undefined): PairMatch {
  const { fit } = getSeen(pair)
  const [own, other] = [loudness[pair.from]!, loudness[pair.to]!]
  const ends: Ends = {
    from: tracks[pair.from]!.recordingId,
    to: tracks[pair.to]!.recordingId,
    startUs: Math.max(own.firstUs, crossBack(fit, other.firstUs)),
    endUs: Math.min(own.endUs, crossBack(fit, other.endUs)),
  }
  return describeMatch(ends, fit, { refusal, stepsUs: pair.stepsUs })
}

/** A stage without jobs is passed at once. */
function makeStage(
  name: StageName,
  jobs: readonly MatchJob[],
  advance: (results: readonly MatchJobResult[]) => MatchStage,
): MatchStage {
  return jobs.length === 0 ? advance([]) : { name, jobs, matches: [], advance }
}
