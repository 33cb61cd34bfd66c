/**
 * The records of a track's journal, an append-only file from which its media file is made. Each is
 * `length u32 | crc32 u32 | body`, little endian, the length and CRC-32 of the body; the first byte of a body is its
 * type. A file that was cut while it was written ends in a record whose length or CRC is wrong, and is cut there.
 *
 *   F  frame: flags u8, width u16, height u16, rtp f64, arrival i64 ns, data
 *   S  sender report: rtp f64, sender i64 ns, arrival i64 ns
 *   J  everything else, as JSON: head, epochs, events, counts, end
 */
import { crc32 } from 'node:zlib'
import type { TrackFacts } from '../../model/recorder.ts'

export interface JournalHead {
  readonly type: 'head'
  readonly version: 1
  readonly egressId: string
  readonly roomName: string
  readonly roomId: string
  readonly track: TrackFacts
  /** When recording was asked for, ns since 1970, decimal text. */
  readonly requestedNs: string
}

/** RTP counts of one epoch go on without a break; those of two have nothing to do with each other. */
export interface JournalEpoch {
  readonly type: 'epoch'
  readonly ssrc: number
  readonly mimeType: string
  readonly clockRateHz: number
  readonly atNs: string
  readonly why: 'first' | 'new_ssrc' | 'clock_jumped' | 'codec_changed' | 'resumed'
}

export interface JournalFrame {
  readonly type: 'frame'
  readonly isKey: boolean
  readonly isRecovered: boolean
  /** Of a video key frame; 0 elsewhere. */
  readonly width: number
  readonly height: number
  /** The RTP timestamp as a whole count. */
  readonly rtp: number
  readonly arrivalNs: bigint
  readonly data: Uint8Array
}

export interface JournalReport {
  readonly type: 'report'
  readonly rtp: number
  readonly senderNs: bigint
  readonly arrivalNs: bigint
}

/** Running totals of one process's part of the recording. */
export interface JournalCounts {
  readonly received: number
  readonly lost: number
  readonly repaired: number
  readonly repeated: number
  /** Frames of which packets are missing. */
  readonly incomplete: number
  /** Whole frames that could not be decoded without lost ones. */
  readonly undecodable: number
  /** The server's own blank key frames. */
  readonly blank: number
  /** Frames that did not fit in memory while the disk was full. */
  readonly unwritten: number
}

export type JournalNote =
  | { readonly type: 'muted'; readonly isMuted: boolean; readonly atNs: string }
  /** Packets that never came, undefined where the sender began to count anew; `rtp` of the last frame before. */
  | {
      readonly type: 'lost'
      readonly count: number | undefined
      readonly rtp: number | undefined
      readonly atNs: string
    }
  | { readonly type: 'counts'; readonly run: string; readonly counts: JournalCounts }

export interface JournalEnd {
  readonly type: 'end'
  readonly reason: string
  readonly atNs: string
}

export type JournalRecord =
  | JournalHead
  | JournalEpoch
  | JournalFrame
  | JournalReport
  | JournalNote
  | JournalEnd

export const PREFIX_BYTES = 8
/** No record is larger: a length beyond it is damage. */
export const MOST_BODY_BYTES = 1 << 26

const [FRAME, REPORT, JSON_TYPE] = [0x46, 0x53, 0x4a]
const FRAME_HEAD_BYTES = 22

/** A record as the bytes that are appended. */
export function formatRecord(record: JournalRecord): Uint8Array {
  const body =
    record.type === 'frame'
      ? formatFrame(record)
      : record.type === 'report'
        ? formatReport(record)
        : Buffer.concat([Buffer.of(JSON_TYPE), Buffer.from(JSON.stringify(record))])
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32LE(body.length, 0)
  prefix.writeUInt32LE(crc32(body), 4)
  return Buffer.concat([prefix, body])
}

/** A record from its body; undefined where it is none or its CRC differs. */
export function parseRecord(body: Buffer, crc: number): JournalRecord | undefined {
  if (crc32(body) !== crc) return undefined
  if (body[0] === FRAME && body.length >= FRAME_HEAD_BYTES) return parseFrame(body)
  if (body[0] === REPORT) return parseReport(body)
  // What our own CRC holds for whole is of our own shape.
  return body[0] === JSON_TYPE ? (JSON.parse(body.toString('utf8', 1)) as JournalRecord) : undefined
}

function formatFrame(frame: JournalFrame): Buffer {
  const body = Buffer.alloc(FRAME_HEAD_BYTES + frame.data.length)
  body[0] = FRAME
  body[1] = (frame.isKey ? 1 : 0) | (frame.isRecovered ? 2 : 0)
  body.writeUInt16LE(frame.width, 2)
  body.writeUInt16LE(frame.height, 4)
  body.writeDoubleLE(frame.rtp, 6)
  body.writeBigInt64LE(frame.arrivalNs, 14)
  body.set(frame.data, FRAME_HEAD_BYTES)
  return body
}

const parseFrame = (body: Buffer): JournalFrame => ({
  type: 'frame',
  isKey: (body[1]! & 1) !== 0,
  isRecovered: (body[1]! & 2) !== 0,
  width: body.readUInt16LE(2),
  height: body.readUInt16LE(4),
  rtp: body.readDoubleLE(6),
  arrivalNs: body.readBigInt64LE(14),
  data: body.subarray(FRAME_HEAD_BYTES),
})

function formatReport(report: JournalReport): Buffer {
  const body = Buffer.alloc(25)
  body[0] = REPORT
  body.writeDoubleLE(report.rtp, 1)
  body.writeBigInt64LE(report.senderNs, 9)
  body.writeBigInt64LE(report.arrivalNs, 17)
  return body
}

const parseReport = (body: Buffer): JournalReport => ({
  type: 'report',
  rtp: body.readDoubleLE(1),
  senderNs: body.readBigInt64LE(9),
  arrivalNs: body.readBigInt64LE(17),
})
