/**
 * What is known of one media file once its packets have been read.
 *
 * Media time 0 is PTS 0 as the container writes it, and as ffprobe shows it: the first PTS of a WebM (0.057 s) is
 * kept, an MP4's edit list is honoured, and a codec delay makes the first packet start before 0 (Ogg Opus with a
 * pre-skip of 312: −6.5 ms). The first audible sample lies at firstPtsUs + codecDelayUs.
 */
import type { PacketTable } from '../protocol/binary.ts'

export interface MediaProblem {
  /** `media_empty`, `media_unreadable`, `media_truncated`, `media_no_packets`, `media_starts_without_key`,
   * `media_crashed`, `media_timeout`, `media_missing`, `media_undecodable`, `media_remux_differs`. */
  readonly code: string
  readonly message: string
}

export interface StreamProbe {
  /** Position among the file's audio and video streams, from 0. */
  readonly streamIndex: number
  readonly kind: 'audio' | 'video'
  /** Short name: h264, vp8, vp9, opus, aac, … */
  readonly codec: string
  /** For WebCodecs: avc1.42c00c, vp8, vp09.00.10.08, opus; undefined where it cannot be told. */
  readonly codecString: string | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  /** Clockwise degrees: 0, 90, 180, 270. */
  readonly rotation: number | undefined
  readonly sampleRateHz: number | undefined
  readonly channels: number | undefined
  readonly firstPtsUs: number
  readonly lastPtsUs: number
  /** End of the last packet. */
  readonly endPtsUs: number
  readonly codecDelayUs: number
  readonly packetCount: number
  readonly keyPacketCount: number
  /** Spans of media time with no packets, in order. */
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
  /** In presentation order. */
  readonly packets: PacketTable
  /** Where its pictures lie (packetIndex.ts), for a page that parses no container; absent where that is not known. */
  readonly index?: Uint8Array<ArrayBuffer>
}

export interface MediaProbe {
  /** webm, matroska, mp4, ogg, …; `unknown` where nothing could read it. */
  readonly container: string
  /** A WebM without cues or duration: seeking in it would read all of it. */
  readonly needsRemux: boolean
  readonly probedBy: string
  readonly streams: readonly StreamProbe[]
  readonly problems: readonly MediaProblem[]
}

/** The answer for a file that nothing could read. */
export const failedProbe = (code: string, message: string): MediaProbe => ({
  container: 'unknown',
  needsRemux: false,
  probedBy: 'none',
  streams: [],
  problems: [{ code, message }],
})
