/** Logs of data packets → `log_streams` and `log_events`: SyncFlow's text lines, the recorder's JSON lines, journals. */
import {
  decodeText,
  findSenderNs,
  isRoomJournal,
  isTextLog,
  parseJsonlLog,
  parsePath,
  parseTextLog,
  type LogEvent,
  type Problem,
} from '../../core/formats/index.ts'
import type { ObjectToRead, ReadOutcome } from '../rawRows.ts'
import { readRoomJournal } from './roomJournal.ts'

interface LogReading {
  readonly dialect: 'syncflow_text' | 'jsonl'
  readonly events: readonly LogEvent[]
  readonly lineCount: number
  readonly roomId?: string | undefined
  readonly roomName?: string | undefined
  readonly problems: readonly Problem[]
}

/** Reads a log's bytes; one without a single readable event is refused. */
export function readLogObject(object: ObjectToRead, bytes: Uint8Array): ReadOutcome {
  const { key } = object.stat
  if (bytes.length === 0) {
    const problem = { code: 'object_empty', message: 'has no bytes, expected lines', evidence: { bytes: 0 } }
    return { role: 'text_log', status: 'refused', problems: [problem] }
  }
  const text = decodeText(bytes)
  if (text.value === undefined) return { role: 'text_log', status: 'refused', problems: text.problems }
  if (isJournal(key, text.value)) {
    const outcome = readRoomJournal(object, text.value)
    return { ...outcome, problems: [...text.problems, ...(outcome.problems ?? [])] }
  }
  const reading = parseLog(text.value, key)
  const problems = [...text.problems, ...reading.problems]
  if (reading.events.length === 0) {
    const message = `none of ${reading.lineCount} lines is an event`
    const none = { code: 'log_without_events', message, evidence: { lines: reading.lineCount } }
    return { role: 'text_log', status: 'refused', problems: [...problems, none] }
  }
  const path = parsePath(key)
  const row = { source_id: object.sourceId, object_key: key }
  const times = reading.events.map((event) => event.recvNs)
  const stream = {
    ...row,
    dialect: reading.dialect,
    room_id: reading.roomId ?? path.roomId,
    room_name: reading.roomName ?? path.roomName,
    identity: path.identity,
    topic: path.topic,
    line_count: reading.lineCount,
    first_recv_ns: times.reduce((a, b) => (b < a ? b : a)),
    last_recv_ns: times.reduce((a, b) => (b > a ? b : a)),
  }
  const events = reading.events.map((event) => ({
    ...row,
    line_number: event.lineNumber,
    recv_ns: event.recvNs,
    sender_ns: event.sentNs ?? findSenderNs(event.payload),
    sender: event.sender,
    topic: event.topic,
    kind: event.kind,
    payload: event.payload,
    payload_b64: event.payloadBase64,
  }))
  return {
    role: 'text_log',
    status: 'indexed',
    tables: { log_streams: [stream], log_events: events },
    problems,
  }
}

/** A journal whose first line is still being written is known by its folder alone. */
const isJournal = (key: string, text: string): boolean =>
  /\.jsonl$/i.test(key) && (isRoomJournal(text) || (/(^|\/)events\/[^/]+$/.test(key) && !text.includes('\n')))

function parseLog(text: string, key: string): LogReading {
  if (isTextLog(text) || /\.txt$/i.test(key)) return { dialect: 'syncflow_text', ...parseTextLog(text) }
  return { dialect: 'jsonl', ...parseJsonlLog(text) }
}
