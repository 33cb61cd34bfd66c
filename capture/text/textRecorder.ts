/**
 * The text recorder of one opening of a room: data packets, chat and text streams of every topic as JSON lines, one
 * object a packet (`core/formats/jsonlLog.ts`), at
 *
 *   <prefix>/<room>/<RM_…>/text-egress/all-topics/<id>/part-000001.jsonl, …, metadata.json
 *
 * A part goes up once, when it has 1 MiB or is 30 s old. `metadata.json` is put with the first packet (no end yet) and
 * again at the end; a room in which nobody wrote leaves nothing. Our own topics `lockstep.clock` and `lockstep.health`
 * are the machine's, not people's data: they are not written here (the event journal has the clock exchanges and the
 * alerts).
 */
import { formatJsonlLine, formatTextMetadata, parseJsonlLog } from '../../core/formats/index.ts'
import { CLOCK_TOPIC } from '../../core/protocol/clockExchange.ts'
import { HEALTH_TOPIC } from '../../core/protocol/health.ts'
import {
  findLogs,
  openLineLog,
  readLastLine,
  uploadLeft,
  uploadParts,
  partName,
  type JournalRoom,
  type LeftOptions,
  type PartBucket,
  type Timing,
  type UploadOptions,
} from '../journal/index.ts'
import type { DataPacketIn, WallClock } from '../model/media.ts'

export interface TextRecorderOptions extends JournalRoom {
  /** Local folder of all text logs. */
  readonly folder: string
  /** The log's id, a part of its key; the same one takes it up again after a kill. */
  readonly id: string
  readonly bucket: PartBucket
  readonly clock: WallClock
  readonly flushMs?: number
  readonly partBytes?: number
  readonly partMs?: number
  readonly onTrouble?: UploadOptions['onTrouble']
  readonly timing?: Timing
}

export interface TextRecorder {
  readonly id: string
  /** Resolves when the packet is on the disk, with whether it was one to be written; throws UserError `disk_full` or `disk_failed`. */
  write(packet: DataPacketIn): Promise<boolean>
  /** Puts what is left and removes it here. Rejects where the bucket refuses: then it stays for `uploadLeftTexts`. */
  close(): Promise<void>
  /** Puts what is written so far. */
  flush(): Promise<void>
  /** Ends without the bucket: what is on the disk stays, for a next process. */
  abandon(): Promise<void>
}

/** What `about.json` holds of a text log. */
interface TextAbout extends JournalRoom {
  readonly startedAtS: number
}

export const MACHINE_TOPICS: ReadonlySet<string> = new Set([CLOCK_TOPIC, HEALTH_TOPIC])

const textKey = (keyPrefix: string, id: string, name: string): string =>
  `${keyPrefix}/text-egress/all-topics/${id}/${name}`
const toSeconds = (ns: bigint): number => Number(ns / 1_000_000_000n)

/** Opens a room's text log, or takes it up where a process was killed. */
export async function openTextRecorder(options: TextRecorderOptions): Promise<TextRecorder> {
  const { folder, id, bucket, clock, roomName, roomId, keyPrefix } = options
  const earlier = (await findLogs(folder)).find((log) => log.id === id)?.about
  const startedAtS = readStart(earlier) ?? toSeconds(clock.nowNs())
  const about: TextAbout = { roomName, roomId, keyPrefix, startedAtS }
  const log = await openLineLog({ ...options, about })
  const upload = uploadParts(log, {
    ...options,
    keyOf: (number) => textKey(keyPrefix, id, partName(number)),
  })
  let hasLines = log.isResumed
  let hasMetadata = log.isResumed
  const announce = (): void => {
    if (hasMetadata) return
    hasMetadata = true
    // Put again at the end, so that a refusal now costs a reader of the growing room alone.
    putMetadata(bucket, { id, about, endedAtS: undefined }).catch((trouble: unknown) =>
      options.onTrouble?.(trouble),
    )
  }
  return {
    id,
    async write(packet) {
      if (packet.topic !== undefined && MACHINE_TOPICS.has(packet.topic)) return false
      await log.append(formatPacket(packet, { roomName, roomId }))
      hasLines = true
      announce()
      return true
    },
    flush: upload.flush,
    async close() {
      await log.close()
      if (hasLines) {
        await putMetadata(bucket, { id, about, endedAtS: toSeconds(clock.nowNs()) })
      }
      await upload.finish()
    },
    async abandon() {
      await upload.abandon()
      await log.close()
    },
  }
}

/** Brings the texts of ended rooms that are still here to the bucket, one after another; rejects at the first refusal. */
export async function uploadLeftTexts(options: LeftOptions): Promise<void> {
  const { folder, bucket, isOpen, onBrought } = options
  for (const left of await findLogs(folder)) {
    const { id, about } = left
    const startedAtS = readStart(about)
    if (startedAtS === undefined || isOpen?.(id)) continue
    const known = { ...(about as unknown as TextAbout), startedAtS }
    const log = await openLineLog({ folder, id })
    await putMetadata(bucket, { id, about: known, endedAtS: await findEnd(log.folder, startedAtS) })
    await uploadLeft(log, { bucket, keyOf: (number) => textKey(known.keyPrefix, id, partName(number)) })
    onBrought?.(left)
  }
}

/** One line of a packet: text where its bytes are UTF-8, base64 where not. Exact both ways. */
export function formatPacket(
  packet: DataPacketIn,
  room: { readonly roomName: string; readonly roomId: string },
): string {
  const payload = readUtf8(packet.payload)
  return formatJsonlLine(
    {
      recvNs: packet.arrivalNs,
      sentNs: packet.sentNs,
      sender: packet.sender,
      topic: packet.topic,
      kind: packet.kind === 'data' ? (packet.reliable ? 'reliable' : 'lossy') : packet.kind,
      payload,
      payloadBase64: payload === undefined ? Buffer.from(packet.payload).toString('base64') : undefined,
    },
    room,
  )
}

/** A byte order mark is part of the payload; a decoder that takes it away would change it. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes)
  } catch {
    return undefined
  }
}

async function putMetadata(
  bucket: PartBucket,
  text: { readonly id: string; readonly about: TextAbout; readonly endedAtS: number | undefined },
): Promise<void> {
  const { about, endedAtS } = text
  const { roomName, roomId, startedAtS } = about
  const json = formatTextMetadata({ roomName, topic: undefined, startedAtS, endedAtS, roomId })
  await bucket.put(textKey(about.keyPrefix, text.id, 'metadata.json'), new TextEncoder().encode(json))
}

const readStart = (about: Readonly<Record<string, unknown>> | undefined): number | undefined =>
  typeof about?.['startedAtS'] === 'number' ? about['startedAtS'] : undefined

/** The arrival of the last line, seconds; the start where there is none. */
async function findEnd(folder: string, startedAtS: number): Promise<number> {
  const line = await readLastLine(folder)
  const last = line === undefined ? undefined : parseJsonlLog(line).events.at(-1)
  return last ? toSeconds(last.recvNs) : startedAtS
}
