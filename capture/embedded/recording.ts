/**
 * One track's recording: packets in, journal out. A new SSRC, a codec that changes or a sender's clock that jumps
 * begins a new epoch of the same recording. Key frames are asked for where nothing can be decoded, at most each 600 ms.
 *
 * livekit-server 1.13 (pkg/sfu/downtrack.go) repairs nothing for who asked for a key frame until it forwards the next
 * one; and it does not pass on what is asked within 500 ms of the last time (pli_throttle). So what was asked once is
 * asked again until a key frame comes, needed or not: else nothing lost on the way to us would ever be sent again.
 */
import type { RtpPacketIn, SenderReportIn, SubscribedTrack } from '../model/media.ts'
import { createEpoch, type Epoch } from './epoch.ts'
import type { JournalCounts, JournalEpoch, JournalFrame, JournalRecord } from './journal/records.ts'
import type { JournalWriter } from './journal/writeJournal.ts'

export interface RecordingState {
  readonly firstFrameNs: bigint | undefined
  readonly lastFrameNs: bigint | undefined
  readonly frames: number
  readonly recoveredFrames: number
  /** Bytes of frames. */
  readonly mediaBytes: number
  readonly counts: JournalCounts
}

export interface TrackRecording {
  onTrack(track: SubscribedTrack): void
  onRtp(packet: RtpPacketIn): void
  onSenderReport(report: SenderReportIn): void
  setMuted(isMuted: boolean, atNs: bigint): void
  /** Call it often (50 ms): gives up late packets, asks for key frames, writes the journal. */
  tick(nowNs: bigint): void
  /** Takes what is held and notes the end; the journal is the caller's to close. */
  end(reason: string, nowNs: bigint): void
  /** Takes what is held, and no more. */
  pause(nowNs: bigint): void
  readonly state: RecordingState
}

export interface TrackRecordingOptions {
  readonly journal: JournalWriter
  /** Names this process's part of the recording. */
  readonly run: string
  /** Whether the journal goes on from an earlier process. */
  readonly isResumed: boolean
}

/** Longer than LiveKit's throttle. */
const ASK_EVERY_NS = 600_000_000n
const COUNT_EVERY_NS = 5_000_000_000n
/** RTP time and arrival that differ by more than this have not the same clock any more. */
const MOST_JUMP_SECONDS = 10

export function createTrackRecording(options: TrackRecordingOptions): TrackRecording {
  const { journal, run } = options
  const old = new Set<number>()
  const early = new Map<number, SenderReportIn[]>()
  const counts = { received: 0, lost: 0, incomplete: 0, undecodable: 0, blank: 0, unwritten: 0 }
  const earlier = { repaired: 0, repeated: 0 }
  let track: SubscribedTrack | undefined
  let epoch: Epoch | undefined
  let epochs = 0
  let last: JournalFrame | undefined
  let lastRate = 90_000
  let firstFrameNs: bigint | undefined
  let frames = 0
  let recoveredFrames = 0
  let mediaBytes = 0
  let askedNs: bigint | undefined
  let countedNs: bigint | undefined
  let nowNs = 0n
  let needsKey = false

  const append = (record: JournalRecord): boolean => journal.append(record)
  const total = (): JournalCounts => ({
    ...counts,
    repaired: earlier.repaired + (epoch?.repaired ?? 0),
    repeated: earlier.repeated + (epoch?.repeated ?? 0),
  })
  const noteEpoch = (from: RtpPacketIn, why: JournalEpoch['why'], arrivalNs = from.arrivalNs): void => {
    const { ssrc, mimeType, clockRateHz } = from
    append({ type: 'epoch', ssrc, mimeType, clockRateHz, atNs: String(arrivalNs), why })
    lastRate = clockRateHz
    last = undefined
    epochs++
  }
  const onFrame = (frame: JournalFrame, from: RtpPacketIn): void => {
    if (last && hasJumped(last, frame, lastRate)) noteEpoch(from, 'clock_jumped', frame.arrivalNs)
    // A picture that memory could not keep is missed by those after it.
    if (needsKey && !frame.isKey) return void counts.unwritten++
    if (!append(frame)) {
      needsKey = true
      return void counts.unwritten++
    }
    needsKey = false
    last = { ...frame, data: new Uint8Array(0) }
    firstFrameNs ??= frame.arrivalNs
    frames++
    mediaBytes += frame.data.length
    if (frame.isRecovered) recoveredFrames++
  }
  const endEpoch = (): void => {
    if (!epoch) return
    epoch.flush()
    earlier.repaired += epoch.repaired
    earlier.repeated += epoch.repeated
    old.add(epoch.ssrc)
    epoch = undefined
  }
  const beginEpoch = (packet: RtpPacketIn): Epoch => {
    const why = epoch
      ? epoch.ssrc === packet.ssrc
        ? 'codec_changed'
        : 'new_ssrc'
      : options.isResumed && epochs === 0
        ? 'resumed'
        : 'first'
    endEpoch()
    old.delete(packet.ssrc)
    noteEpoch(packet, why)
    return createEpoch(packet, {
      onFrame: (frame) => onFrame(frame, packet),
      onLost(count, rtp) {
        counts.lost += count ?? 0
        append({ type: 'lost', count, rtp, atNs: String(nowNs) })
      },
      onDropped: (why) => counts[why]++,
    })
  }
  const addReport = (report: SenderReportIn): void => {
    const rtp = epoch?.placeReport(report)
    const { senderNs, arrivalNs } = report
    if (rtp !== undefined) append({ type: 'report', rtp, senderNs, arrivalNs })
    else early.set(report.ssrc, [...(early.get(report.ssrc) ?? []), report].slice(-10))
  }
  const addEarlyReports = (): void => {
    const waiting = epoch && last ? early.get(epoch.ssrc) : undefined
    if (!waiting) return
    early.clear()
    waiting.forEach(addReport)
  }
  const askForKey = (): void => {
    if (askedNs !== undefined && nowNs - askedNs < ASK_EVERY_NS) return
    const isUnanswered =
      epoch !== undefined && askedNs !== undefined && !epoch.hasKeySince(askedNs) && epoch.isFlowing(nowNs)
    if (!needsKey && !isUnanswered && !epoch?.wantsKey(nowNs)) return
    askedNs = nowNs
    track?.requestKeyFrame()
  }
  const note = (): void => void append({ type: 'counts', run, counts: total() })

  return {
    onTrack(subscribed) {
      track = subscribed
    },
    onRtp(packet) {
      if (packet.arrivalNs > nowNs) nowNs = packet.arrivalNs
      counts.received++
      if (!epoch || epoch.ssrc !== packet.ssrc || !isSameCodec(epoch.mimeType, packet.mimeType)) {
        // What comes late of an SSRC that has been replaced does not bring it back.
        if (epoch && epoch.ssrc !== packet.ssrc && old.has(packet.ssrc)) return
        epoch = beginEpoch(packet)
      }
      epoch.push(packet)
    },
    onSenderReport(report) {
      if (epoch && report.ssrc !== epoch.ssrc && old.has(report.ssrc)) return
      if (epoch?.ssrc === report.ssrc && last) addReport(report)
      else early.set(report.ssrc, [...(early.get(report.ssrc) ?? []), report].slice(-10))
    },
    setMuted(isMuted, atNs) {
      append({ type: 'muted', isMuted, atNs: String(atNs) })
    },
    tick(now) {
      if (now > nowNs) nowNs = now
      epoch?.drain(nowNs)
      addEarlyReports()
      askForKey()
      if (countedNs === undefined || nowNs - countedNs >= COUNT_EVERY_NS) {
        countedNs = nowNs
        if (counts.received > 0) note()
      }
      journal.tick(nowNs)
    },
    pause(now) {
      if (now > nowNs) nowNs = now
      epoch?.flush()
      addEarlyReports()
      note()
    },
    end(reason, now) {
      this.pause(now)
      append({ type: 'end', reason, atNs: String(now) })
    },
    get state() {
      const lastFrameNs = last?.arrivalNs
      return { firstFrameNs, lastFrameNs, frames, recoveredFrames, mediaBytes, counts: total() }
    },
  }
}

const isSound = (mimeType: string): boolean => /^audio\/(opus|red)$/i.test(mimeType)

/** Opus may come plain and in redundant blocks by turns. */
const isSameCodec = (a: string, b: string): boolean => {
  return a.toLowerCase() === b.toLowerCase() || (isSound(a) && isSound(b))
}

function hasJumped(before: JournalFrame, frame: JournalFrame, clockRateHz: number): boolean {
  const mediaSeconds = (frame.rtp - before.rtp) / clockRateHz
  const seconds = Number(frame.arrivalNs - before.arrivalNs) / 1e9
  return Math.abs(mediaSeconds - seconds) > MOST_JUMP_SECONDS
}
