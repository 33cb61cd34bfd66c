/**
 * The text recorder's own log: JSON lines, one object a packet with
 * `recv_ns, sent_ns, room, room_id, sender, topic, kind, payload | payload_b64`. `recv_ns` is the arrival at the
 * recorder, `sent_ns` the sender's own time where it said one. A file that was cut while it was being written ends in
 * half a line: the rest is read and the half is counted.
 */
import { isObject, parseExactJson, formatExactJson, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields } from './fields.ts'
import { describeLines, findTornLine } from './lines.ts'
import type { Problem } from './problem.ts'
import type { LogEvent } from './syncflowText.ts'

const WRITER = 'text recorder'

export interface JsonlLog {
  readonly events: LogEvent[]
  readonly lineCount: number
  /** Room as the lines name it, where they do. */
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly problems: Problem[]
}

/** Parses a whole log; `events` is empty where no line has an arrival time. */
export function parseJsonlLog(text: string): JsonlLog {
  const events: LogEvent[] = []
  const broken: number[] = []
  const timeless: number[] = []
  let roomId: string | undefined
  let roomName: string | undefined
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const torn = findTornLine(text, lines)
  lines.forEach((line, index) => {
    if (line.trim() === '' || index + 1 === torn) return
    const json = parseExactJson(line).value
    if (!isObject(json)) return void broken.push(index + 1)
    const fields = readFields(json, WRITER, [])
    roomId ??= fields.text('room_id')
    roomName ??= fields.text('room_name', 'room')
    const recvNs = fields.time('recv_ns', 'received_ns', 'recv_at', 'received_at')?.ns
    if (recvNs === undefined) return void timeless.push(index + 1)
    events.push({
      lineNumber: index + 1,
      recvNs,
      sentNs: fields.time('sent_ns', 'sender_ns')?.ns,
      sender: fields.text('sender', 'identity', 'participant'),
      topic: fields.text('topic'),
      kind: fields.text('kind'),
      payload: readPayload(json['payload']),
      payloadBase64: fields.text('payload_b64', 'payload_base64'),
    })
  })
  return {
    events,
    lineCount: lines.length,
    roomId,
    roomName,
    problems: [
      ...describe('log_line_unreadable', 'lines are not JSON objects', broken),
      ...describe('log_line_without_time', 'lines have no plausible recv_ns', timeless),
      ...describe('log_line_torn', 'line ends half way', torn === undefined ? [] : [torn]),
    ],
  }
}

/** Writes one packet as a line, with the room it was sent in where that is given. */
export function formatJsonlLine(
  event: Omit<LogEvent, 'lineNumber'>,
  room: { readonly roomName?: string | undefined; readonly roomId?: string | undefined } = {},
): string {
  const members: Record<string, JsonValue | undefined> = {
    recv_ns: event.recvNs,
    sent_ns: event.sentNs,
    room: room.roomName,
    room_id: room.roomId,
    sender: event.sender,
    topic: event.topic,
    kind: event.kind,
    payload: event.payload,
    payload_b64: event.payloadBase64,
  }
  const present = Object.entries(members).filter(([, value]) => value !== undefined)
  return `${formatExactJson(Object.fromEntries(present) as JsonObject)}\n`
}

const readPayload = (value: JsonValue | undefined): string | undefined =>
  value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? value
      : formatExactJson(value)

const describe = (code: string, what: string, lines: readonly number[]): Problem[] =>
  describeLines({ code, what, writer: WRITER }, lines)
