/**
 * SyncFlow's text egress (`src/room_listener_actor.rs`): `metadata.json` with times in seconds, and beside it one
 * `.txt` a participant with a line a packet: `2025-06-11T15:30:40UTC|1749655840123456789|payload`. The second field
 * is the arrival at the recorder in ns. Nothing is escaped: the line is split at the first two `|`, and a line
 * without that head continues the payload before it.
 */
import { readEpoch } from '../time/index.ts'
import { isObject, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type RawTime } from './fields.ts'
import type { Problem, Reading } from './problem.ts'

export interface TextMetadata {
  readonly roomName: string
  /** Our own recorder names it; SyncFlow does not. */
  readonly roomId: string | undefined
  readonly topic: string | undefined
  readonly startedAt: RawTime | undefined
  readonly endedAt: RawTime | undefined
}

export interface LogEvent {
  /** 1-based line of the file where the event begins. */
  readonly lineNumber: number
  /** Arrival at the recorder. */
  readonly recvNs: bigint
  /** When it was sent, by the sender's clock, where the recorder was told so beside the payload. */
  readonly sentNs?: bigint | undefined
  readonly sender: string | undefined
  readonly topic: string | undefined
  readonly kind: string | undefined
  /** Text, or undefined where the bytes were not text and stand in `payloadBase64`. */
  readonly payload: string | undefined
  readonly payloadBase64: string | undefined
}

const WRITER = 'SyncFlow text egress'
const HEAD = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[A-Z]+\|(\d{16,19})\|/

/** Whether an object is a text egress's metadata: a room, a `topic` member (often null), and no egress id. */
export function isTextMetadata(json: JsonObject, key: string): boolean {
  const names = Object.keys(json)
  return /(^|\/)metadata\.json$/i.test(key) && names.includes('room_name') && !names.includes('egress_id')
}

/** Parses `metadata.json`; without a room name there is nothing to join its lines by. */
export function parseTextMetadata(json: JsonValue): Reading<TextMetadata> {
  const problems: Problem[] = []
  const fields = isObject(json) ? readFields(json, WRITER, problems) : undefined
  const roomName = fields?.text('room_name')
  if (fields === undefined || roomName === undefined) {
    const message = `metadata.json names no room, expected room_name (${WRITER})`
    return { value: undefined, problems: [...problems, { code: 'room_unknown', message, evidence: {} }] }
  }
  const times = { startedAt: fields.time('started_at'), endedAt: fields.time('ended_at') }
  return {
    value: { roomName, roomId: fields.text('room_id'), topic: fields.text('topic'), ...times },
    problems,
  }
}

/** Writes `metadata.json` with its times in whole seconds, as SyncFlow does. */
export const formatTextMetadata = (metadata: {
  roomName: string
  topic: string | undefined
  startedAtS: number
  endedAtS: number | undefined
  /** `RM_…`; our own recorder's, SyncFlow writes none. */
  roomId?: string
}): string =>
  JSON.stringify({
    room_name: metadata.roomName,
    ...(metadata.roomId === undefined ? {} : { room_id: metadata.roomId }),
    topic: metadata.topic ?? null,
    started_at: metadata.startedAtS,
    ended_at: metadata.endedAtS ?? null,
  })

/** Whether text begins like a text egress's log. */
export const isTextLog = (text: string): boolean => HEAD.test(text.slice(0, 80))

/** Parses a whole log; lines before the first head and implausible arrival times are problems, counted. */
export function parseTextLog(text: string): { events: LogEvent[]; lineCount: number; problems: Problem[] } {
  const events: { lineNumber: number; recvNs: bigint; payload: string }[] = []
  const stray: number[] = []
  const implausible: string[] = []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  let skipping = true
  lines.forEach((line, index) => {
    const head = HEAD.exec(line)
    if (!head) {
      const last = events.at(-1)
      if (skipping || !last) stray.push(index + 1)
      else last.payload += `\n${line}`
      return
    }
    const recvNs = readEpoch(head[2]!)?.ns
    skipping = recvNs === undefined
    if (recvNs === undefined) implausible.push(head[2]!)
    else events.push({ lineNumber: index + 1, recvNs, payload: line.slice(head[0].length) })
  })
  return {
    events: events.map((event) => ({
      ...event,
      sender: undefined,
      topic: undefined,
      kind: undefined,
      payloadBase64: undefined,
    })),
    lineCount: lines.length,
    problems: [
      ...countProblem('log_line_unreadable', 'lines belong to no packet', stray),
      ...countProblem('time_implausible', 'packets arrived outside the years 2000 to 2100', implausible),
    ],
  }
}

/** Writes one packet; a payload that holds line breaks is left as it is, as SyncFlow does. */
export function formatTextLine(recvNs: bigint, payload: string): string {
  const wall = new Date(Number(recvNs / 1_000_000n)).toISOString().slice(0, 19)
  return `${wall}UTC|${recvNs}|${payload}\n`
}

function countProblem(code: string, what: string, seen: readonly (number | string)[]): Problem[] {
  if (seen.length === 0) return []
  const message = `${seen.length} ${what}, first ${seen[0]} (${WRITER})`
  return [{ code, message, evidence: { count: seen.length, first: seen.slice(0, 5) } }]
}
