/**
 * Two people's clocks from messages and their answers. An answer's time − its message's is the clocks' difference + a
 * delay; with answers in both directions the difference lies between two bounds, and half of what is between them,
 * the round trip, is σ (NTP, RFC 5905 §8, with the think time of programs in it). One direction alone bounds one
 * side and is refused: its other bound would be a guess.
 */
import { fitEnvelope, type Envelope } from '../../core/clock/envelope.ts'
import type { MediaMeasurer } from '../align/measurer.ts'
import { hashParts } from '../ids.ts'
import { deviceClock, findLogSpan, readEchoBins, refuseGone, type EchoBins } from './logMessages.ts'
import type { MeasuredEdge, MeasuredOffset } from './measured.ts'

const VERSION = 1
const LEAST_ANSWERS = 5
/** A round trip and its thinking time that say less than the ways of placing without logs. */
const MOST_ROUND_TRIP_US = 2_000_000

export const logEcho: MediaMeasurer = {
  kind: 'log_echo',
  version: VERSION,
  measure: async ({ catalog, sessionId, known }) => {
    const span = await findLogSpan(catalog, sessionId)
    const echoes = span ? await readEchoBins(catalog, sessionId, span) : []
    const edges = pairUp(echoes).map(([there, back]) => toEdge(sessionId, span!.etag, there, back))
    return [
      ...edges.filter(({ edgeId, fromEtag }) => known.get(edgeId)?.fromEtag !== fromEtag),
      ...refuseGone(known, new Set(edges.map(({ edgeId }) => edgeId))),
    ]
  },
}

/** Each pair of people once, the first by name asking. */
function pairUp(echoes: readonly EchoBins[]): [EchoBins | undefined, EchoBins | undefined][] {
  const pairs = new Map<string, [EchoBins | undefined, EchoBins | undefined]>()
  for (const echo of echoes) {
    const names = [echo.asker, echo.answerer].sort()
    const pair = pairs.get(names.join('\0')) ?? [undefined, undefined]
    pair[echo.asker === names[0] ? 0 : 1] = echo
    pairs.set(names.join('\0'), pair)
  }
  return [...pairs.values()]
}

function toEdge(
  sessionId: string,
  etag: string,
  there: EchoBins | undefined,
  back: EchoBins | undefined,
): MeasuredEdge {
  const [first, second] = [there?.asker ?? back!.answerer, there?.answerer ?? back!.asker]
  const [from, to] = [deviceClock(first), deviceClock(second)]
  const joined = joinBounds(there && fitEnvelope(there.bins), back && fitEnvelope(back.bins))
  const few = (there?.answers ?? 0) < LEAST_ANSWERS || (back?.answers ?? 0) < LEAST_ANSWERS
  const refusal =
    !there || !back
      ? `only ${there ? second : first} answers: that bounds the difference on one side`
      : few || typeof joined === 'string'
        ? typeof joined === 'string' && !few
          ? joined
          : `${there.answers} and ${back.answers} answers are too few`
        : undefined
  return {
    edgeId: `edge_${hashParts([sessionId, from, to, 'log_echo'])}`,
    sessionId,
    kind: 'log_echo',
    support: 'measured',
    from,
    to,
    fromEtag: etag,
    toEtag: etag,
    methodVersion: VERSION,
    author: 'answers in the logs',
    evidence: {
      answers: [there?.answers ?? 0, back?.answers ?? 0],
      ...(typeof joined === 'string' ? {} : { roundTripUs: Math.round(joined.roundTripUs) }),
    },
    found: refusal === undefined && typeof joined !== 'string' ? joined.found : undefined,
    refusal,
  }
}

/** Between the least answer there (an upper bound) and back (a lower one), at the middle of the answers there. */
function joinBounds(
  there: Envelope | undefined,
  back: Envelope | undefined,
): { found: MeasuredOffset; roundTripUs: number } | string {
  if (!there || !back) return 'its answers come at fewer than three moments'
  if (there.pieces.length > 1 || back.pieces.length > 1) return 'one of the clocks was set meanwhile'
  const [up, down] = [there.pieces[0]!, back.pieces[0]!]
  // The fit took a guessed delay off; here the bound itself is wanted.
  const upperUs = up.offsetUs + there.leastDelayUs
  const elsewhere = down.offsetUs + back.leastDelayUs
  const drift = findDrift(there, back)
  const apartUs = up.atUs - (down.atUs + elsewhere)
  const lowerUs = -elsewhere + ((drift?.ppm ?? 0) / 1e6) * apartUs
  const roundTripUs = upperUs - lowerUs
  if (roundTripUs < 0)
    return 'answers come before their messages in both directions: the ids are not one message'
  if (roundTripUs > MOST_ROUND_TRIP_US)
    return `a round trip of ${(roundTripUs / 1e6).toFixed(1)} s says little of the clocks`
  return {
    roundTripUs,
    found: {
      atUs: up.atUs,
      offsetUs: (upperUs + lowerUs) / 2,
      sigmaUs: Math.hypot(roundTripUs / 2, there.scatterUs / 2, back.scatterUs / 2),
      ratePpm: drift?.ppm,
      rateSigmaPpm: drift?.sigmaPpm,
      agreement: undefined,
      pieces: [],
    },
  }
}

/** The answers back see the same drift with the other sign. */
function findDrift(there: Envelope, back: Envelope): { ppm: number; sigmaPpm: number } | undefined {
  const seen = [
    { ppm: there.ratePpm, sigmaPpm: there.rateSigmaPpm },
    { ppm: back.ratePpm === undefined ? undefined : -back.ratePpm, sigmaPpm: back.rateSigmaPpm },
  ].flatMap(({ ppm, sigmaPpm }) => (ppm === undefined || sigmaPpm === undefined ? [] : [{ ppm, sigmaPpm }]))
  if (seen.length === 0) return undefined
  const weight = seen.reduce((sum, { sigmaPpm }) => sum + 1 / sigmaPpm ** 2, 0)
  const ppm = seen.reduce((sum, one) => sum + one.ppm / one.sigmaPpm ** 2, 0) / weight
  return { ppm, sigmaPpm: 1 / Math.sqrt(weight) }
}
