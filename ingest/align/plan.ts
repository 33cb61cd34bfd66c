/**
 * What aligning a session will do, before it is done: which sounds it decodes, which pairs it compares, how long that
 * takes. Pure. A pair is compared where the two may have sounded at one time, as far as manifests and people say.
 */
import { formatMatchEdgeId } from '../edges/audioMatch.ts'
import { findSeconds } from './decodeSounds.ts'
import type { AlignRecording } from './measurer.ts'

export interface PlannedSound {
  readonly recording: AlignRecording
  readonly seconds: number
  readonly isCached: boolean
}

export interface PlannedPair {
  readonly edgeId: string
  /** By recording id. */
  readonly from: AlignRecording
  readonly to: AlignRecording
  /** As priors have it; undefined where one of the two has none. */
  readonly overlapSeconds: number | undefined
  /** Compared before, and its files are as they were. */
  readonly isKnown: boolean
}

export interface AlignPlan {
  readonly sessionId: string
  readonly sounds: readonly PlannedSound[]
  readonly pairs: readonly PlannedPair[]
  /** Of all sounds, and of those still to be decoded. */
  readonly seconds: number
  readonly secondsToDecode: number
  readonly pairsToCompare: number
  /** Of work on two cores. */
  readonly estimatedSeconds: number
  /** All of it for people, a few lines. */
  readonly summary: string
}

/** Less sound than this in common says nothing. */
const LEAST_OVERLAP_SECONDS = 10
/** How far priors may be wrong, in σ, before a pair would be missed. */
const PRIOR_SIGMAS = 4
/** Hours of Opus decoded to 8 kHz an hour of one core, and pairs compared a second of one core: measured, 2 cores. */
const DECODE_SPEED = 550
const PAIRS_PER_SECOND = 12
const CORES = 2

export function planAlign(options: {
  readonly sessionId: string
  readonly recordings: readonly AlignRecording[]
  /** Recordings whose sound is cached. */
  readonly cached: ReadonlySet<string>
  /** Edges of pairs that need not be compared again. */
  readonly known: ReadonlySet<string>
}): AlignPlan {
  const sounds = options.recordings
    .filter(({ kind }) => kind === 'audio')
    .map((recording) => ({
      recording,
      seconds: findSeconds(recording),
      isCached: options.cached.has(recording.recordingId),
    }))
    .filter(({ seconds }) => seconds > 0)
  const pairs = sounds.flatMap(({ recording: from }, at) =>
    sounds.slice(at + 1).flatMap(({ recording: to }) => planPair(from, to, options.known) ?? []),
  )
  const missing = sounds.filter(({ isCached }) => !isCached)
  const secondsToDecode = missing.reduce((sum, { seconds }) => sum + seconds, 0)
  const pairsToCompare = pairs.filter(({ isKnown }) => !isKnown).length
  const plan = {
    sessionId: options.sessionId,
    sounds,
    pairs,
    seconds: sounds.reduce((sum, { seconds }) => sum + seconds, 0),
    secondsToDecode,
    pairsToCompare,
    estimatedSeconds: (secondsToDecode / DECODE_SPEED + pairsToCompare / PAIRS_PER_SECOND) / CORES,
  }
  return { ...plan, summary: describePlan(plan) }
}

/** Undefined: they cannot have sounded at one time, or are one file, whose streams share a clock anyway. */
function planPair(
  from: AlignRecording,
  to: AlignRecording,
  known: ReadonlySet<string>,
): PlannedPair | undefined {
  if (from.sourceId === to.sourceId && from.objectKey === to.objectKey) return undefined
  const edgeId = formatMatchEdgeId(from.recordingId, to.recordingId)
  const pair = { edgeId, from, to, isKnown: known.has(edgeId) }
  if (!from.prior || !to.prior) return { ...pair, overlapSeconds: undefined }
  const startUs = Math.max(from.prior.wallUs + from.firstPtsUs, to.prior.wallUs + to.firstPtsUs)
  const endUs = Math.min(from.prior.wallUs + from.endPtsUs, to.prior.wallUs + to.endPtsUs)
  const slackUs = PRIOR_SIGMAS * Math.hypot(from.prior.sigmaUs, to.prior.sigmaUs)
  const overlapSeconds = Math.max(0, endUs - startUs) / 1e6
  return (endUs - startUs + slackUs) / 1e6 < LEAST_OVERLAP_SECONDS ? undefined : { ...pair, overlapSeconds }
}

function describePlan(plan: Omit<AlignPlan, 'summary'>): string {
  const { sounds, pairs, secondsToDecode, pairsToCompare, estimatedSeconds } = plan
  const cached = sounds.filter(({ isCached }) => isCached).length
  return [
    `${sounds.length} sounds, ${formatHours(plan.seconds)}: ${sounds.length - cached} to decode (${formatHours(secondsToDecode)}), ${cached} cached`,
    `${pairs.length} pairs that may have sounded together: ${pairsToCompare} to compare, ${pairs.length - pairsToCompare} known`,
    `about ${Math.max(1, Math.round(estimatedSeconds))} s on ${CORES} cores for the sound`,
  ].join('\n')
}

const formatHours = (seconds: number): string =>
  seconds < 3600 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`
