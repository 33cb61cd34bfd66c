/**
 * The text recorder's own log: JSON lines, one object a packet with
 * `recv_ns, sender, topic, kind, payload | payload_b64`. `recv_ns` is the arrival at the recorder. A file that was
 * cut while it was being written ends in half a line: the rest is read and the half is counted.
 */
import { isObject, parseExactJson, formatExactJson, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields } from './fields.ts'
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
  lines.forEach((line, index) => {
    if (line.trim() === '') return
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
      ...countProblem('log_line_unreadable', 'lines are not JSON objects', broken),
      ...countProblem('log_line_without_time', 'lines have no plausible recv_ns', timeless),
    ],
  }
}

/** Writes one packet as a line. */
export function formatJsonlLine(event: Omit<LogEvent, 'lineNumber'>): string {
  const members: Record<string, JsonValue | undefined> = {
    recv_ns: event.recvNs,
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

function countProblem(code: string, what: string, lines: readonly number[]): Problem[] {
  if (lines.length === 0) return []
  const message = `${lines.length} ${what}, first line ${lines[0]} (${WRITER})`
  return [{ code, message, evidence: { count: lines.length, lines: lines.slice(0, 5) } }]
}
