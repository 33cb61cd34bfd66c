/**
 * A sender's clock from the messages of the logs: arrival at the recorder (UTC) − the time the payload says it was
 * sent, by its lower envelope (`core/clock/envelope.ts`). The offset's σ is the least delay's, which nobody measured;
 * the drift's is the fit's. A payload's time that is no sending time (an appointment, a stale value) keeps no line and
 * is refused. Where two logs tell of the same messages, how far they are apart is counted into σ too: one of the
 * recorders' clocks is not UTC then, and nobody knows which.
 */
import { fitEnvelope, type Envelope } from '../../core/clock/envelope.ts'
import { REFERENCE } from '../../core/clock/index.ts'
import type { MediaMeasurer } from '../align/measurer.ts'
import { hashParts } from '../ids.ts'
import {
  deviceClock,
  findDisagreement,
  findLogSpan,
  readSenderBins,
  refuseGone,
  type LogSpan,
  type SenderBins,
} from './logMessages.ts'
import { findLongest, toMeasuredOffset } from './fittedOffset.ts'
import type { MeasuredEdge } from './measured.ts'

const VERSION = 1
const LEAST_MESSAGES = 10
const LEAST_SPAN_US = 60_000_000
/** A crystal is off by at most some hundred ppm: a steeper line is no clock. */
const MOST_RATE_PPM = 1000
const MOST_SCATTER_US = 2_000_000
/** A clock that is days off is one; years off it is a value of something else. */
const MOST_OFFSET_US = 7 * 86_400e6

export const logEnvelope: MediaMeasurer = {
  kind: 'log_envelope',
  version: VERSION,
  measure: async ({ catalog, sessionId, known }) => {
    const span = await findLogSpan(catalog, sessionId)
    const senders = span ? await readSenderBins(catalog, sessionId, span) : []
    const apart = span && span.logs > 1 ? await findDisagreement(catalog, sessionId) : undefined
    const idOf = ({ identity }: SenderBins): string => formatEdgeId(sessionId, identity)
    const changed = senders.filter((sender) => known.get(idOf(sender))?.fromEtag !== span?.etag)
    return [
      ...changed.map((sender) => toEdge(sender, { sessionId, span: span!, apart })),
      ...refuseGone(known, new Set(senders.map(idOf))),
    ]
  },
}

const formatEdgeId = (sessionId: string, identity: string): string =>
  `edge_${hashParts([sessionId, deviceClock(identity), 'log_envelope'])}`

interface From {
  readonly sessionId: string
  readonly span: LogSpan
  /** How far the arrivals of one message in two logs are apart: then one recorder's clock is not UTC. */
  readonly apart: { readonly us: number; readonly messages: number } | undefined
}

function toEdge(sender: SenderBins, { sessionId, span, apart }: From): MeasuredEdge {
  const { identity, messages, bins } = sender
  const fit = fitEnvelope(bins)
  const refusal = findRefusal(sender, fit)
  return {
    edgeId: formatEdgeId(sessionId, identity),
    sessionId,
    kind: 'log_envelope',
    support: 'measured',
    from: deviceClock(identity),
    to: REFERENCE,
    fromEtag: span.etag,
    toEtag: undefined,
    methodVersion: VERSION,
    author: 'messages of the logs',
    evidence: {
      identity,
      messages,
      bins: bins.length,
      binNs: String(span.binNs),
      ...(apart && { logsApartUs: Math.round(apart.us), inTwoLogs: apart.messages }),
      ...describeFit(fit),
    },
    found: fit && refusal === undefined ? toMeasuredOffset(fit, apart?.us) : undefined,
    refusal,
  }
}

/** A device's clock was set: `atUs` is what it showed before, `wallUs` UTC, `aheadUs` how far ahead it was set. */
export interface DeviceStep {
  readonly atUs: number
  readonly wallUs: number
  readonly aheadUs: number
}

function findSteps({ pieces, ratePpm = 0 }: Envelope): DeviceStep[] {
  return pieces.slice(1).map((piece, at) => {
    const before = pieces[at]!
    const drifted = before.offsetUs + (ratePpm / 1e6) * (piece.atUs - before.atUs)
    return {
      atUs: Math.round(before.endUs),
      wallUs: Math.round(before.endUs + before.offsetUs),
      aheadUs: Math.round(drifted - piece.offsetUs),
    }
  })
}

/** The offset is at most `leastDelayGuessUs` larger than given, and smaller by what the least delay is beyond it. */
const describeFit = (fit: Envelope | undefined): Record<string, unknown> =>
  fit
    ? {
        steps: findSteps(fit),
        leastDelayGuessUs: Math.round(fit.leastDelayUs),
        spreadUs: Math.round(fit.spreadUs),
        scatterUs: Math.round(fit.scatterUs),
        oneSided: true,
      }
    : {}

function findRefusal({ messages, bins }: SenderBins, fit: Envelope | undefined): string | undefined {
  if (!fit || messages < LEAST_MESSAGES) return `${messages} messages with a time of their own are too few`
  const longest = findLongest(fit.pieces)
  const spanUs = fit.pieces.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0)
  if (spanUs < LEAST_SPAN_US)
    return `its ${bins.length} moments span ${Math.round(spanUs / 1e6)} s: too short`
  if (Math.abs(fit.ratePpm ?? 0) - 3 * (fit.rateSigmaPpm ?? 0) > MOST_RATE_PPM)
    return `the times of its messages run ${Math.round(fit.ratePpm!)} ppm off: they are no clock's`
  if (fit.scatterUs > MOST_SCATTER_US)
    return `the times of its messages scatter by ${(fit.scatterUs / 1e6).toFixed(1)} s about any line`
  if (Math.abs(longest.offsetUs) > MOST_OFFSET_US)
    return `its times lie ${Math.round(Math.abs(longest.offsetUs) / 86_400e6)} days off: they tell of something else`
  return undefined
}
