/**
 * A room's event journal → `room_events`, `clock_exchanges`, and a log of the room in words (`log_streams`,
 * `log_events`), so that it is found, searched and withheld as every log is. Clock exchanges are no rows of the log.
 */
import { parsePath, parseRoomEvents, sayRoomEvent, type JournalLine } from '../../core/formats/index.ts'
import type { ObjectToRead, ReadOutcome } from '../rawRows.ts'

/** The topic under which a room's events stand in the log. */
export const ROOM_EVENTS_TOPIC = 'room events'

/** Never throws; a journal without one event (its first line is still being written) has no rows. */
export function readRoomJournal(object: ObjectToRead, text: string): ReadOutcome {
  const { key } = object.stat
  const journal = parseRoomEvents(text)
  const times = [...journal.events.map(({ event }) => event.atNs), ...journal.others.map(({ atNs }) => atNs)]
  if (times.length === 0) return { role: 'text_log', status: 'indexed', problems: journal.problems }
  const path = parsePath(key)
  const row = { source_id: object.sourceId, object_key: key }
  const stream = {
    ...row,
    dialect: 'room_events',
    room_id: journal.roomId ?? path.roomId,
    room_name: journal.roomName ?? path.roomName,
    identity: null,
    topic: ROOM_EVENTS_TOPIC,
    line_count: journal.lineCount,
    first_recv_ns: times.reduce((a, b) => (b < a ? b : a)),
    last_recv_ns: times.reduce((a, b) => (b > a ? b : a)),
  }
  const names = new Map(
    journal.events.flatMap(({ event: { identity, name } }) =>
      identity === undefined || name === undefined ? [] : [[identity, name] as const],
    ),
  )
  // A name is said when a person joins, and is theirs in whatever they do.
  const told = journal.events
    .filter(({ event }) => event.event !== 'clock')
    .map((line): JournalLine => {
      const name = line.event.name ?? names.get(line.event.identity ?? '')
      return name === undefined ? line : { ...line, event: { ...line.event, name } }
    })
  return {
    role: 'text_log',
    status: 'indexed',
    tables: {
      log_streams: [stream],
      log_events: [
        ...told.map(({ lineNumber, event }) => ({
          ...row,
          line_number: lineNumber,
          recv_ns: event.atNs,
          sender: event.identity,
          topic: ROOM_EVENTS_TOPIC,
          kind: event.event,
          payload: sayRoomEvent(event),
        })),
        ...journal.others.map(({ lineNumber, atNs, name, text: line }) => ({
          ...row,
          line_number: lineNumber,
          recv_ns: atNs,
          topic: ROOM_EVENTS_TOPIC,
          kind: name,
          payload: line,
        })),
      ],
      room_events: told.map((line) => ({ ...row, ...toEventRow(line) })),
      clock_exchanges: journal.events.flatMap(({ lineNumber, event: { exchange, identity } }) =>
        exchange === undefined || identity === undefined
          ? []
          : [
              {
                ...row,
                line_number: lineNumber,
                identity,
                t1_ns: exchange.t1Ns,
                t2_ns: exchange.t2Ns,
                t3_ns: exchange.t3Ns,
                t4_ns: exchange.t4Ns,
              },
            ],
      ),
    },
    problems: journal.problems,
  }
}

const toEventRow = ({ lineNumber, event, text }: JournalLine) => ({
  line_number: lineNumber,
  at_ns: event.atNs,
  event: event.event,
  identity: event.identity,
  name: event.name,
  track_id: event.trackId,
  kind: event.kind,
  source: event.source,
  egress_id: event.egressId,
  quality: event.quality,
  reason: event.reason,
  text: event.text,
  by_whom: event.by,
  words: sayRoomEvent(event),
  raw: text,
})
