/**
 * A room's event journal: JSON lines beside the media of one opening of a room, `events/<journal id>.jsonl`, written by
 * the capture backend. One object a line: `at_ns` (decimal text, ns since 1970, the recorder's clock), `event`, then
 * what the event is about. A file cut while it was written ends in half a line: the rest is read.
 *
 *   {"at_ns":"1795252121441000000","event":"track_muted","room":"interview-1","room_id":"RM_2x","identity":"alice",
 *    "track_id":"TR_AM","kind":"audio","source":"microphone"}
 *
 * A `clock` event holds `"exchange": {"t1_ns", "t2_ns", "t3_ns", "t4_ns"}`. Members that are not known here are kept
 * (`more`), events that are not are told apart (`others`): a later version's journal is read as far as it is understood.
 */
import { isObject, formatExactJson, parseExactJson, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type Fields } from './fields.ts'
import { describeLines, findTornLine } from './lines.ts'
import type { Problem } from './problem.ts'

export type RoomEventName =
  | 'journal_opened'
  | 'journal_interrupted'
  | 'room_ended'
  | 'participant_joined'
  | 'participant_left'
  | 'track_published'
  | 'track_unpublished'
  | 'track_muted'
  | 'track_unmuted'
  | 'connection_quality'
  | 'recording_started'
  | 'recording_ended'
  | 'recording_failed'
  | 'consent'
  | 'marker'
  | 'message'
  | 'alert'
  | 'clock'

/** One exchange with a page's clock (RFC 5905 §8: t1, t4 by the page, t2, t3 by the recorder), ns since 1970. */
export interface ClockExchange {
  readonly t1Ns: bigint
  readonly t2Ns: bigint
  readonly t3Ns: bigint
  readonly t4Ns: bigint
}

export interface RoomEvent {
  readonly atNs: bigint
  readonly event: RoomEventName
  readonly roomName: string
  readonly roomId: string | undefined
  readonly identity?: string
  /** The person's shown name. */
  readonly name?: string
  readonly trackId?: string
  readonly kind?: 'audio' | 'video'
  readonly source?: string
  readonly egressId?: string
  /** `excellent`, `good`, `poor`, `lost`. */
  readonly quality?: string
  /** Why a person left, a recording failed or a journal was interrupted, in words or LiveKit's own name. */
  readonly reason?: string
  /** The text of a marker, message, alert, or the consent's version. */
  readonly text?: string
  /** Who did it, where it was not the person the event is about. */
  readonly by?: string
  readonly exchange?: ClockExchange
  /** Members of the line that are not known here, as written. */
  readonly more?: JsonObject
}

/** An event of a line; `text` is the line as written. */
export interface JournalLine {
  /** 1-based. */
  readonly lineNumber: number
  readonly event: RoomEvent
  readonly text: string
}

/** A line whose event has no meaning here. */
export interface UnknownEvent {
  readonly lineNumber: number
  readonly atNs: bigint
  readonly name: string
  readonly text: string
}

export interface RoomJournal {
  /** In the order of the file. */
  readonly events: readonly JournalLine[]
  readonly others: readonly UnknownEvent[]
  readonly lineCount: number
  /** The last line ends half way: its writer was killed, or is still writing. */
  readonly isTorn: boolean
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly problems: readonly Problem[]
}

const WRITER = 'room journal'

const NAMES: ReadonlySet<string> = new Set<RoomEventName>([
  'journal_opened',
  'journal_interrupted',
  'room_ended',
  'participant_joined',
  'participant_left',
  'track_published',
  'track_unpublished',
  'track_muted',
  'track_unmuted',
  'connection_quality',
  'recording_started',
  'recording_ended',
  'recording_failed',
  'consent',
  'marker',
  'message',
  'alert',
  'clock',
])
const isKnown = (name: string): name is RoomEventName => NAMES.has(name)

/** Members of text and their names in a line. */
const TEXTS = [
  ['identity', 'identity'],
  ['name', 'name'],
  ['trackId', 'track_id'],
  ['source', 'source'],
  ['egressId', 'egress_id'],
  ['quality', 'quality'],
  ['reason', 'reason'],
  ['text', 'text'],
  ['by', 'by'],
] as const
const MEMBERS: ReadonlySet<string> = new Set([
  'at_ns',
  'event',
  'room',
  'room_id',
  'kind',
  'exchange',
  ...TEXTS.map(([, member]) => member),
])

/** Whether text begins like a journal: its first line names an event and when it was. */
export function isRoomJournal(text: string): boolean {
  const end = text.indexOf('\n')
  const json = parseExactJson(end < 0 ? text : text.slice(0, end)).value
  return isObject(json) && 'at_ns' in json && 'event' in json
}

/** Parses a journal; lines that are no events with a time are counted as problems, never thrown. */
export function parseRoomEvents(text: string): RoomJournal {
  const events: JournalLine[] = []
  const others: UnknownEvent[] = []
  const broken: number[] = []
  const timeless: number[] = []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const torn = findTornLine(text, lines)
  lines.forEach((line, index) => {
    const lineNumber = index + 1
    if (line.trim() === '' || lineNumber === torn) return
    const json = parseExactJson(line).value
    if (!isObject(json)) return void broken.push(lineNumber)
    const fields = readFields(json, WRITER, [])
    const atNs = fields.time('at_ns')?.ns
    const name = fields.text('event')
    if (atNs === undefined || name === undefined) return void timeless.push(lineNumber)
    if (isKnown(name))
      events.push({ lineNumber, event: readEvent(json, fields, { atNs, event: name }), text: line })
    else others.push({ lineNumber, atNs, name, text: line })
  })
  const rooms = events.map(({ event }) => event)
  return {
    events,
    others,
    lineCount: lines.length,
    isTorn: torn !== undefined,
    roomId: rooms.find(({ roomId }) => roomId !== undefined)?.roomId,
    roomName: rooms.find(({ roomName }) => roomName !== '')?.roomName,
    problems: [
      ...describeLines(
        { code: 'log_line_unreadable', what: 'lines are not JSON objects', writer: WRITER },
        broken,
      ),
      ...describeLines(
        { code: 'log_line_without_time', what: 'lines have no event or no plausible at_ns', writer: WRITER },
        timeless,
      ),
      ...describeLines(
        { code: 'log_line_torn', what: 'line ends half way', writer: WRITER },
        torn === undefined ? [] : [torn],
      ),
      ...describeLines(
        {
          code: 'event_unknown',
          what: `lines have events that are not known here (${[...new Set(others.map(({ name }) => name))].slice(0, 5).join(', ')})`,
          writer: WRITER,
        },
        others.map(({ lineNumber }) => lineNumber),
      ),
    ],
  }
}

/** Writes one event as a line, with its line break; the inverse of reading it. */
export function formatRoomEvent(event: RoomEvent): string {
  const { exchange } = event
  const members: Record<string, JsonValue | undefined> = {
    at_ns: String(event.atNs),
    event: event.event,
    room: event.roomName,
    room_id: event.roomId,
    ...Object.fromEntries(TEXTS.map(([name, member]) => [member, event[name]])),
    kind: event.kind,
    exchange: exchange && {
      t1_ns: String(exchange.t1Ns),
      t2_ns: String(exchange.t2Ns),
      t3_ns: String(exchange.t3Ns),
      t4_ns: String(exchange.t4Ns),
    },
    ...event.more,
  }
  const present = Object.entries(members).filter(([, value]) => value !== undefined)
  return `${formatExactJson(Object.fromEntries(present) as JsonObject)}\n`
}

function readEvent(json: JsonObject, fields: Fields, head: Pick<RoomEvent, 'atNs' | 'event'>): RoomEvent {
  const kind = fields.text('kind')
  const exchange = readExchange(fields.object('exchange'))
  const more = Object.entries(json).filter(([member]) => !MEMBERS.has(member))
  const texts = TEXTS.flatMap(([name, member]) => {
    const value = fields.text(member)
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    ...head,
    roomName: fields.text('room') ?? '',
    roomId: fields.text('room_id'),
    ...Object.fromEntries(texts),
    ...((kind === 'audio' || kind === 'video') && { kind }),
    ...(exchange && { exchange }),
    ...(more.length > 0 && { more: Object.fromEntries(more) }),
  }
}

function readExchange(fields: Fields | undefined): ClockExchange | undefined {
  const [t1Ns, t2Ns, t3Ns, t4Ns] = [1, 2, 3, 4].map((at) => fields?.integer(`t${at}_ns`))
  if (t1Ns === undefined || t2Ns === undefined || t3Ns === undefined || t4Ns === undefined) return undefined
  return { t1Ns, t2Ns, t3Ns, t4Ns }
}
