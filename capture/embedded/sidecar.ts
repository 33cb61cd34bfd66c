/**
 * What is written beside a recording's media: the manifest as egress writes it (generation B) and the sidecar, LiveKit's
 * EgressInfo as protojson with two members of our own, `clockReadings` (core/formats/clockReadings.ts) and `lockstep`,
 * the evidence: how media time 0 was placed, the device's drift, what was lost, muted and left out.
 */
import { EgressInfo, EgressStatus, FileInfo } from '@livekit/protocol'
import { formatClockReadings, formatExactJson, type JsonObject } from '../../core/formats/index.ts'
import { ticksToUs } from './clock/collect.ts'
import {
  fitWallClock,
  type Drift,
  type FitWallClockOptions,
  type WallClockFit,
} from './clock/fitWallClock.ts'
import type { RecordingKeys } from './keys.ts'
import type { MuxedJournal } from './mux/muxJournal.ts'

export interface DescribeOptions {
  readonly keys: RecordingKeys
  readonly ntpOf: FitWallClockOptions['ntpOf']
  /** Of the bucket, for `location`. */
  readonly bucketUri: string
  readonly version: string
  /** Of a copy made while recording goes on. */
  readonly isFinal: boolean
  readonly nowNs: bigint
}

export interface Description {
  readonly info: EgressInfo
  readonly mediaKey: string | undefined
  readonly sidecar: string
  readonly manifest: string
}

/** Describes a muxed journal; a final one without media is aborted, in words. */
export function describeRecording(muxed: MuxedJournal, options: DescribeOptions): Description {
  const { survey, joined, media } = muxed
  const { keys, isFinal } = options
  const { kind } = survey.head.track
  const stampLateUs = findStampLate(survey)
  const fit = fitWallClock(survey.epochs, joined, { kind, ntpOf: options.ntpOf, stampLateUs })
  const extension = media?.path.split('.').at(-1)
  const mediaKey = extension === undefined ? undefined : keys.media(extension)
  const info = createInfo(muxed, { ...options, fit, mediaKey })
  const members = {
    ...(info.toJson() as JsonObject),
    clockReadings: formatClockReadings(fit?.readings ?? []),
    lockstep: describeEvidence(muxed, fit, options),
  }
  const ended: JsonObject = isFinal ? { ended_at: info.endedAt } : {}
  const location = info.fileResults[0]?.location ?? ''
  const files: JsonObject[] = mediaKey === undefined ? [] : [{ filename: mediaKey, location }]
  const manifest: JsonObject = {
    egress_id: info.egressId,
    room_id: info.roomId,
    room_name: info.roomName,
    started_at: info.startedAt,
    ...ended,
    publisher_identity: survey.head.track.identity,
    track_id: survey.head.track.trackId,
    track_kind: survey.head.track.kind,
    track_source: survey.head.track.source,
    files,
  }
  return { info, mediaKey, sidecar: `${JSON.stringify(members)}\n`, manifest: formatExactJson(manifest) }
}

function createInfo(
  { survey, media }: MuxedJournal,
  options: DescribeOptions & { fit: WallClockFit | undefined; mediaKey: string | undefined },
): EgressInfo {
  const { head, end } = survey
  const { fit, mediaKey, keys, isFinal } = options
  const lastNs = survey.epochs.findLast((epoch) => epoch.lastFrame)?.lastFrame?.arrivalNs
  const endedAt = isFinal ? BigInt(end?.atNs ?? lastNs ?? head.requestedNs) : 0n
  const durationNs = media ? BigInt(media.lastPtsUs) * 1000n : 0n
  const startedAt = fit?.pts0.wallNs ?? 0n
  const file =
    media &&
    mediaKey !== undefined &&
    new FileInfo({
      filename: mediaKey,
      startedAt,
      endedAt: startedAt + durationNs,
      duration: durationNs,
      size: BigInt(media.sizeBytes),
      location: `${options.bucketUri.replace(/\/$/, '')}/${mediaKey}`,
    })
  const error = isFinal && !media ? `nothing was recorded: ${explainNothing(survey)}` : ''
  const status = isFinal ? EgressStatus.EGRESS_COMPLETE : EgressStatus.EGRESS_ACTIVE
  return new EgressInfo({
    egressId: head.egressId,
    roomId: head.roomId,
    roomName: head.roomName,
    status: error === '' ? status : EgressStatus.EGRESS_ABORTED,
    startedAt: BigInt(head.requestedNs),
    endedAt,
    updatedAt: options.nowNs,
    request: {
      case: 'track',
      value: {
        roomName: head.roomName,
        trackId: head.track.trackId,
        output: { case: 'file', value: { filepath: mediaKey ?? '' } },
      },
    },
    fileResults: file ? [file] : [],
    manifestLocation: keys.manifest,
    details: end?.reason ?? '',
    error,
  })
}

/**
 * libwebrtc pairs the time at which a packet of sound is sent with the RTP time of its first sample, which was heard a
 * packet's length before (audio/channel_send.cc leaves the time of capture undefined); pictures are paired as captured.
 */
const findStampLate = ({ head, packetUs }: MuxedJournal['survey']): number =>
  head.track.kind === 'audio' && head.track.stampedBy === 'libwebrtc' ? packetUs : 0

function explainNothing({ head, mutes, counts, end }: MuxedJournal['survey']): string {
  if (counts.received > 0)
    return `${counts.received} packets came, but no picture or sound that can be decoded`
  if (head.track.muted && mutes.every(({ isMuted }) => isMuted)) return 'the track was muted all the time'
  const why = end ? ` (${end.reason})` : ''
  return `it ended${why} before a packet of the track came: it was too short, or the recorder could not reach the media server`
}

const roundDrift = (drift: Drift | undefined): Drift | undefined =>
  drift && { ppm: round(drift.ppm), sigmaPpm: round(drift.sigmaPpm) }

const round = (value: number): number => Math.round(value * 1000) / 1000

function describeEvidence(
  { survey, joined, media }: MuxedJournal,
  fit: WallClockFit | undefined,
  { version, ntpOf }: DescribeOptions,
): object {
  const { counts } = survey
  const pts0 = fit && { ...fit.pts0, wallNs: String(fit.pts0.wallNs) }
  const sender = fit?.sender && { ...fit.sender, wallNs: String(fit.sender.wallNs) }
  return {
    recorder: 'embedded',
    version,
    ntpOf,
    stampLateUs: findStampLate(survey) || undefined,
    pts0,
    sender: sender && { ...sender, offsetAtMostNs: fit?.senderOffsetNs },
    drift: roundDrift(fit?.drift),
    senderDrift: roundDrift(fit?.senderDrift),
    packets: {
      received: counts.received,
      lost: counts.lost,
      repaired: counts.repaired,
      repeated: counts.repeated,
    },
    frames: {
      written: media?.frames ?? 0,
      recovered: survey.recoveredFrames,
      incomplete: counts.incomplete,
      undecodable: counts.undecodable,
      blank: counts.blank,
      unwritten: counts.unwritten,
      leftOut: media?.framesLeftOut ?? 0,
      sizeChanges: survey.sizeChanges,
      largest: survey.largest.width > 0 ? survey.largest : undefined,
    },
    ptsRoundingUs: media?.roundingUs,
    muted: survey.mutes.map(({ isMuted, atNs }) => ({ isMuted, atNs: String(atNs) })),
    lost: survey.losses.map(({ epoch, count, rtp, atNs }) => ({
      count,
      afterPtsUs: placeLoss(survey.epochs[epoch]?.record.clockRateHz, joined[epoch]?.originRtp, rtp),
      atNs: String(atNs),
    })),
    lostLeftOut: survey.lossesLeftOut === 0 ? undefined : survey.lossesLeftOut,
    epochs: survey.epochs.map(({ record, frames }, at) => ({
      ssrc: record.ssrc,
      mimeType: record.mimeType,
      why: record.why,
      atNs: record.atNs,
      frames,
      joinedBy: joined[at]?.by,
      joinSigmaUs: joined[at] && Math.round(joined[at].sigmaUs),
    })),
    journal: { bytes: survey.wholeBytes, tornBytes: survey.tornBytes },
  }
}

function placeLoss(
  clockRateHz: number | undefined,
  originRtp: number | undefined,
  rtp: number | undefined,
): number | undefined {
  if (clockRateHz === undefined || originRtp === undefined || rtp === undefined) return undefined
  return Math.round(ticksToUs(rtp - originRtp, clockRateHz))
}
