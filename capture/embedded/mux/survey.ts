/** One pass over a journal: all that a media file and its sidecar need to know before the frames are read again. */
import { readDuration } from '../../../core/media/oggOpus.ts'
import { createClockCollector, type ClockCollector, type EpochClock } from '../clock/collect.ts'
import { readJournal } from '../journal/readJournal.ts'
import type {
  JournalCounts,
  JournalEnd,
  JournalEpoch,
  JournalFrame,
  JournalHead,
  JournalRecord,
} from '../journal/records.ts'

export interface SurveyedEpoch extends EpochClock {
  readonly record: JournalEpoch
  readonly frames: number
  readonly firstFrame: { readonly rtp: number; readonly arrivalNs: bigint } | undefined
  readonly lastFrame: { readonly rtp: number; readonly arrivalNs: bigint } | undefined
}

export interface LostPackets {
  readonly epoch: number
  readonly count: number | undefined
  readonly rtp: number | undefined
  readonly atNs: bigint
}

export interface Survey {
  readonly head: JournalHead
  readonly epochs: readonly SurveyedEpoch[]
  readonly largest: { readonly width: number; readonly height: number }
  /** How often a key frame had another size than the one before. */
  readonly sizeChanges: number
  readonly isStereo: boolean
  /** Length of the first packet of sound, µs; 0 for pictures. */
  readonly packetUs: number
  readonly recoveredFrames: number
  readonly mutes: readonly { readonly isMuted: boolean; readonly atNs: bigint }[]
  readonly losses: readonly LostPackets[]
  readonly lossesLeftOut: number
  readonly counts: JournalCounts
  readonly end: JournalEnd | undefined
  readonly wholeBytes: number
  readonly tornBytes: number
}

const MOST_LOSSES = 2000

const NO_COUNTS: JournalCounts = {
  received: 0,
  lost: 0,
  repaired: 0,
  repeated: 0,
  incomplete: 0,
  undecodable: 0,
  blank: 0,
  unwritten: 0,
}

interface OpenEpoch {
  readonly record: JournalEpoch
  readonly clock: ClockCollector
  frames: number
  first: JournalFrame | undefined
  last: JournalFrame | undefined
}

/** Undefined where not even the journal's head was written. Holds numbers only, no frames. */
export async function surveyJournal(path: string): Promise<Survey | undefined> {
  const epochs: OpenEpoch[] = []
  const runs = new Map<string, JournalCounts>()
  const mutes: { isMuted: boolean; atNs: bigint }[] = []
  const losses: LostPackets[] = []
  const size = { width: 0, height: 0, changes: 0, last: '' }
  let head: JournalHead | undefined
  let end: JournalEnd | undefined
  let isStereo = false
  let packetUs = 0
  let recoveredFrames = 0
  let lossesLeftOut = 0

  const addFrame = (frame: JournalFrame): void => {
    const epoch = epochs.at(-1)
    if (!epoch) return
    epoch.frames++
    epoch.first ??= { ...frame, data: new Uint8Array(0) }
    epoch.last = { ...frame, data: new Uint8Array(0) }
    epoch.clock.addFrame(frame)
    if (frame.isRecovered) recoveredFrames++
    if (head?.track.kind === 'audio') {
      // RFC 6716 §3.1: the third bit of an Opus packet.
      isStereo ||= (frame.data[0]! & 4) !== 0
      packetUs ||= Math.round((readDuration(frame.data) * 1e6) / 48_000)
    }
    if (frame.width === 0) return
    const name = `${frame.width}x${frame.height}`
    if (size.last !== '' && size.last !== name) size.changes++
    size.last = name
    size.width = Math.max(size.width, frame.width)
    size.height = Math.max(size.height, frame.height)
  }
  const add = (record: JournalRecord): void => {
    end = record.type === 'end' ? record : undefined
    if (record.type === 'head') head ??= record
    else if (record.type === 'frame') addFrame(record)
    else if (record.type === 'report') epochs.at(-1)?.clock.addReport(record)
    else if (record.type === 'counts') runs.set(record.run, record.counts)
    else if (record.type === 'muted') mutes.push({ isMuted: record.isMuted, atNs: BigInt(record.atNs) })
    else if (record.type === 'epoch') {
      const clock = createClockCollector(record.clockRateHz)
      epochs.push({ record, clock, frames: 0, first: undefined, last: undefined })
    } else if (record.type === 'lost') {
      const { count, rtp, atNs } = record
      if (losses.length < MOST_LOSSES)
        losses.push({ epoch: epochs.length - 1, count, rtp, atNs: BigInt(atNs) })
      else lossesLeftOut++
    }
  }
  const records = readJournal(path)
  for (;;) {
    const { done, value } = await records.next()
    if (!done) {
      add(value)
      continue
    }
    if (!head) return undefined
    return {
      ...value,
      head,
      end,
      epochs: epochs.map(({ record, clock, frames, first, last }) => ({
        ...clock.end(),
        record,
        frames,
        firstFrame: first,
        lastFrame: last,
      })),
      largest: { width: size.width, height: size.height },
      sizeChanges: size.changes,
      isStereo,
      packetUs,
      recoveredFrames,
      mutes,
      losses,
      lossesLeftOut,
      counts: [...runs.values()].reduce(addCounts, NO_COUNTS),
    }
  }
}

const addCounts = (a: JournalCounts, b: JournalCounts): JournalCounts => ({
  received: a.received + b.received,
  lost: a.lost + b.lost,
  repaired: a.repaired + b.repaired,
  repeated: a.repeated + b.repeated,
  incomplete: a.incomplete + b.incomplete,
  undecodable: a.undecodable + b.undecodable,
  blank: a.blank + b.blank,
  unwritten: a.unwritten + b.unwritten,
})
