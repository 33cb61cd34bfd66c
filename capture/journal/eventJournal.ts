/**
 * A room's event journal. In the bucket it is ONE object, `…/events/<id>.jsonl`, put again as a whole while it grows:
 * a journal is small (10 people and their clocks for two hours: under 2 MB), whoever looks at `events/` sees one file
 * a journal, and a reader always finds whole lines from the beginning. Above 5 MB a next object `<id>-0002.jsonl`
 * begins, so that a put never gets dearer than that; each line names its room, so each object stands alone.
 */
import { formatRoomEvent, type RoomEvent } from '../../core/formats/index.ts'
import type { WallClock } from '../model/media.ts'
import { openLineLog, type LineLogOptions } from './lineLog.ts'
import { findLogs, type LeftLog } from './partFiles.ts'
import type { Timing } from './timing.ts'
import { uploadLeft, uploadParts, type PartBucket, type UploadOptions } from './uploadParts.ts'

export interface JournalRoom {
  readonly roomName: string
  /** `RM_…`. */
  readonly roomId: string
  /** Where everything of this opening of the room lies, `<prefix>/<room>/<RM_…>`. */
  readonly keyPrefix: string
}

export interface EventJournalOptions extends JournalRoom {
  /** Local folder of all event journals. */
  readonly folder: string
  /** The journal's id, a part of its key; the same one takes it up again after a kill. */
  readonly id: string
  readonly bucket: PartBucket
  readonly clock: WallClock
  readonly flushMs?: number
  /** The least time between two puts, ms. */
  readonly everyMs?: number
  /** Bytes above which a next object begins. */
  readonly objectBytes?: number
  readonly onTrouble?: UploadOptions['onTrouble']
  readonly timing?: Timing
}

/** An event as whoever saw it tells it: the journal adds its room, and the time where it is not given. */
export type NewRoomEvent = Omit<RoomEvent, 'atNs' | 'roomName' | 'roomId'> & { readonly atNs?: bigint }

export interface EventJournal {
  readonly id: string
  /** Resolves when the event is on the disk; throws UserError `disk_full` or `disk_failed`. */
  write(event: NewRoomEvent): Promise<void>
  /** Commits and puts what is left and removes it here. Rejects where the bucket refuses: then it stays for `uploadLeftJournals`. */
  close(): Promise<void>
  /** Ends without the bucket: what is on the disk stays, for a next process. */
  abandon(): Promise<void>
  /** Puts what is written so far. */
  flush(): Promise<void>
}

const OBJECT_BYTES = 5 * 1024 * 1024

/**
 * Opens a room's journal, or takes it up where a process was killed; its first event is `journal_opened`, or
 * `journal_interrupted` with what is known of the break.
 */
export async function openEventJournal(options: EventJournalOptions): Promise<EventJournal> {
  const { roomName, roomId, keyPrefix, clock } = options
  const about: JournalRoom = { roomName, roomId, keyPrefix }
  const log = await openLineLog({ ...logOptions(options), about })
  const upload = uploadParts(log, { ...options, whole: true, keyOf: journalKeys(keyPrefix, options.id) })
  const write = (event: NewRoomEvent): Promise<void> =>
    log.append(formatRoomEvent({ atNs: clock.nowNs(), ...event, roomName, roomId }))
  await write(
    log.isResumed
      ? { event: 'journal_interrupted', reason: describeBreak(log.tornBytes) }
      : { event: 'journal_opened' },
  )
  return {
    id: options.id,
    write,
    flush: upload.flush,
    close: upload.finish,
    async abandon() {
      await upload.abandon()
      await log.close()
    },
  }
}

export interface LeftOptions {
  /** Of all logs of one kind. */
  readonly folder: string
  readonly bucket: PartBucket
  /** Asked of each log when its turn comes: whether it is to be left alone. */
  readonly isOpen?: (id: string) => boolean
  readonly onBrought?: (log: LeftLog) => void
}

/** Brings the journals of ended rooms that are still here to the bucket, one after another; rejects at the first refusal. */
export async function uploadLeftJournals(options: LeftOptions): Promise<void> {
  const { folder, bucket, isOpen, onBrought } = options
  for (const left of await findLogs(folder)) {
    const { id, about } = left
    const keyPrefix = about?.['keyPrefix']
    if (typeof keyPrefix !== 'string' || isOpen?.(id)) continue
    const log = await openLineLog(logOptions({ folder, id }))
    await uploadLeft(log, { bucket, keyOf: journalKeys(keyPrefix, id) })
    onBrought?.(left)
  }
}

const logOptions = (
  options: Pick<EventJournalOptions, 'folder' | 'id' | 'flushMs' | 'objectBytes' | 'onTrouble' | 'timing'>,
): LineLogOptions => ({
  folder: options.folder,
  id: options.id,
  partBytes: options.objectBytes ?? OBJECT_BYTES,
  partMs: Number.POSITIVE_INFINITY,
  ...(options.flushMs === undefined ? {} : { flushMs: options.flushMs }),
  ...(options.onTrouble && { onTrouble: options.onTrouble }),
  ...(options.timing && { timing: options.timing }),
})

/** `<prefix>/events/<id>.jsonl`, then `<id>-0002.jsonl`, … */
const journalKeys =
  (keyPrefix: string, id: string) =>
  (number: number): string =>
    `${keyPrefix}/events/${id}${number === 1 ? '' : `-${String(number).padStart(4, '0')}`}.jsonl`

const describeBreak = (tornBytes: number): string =>
  tornBytes === 0
    ? 'the recorder was ended and has started again'
    : `the recorder was ended while it wrote and has started again; ${tornBytes} bytes of an unfinished line were cut`
