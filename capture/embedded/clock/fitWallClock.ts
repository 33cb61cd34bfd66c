/**
 * The wall clock of media time 0, with its σ, and the clock readings of a recording.
 *
 * Sender reports (RFC 3550 §6.4.1) pair RTP time with the sender's clock: a robust line through all of them says what
 * that clock showed at media time 0, and how fast media time runs by it. How far the sender's clock is from ours no
 * report says: each came later than it was sent, which bounds it (core/clock/oneSided.ts). Without reports the arrivals
 * of the packets themselves are enveloped.
 *
 * σ holds no latency of the sender's own (up to 20 ms for sound, 2 ms for pictures): no report shows it. What is known of
 * how a sender stamps is taken off (`stampLateUs`).
 */
import { fitEnvelope, type DelayBin } from '../../../core/clock/envelope.ts'
import { findMedian } from '../../../core/clock/median.ts'
import { chooseOffset } from '../../../core/clock/oneSided.ts'
import { fitReadings, type ClockPair, type ReadingsFit } from '../../../core/clock/readings.ts'
import type { ClockReading } from '../../../core/formats/clockReadings.ts'
import { nsToUs, ticksToUs } from './collect.ts'
import type { JoinableEpoch, JoinedEpoch } from './joinEpochs.ts'

export interface Drift {
  readonly ppm: number
  readonly sigmaPpm: number
}

export interface WallClockFit {
  /** On the recorder's clock. */
  readonly pts0: {
    readonly wallNs: bigint
    readonly sigmaNs: number
    readonly method: 'sender_reports' | 'sender_reports_offset' | 'arrivals' | 'first_arrival'
    readonly readings: number
    /** Of the readings about their line. */
    readonly scatterNs: number
  }
  /** The same on the sender's clock; undefined without reports. */
  readonly sender: { readonly wallNs: bigint; readonly sigmaNs: number } | undefined
  /** The sender's clock against media time; positive where it runs faster. */
  readonly drift: Drift | undefined
  /** Our clock against the sender's; positive where ours runs faster. */
  readonly senderDrift: Drift | undefined
  /** Ours − the sender's at media time 0: at most this, less the network's least delay. */
  readonly senderOffsetNs: number | undefined
  readonly readings: readonly ClockReading[]
}

export interface FitWallClockOptions {
  readonly kind: 'audio' | 'video'
  /** Whose clock sender reports show: the publisher's where the server passes them on, or the server's own. */
  readonly ntpOf: 'publisher' | 'server'
  /** How much later than its RTP time was captured the sender read its clock, where that is known. */
  readonly stampLateUs?: number
}

interface Reading {
  readonly ptsUs: number
  readonly senderNs: bigint
  readonly senderUs: number
  readonly arrivalNs: bigint
  readonly delayUs: number
}

/** A jump of the sender's clock smaller than this is the reports' own noise (sound's scatter by up to 13 ms). */
const LEAST_STEP_US = 60_000
/** A report's two times are read this far apart at best. */
const LEAST_SIGMA_US = 500
/** What single reports scatter by, where there are too few to tell. */
const REPORT_SIGMA_US = { audio: 15_000, video: 3000 }
const READING_EVERY_US = 5_000_000
const MOST_READINGS = 2000
/** So many are kept of a short recording, too. */
const FEW_READINGS = 20

/** `joined` has an entry for each epoch; undefined where no epoch has a frame. */
export function fitWallClock(
  epochs: readonly JoinableEpoch[],
  joined: readonly (JoinedEpoch | undefined)[],
  options: FitWallClockOptions,
): WallClockFit | undefined {
  const first = epochs.findIndex((epoch) => epoch.firstFrame)
  if (first < 0) return undefined
  const readings = epochs.flatMap((epoch, at) =>
    joined[at] ? readReports(epoch, joined[at], options.stampLateUs ?? 0) : [],
  )
  if (readings.length === 0) return fitArrivals(epochs, joined, first)
  readings.sort((a, b) => a.ptsUs - b.ptsUs)
  const line = fitReadings(readings.map(toPair), LEAST_STEP_US)
  const zero = findZero(readings, line, REPORT_SIGMA_US[options.kind])
  const offset = options.ntpOf === 'server' ? AT_HOME : findOffset(readings)
  const { offsetUs, sigmaUs, isRight } = chooseOffset(offset.boundUs, offset)
  return {
    pts0: {
      wallNs: toNs(zero.wallUs + offsetUs),
      sigmaNs: Math.round(1000 * Math.hypot(zero.sigmaUs, sigmaUs)),
      method: isRight ? 'sender_reports' : 'sender_reports_offset',
      readings: readings.length,
      scatterNs: Math.round(1000 * (line?.scatterUs ?? 0)),
    },
    sender: { wallNs: toNs(zero.wallUs), sigmaNs: Math.round(1000 * zero.sigmaUs) },
    drift: toDrift(line?.ratePpm, line?.rateSigmaPpm),
    senderDrift: offset.drift,
    senderOffsetNs: options.ntpOf === 'server' ? undefined : Math.round(1000 * offset.boundUs),
    readings: thin(readings, options.ntpOf === 'server' ? 'utc' : 'device'),
  }
}

const toNs = (us: number): bigint => BigInt(Math.round(us)) * 1000n

const toPair = ({ ptsUs, senderUs }: Reading): ClockPair => ({ atUs: ptsUs, offsetUs: senderUs - ptsUs })

const toDrift = (ppm: number | undefined, sigmaPpm: number | undefined): Drift | undefined =>
  ppm === undefined || sigmaPpm === undefined ? undefined : { ppm, sigmaPpm }

const readReports = (
  { reports, record }: JoinableEpoch,
  { originRtp }: JoinedEpoch,
  lateUs: number,
): Reading[] =>
  reports.map(({ rtp, senderNs, arrivalNs }) => ({
    ptsUs: ticksToUs(rtp - originRtp, record.clockRateHz) + lateUs,
    senderNs,
    senderUs: nsToUs(senderNs),
    arrivalNs,
    delayUs: Number(arrivalNs - senderNs) / 1000,
  }))

function findZero(
  readings: readonly Reading[],
  line: ReadingsFit | undefined,
  fewSigmaUs: number,
): { wallUs: number; sigmaUs: number } {
  const piece = line?.pieces[0]
  if (!line || !piece)
    return { wallUs: findMedian(readings.map((one) => one.senderUs - one.ptsUs)), sigmaUs: fewSigmaUs }
  const wallUs = piece.offsetUs - (line.ratePpm ?? 0) * 1e-6 * piece.atUs
  // Too few for a slope: a crystal's usual 50 ppm.
  const slopeUs = (line.rateSigmaPpm ?? 50) * 1e-6 * Math.abs(piece.atUs)
  return { wallUs, sigmaUs: Math.hypot(piece.sigmaUs, slopeUs, LEAST_SIGMA_US) }
}

interface SenderOffset {
  /** The least of arrival − sending time. */
  readonly boundUs: number
  /** Of a clock that is off. */
  readonly offsetUs: number
  readonly sigmaUs: number
  readonly drift: Drift | undefined
}

const AT_HOME: SenderOffset = { boundUs: 0, offsetUs: 0, sigmaUs: 0, drift: undefined }
/** As the envelope has it: delays of 1 to 75 ms are usual. */
const USUAL_DELAY_US = 25_000

/** Our clock − the sender's, at the time of the first reading, from above. */
function findOffset(readings: readonly Reading[]): SenderOffset {
  const bins = readings.map(({ senderUs, delayUs }): DelayBin => ({
    sentUs: senderUs,
    leastUs: delayUs,
    medianUs: delayUs,
  }))
  const envelope = fitEnvelope(bins)
  const piece = envelope?.pieces[0]
  if (!envelope || !piece) {
    const boundUs = Math.min(...readings.map(({ delayUs }) => delayUs))
    return { boundUs, offsetUs: boundUs - USUAL_DELAY_US, sigmaUs: USUAL_DELAY_US, drift: undefined }
  }
  const back = (envelope.ratePpm ?? 0) * 1e-6 * (bins[0]!.sentUs - piece.atUs)
  const offsetUs = piece.offsetUs + back
  return {
    boundUs: offsetUs + envelope.leastDelayUs,
    offsetUs,
    sigmaUs: piece.sigmaUs,
    drift: toDrift(envelope.ratePpm, envelope.rateSigmaPpm),
  }
}

function fitArrivals(
  epochs: readonly JoinableEpoch[],
  joined: readonly (JoinedEpoch | undefined)[],
  first: number,
): WallClockFit {
  const bins = epochs.flatMap(({ bins: own, record }, at): DelayBin[] => {
    const originUs = ticksToUs(joined[at]?.originRtp ?? 0, record.clockRateHz)
    return own.map(({ sentUs, leastUs, medianUs }) => ({
      sentUs: sentUs - originUs,
      leastUs: leastUs + originUs,
      medianUs: medianUs + originUs,
    }))
  })
  const envelope = fitEnvelope(bins)
  const piece = envelope?.pieces[0]
  const without = { sender: undefined, drift: undefined, senderOffsetNs: undefined, readings: [] }
  if (!envelope || !piece) {
    const wallUs = nsToUs(epochs[first]!.firstFrame!.arrivalNs) - USUAL_DELAY_US
    const sigmaNs = 2000 * USUAL_DELAY_US
    const pts0 = {
      wallNs: toNs(wallUs),
      sigmaNs,
      method: 'first_arrival',
      readings: 1,
      scatterNs: 0,
    } as const
    return { ...without, pts0, senderDrift: undefined }
  }
  const wallUs = piece.offsetUs - (envelope.ratePpm ?? 0) * 1e-6 * piece.atUs
  return {
    ...without,
    pts0: {
      wallNs: toNs(wallUs),
      sigmaNs: Math.round(1000 * Math.max(USUAL_DELAY_US, piece.sigmaUs)),
      method: 'arrivals',
      readings: bins.length,
      scatterNs: Math.round(1000 * envelope.scatterUs),
    },
    senderDrift: toDrift(envelope.ratePpm, envelope.rateSigmaPpm),
  }
}

/** About one in 5 s, at most 2000 in all, of a short recording at least 20; each a real one: that in the middle of its neighbours' offsets. */
function thin(readings: readonly Reading[], clock: ClockReading['clock']): ClockReading[] {
  const spanUs = readings.at(-1)!.ptsUs - readings[0]!.ptsUs
  const everyUs = Math.max(Math.min(READING_EVERY_US, spanUs / FEW_READINGS), spanUs / MOST_READINGS)
  const groups: Reading[][] = []
  for (const reading of readings) {
    const group = groups.at(-1)
    if (group && reading.ptsUs - group[0]!.ptsUs < everyUs) group.push(reading)
    else groups.push([reading])
  }
  return groups.map((group) => {
    const sorted = group.toSorted((a, b) => a.senderUs - a.ptsUs - (b.senderUs - b.ptsUs))
    const { ptsUs, senderNs, arrivalNs } = sorted[sorted.length >> 1]!
    // Whole µs of media time: the rest goes to the wall clock, so that the pair stays exact.
    const wholeUs = Math.round(ptsUs)
    const wallNs = senderNs + BigInt(Math.round(1000 * (wholeUs - ptsUs)))
    return { ptsUs: wholeUs, wallNs, clock, ...(clock === 'device' && { recvNs: arrivalNs }) }
  })
}
