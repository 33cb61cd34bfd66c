/**
 * States read off the log: which slide, page, phase … stood when. The rule is modest and said here in full. A row
 * carries a state where its payload is a JSON object with a field named state, phase, page, slide, step or scene
 * that is text, a number or a truth value; or where its topic has such a name and the payload has n, name, value,
 * id or to. A state holds until the next of the same topic and sender, or the end of the session.
 */
import { buildSpanIndex, type SpanIndex } from './spanIndex.ts'

export interface StateLog {
  readonly length: number
  readonly tUs: Float64Array
  topic?(row: number): string | null | undefined
  payload?(row: number): string | null | undefined
}

export interface StateTrack {
  readonly topic: string
  readonly spans: SpanIndex
  /** By the index's position: `slide 7`. */
  readonly labels: readonly string[]
  /** Index of the sender among the people, −1 for another. */
  readonly people: Int16Array
}

export interface StateReader {
  /** Reads on for about as many rows; returns whether all are read. */
  read(rows: number): boolean
  /** What was found so far: at most four topics, those with the most states. */
  tracks(durationUs: number): StateTrack[]
}

const FIELDS = ['state', 'phase', 'page', 'slide', 'step', 'scene']
const VALUES = ['n', 'name', 'value', 'id', 'to']
const MOST_TOPICS = 4
/** A topic without a state in its first rows is not read further. */
const TRIED_ROWS = 24
/** A payload longer than this is no message about a state. */
const LONGEST = 2000
const MAY_CARRY = new RegExp(`"(?:${[...FIELDS, ...VALUES].join('|')})"\\s*:`)

type Value = string | number | boolean

const isValue = (value: unknown): value is Value =>
  (typeof value === 'string' && value !== '' && value.length <= 60) ||
  typeof value === 'number' ||
  typeof value === 'boolean'

const formatState = (name: string, value: Value): string =>
  typeof value === 'string' && !/^\d+$/.test(value) ? value : `${name} ${value}`

/** Returns a row's state as a label; undefined where it carries none. */
export function parseState(topic: string, payload: string): string | undefined {
  if (payload.length > LONGEST || !MAY_CARRY.test(payload)) return undefined
  let fields: Record<string, unknown>
  try {
    const parsed: unknown = JSON.parse(payload)
    if (typeof parsed !== 'object' || parsed === null) return undefined
    fields = parsed as Record<string, unknown>
  } catch {
    return undefined
  }
  for (const name of FIELDS) if (isValue(fields[name])) return formatState(name, fields[name])
  if (!FIELDS.includes(topic)) return undefined
  for (const name of VALUES) if (isValue(fields[name])) return formatState(topic, fields[name])
  return undefined
}

interface Found {
  tried: number
  readonly rows: { readonly time: number; readonly person: number; readonly label: string }[]
}

function makeTrack(topic: string, { rows }: Found, durationUs: number): StateTrack {
  const open = new Map<number, { start: number; label: string }>()
  const bands: { start: number; end: number; label: string; person: number }[] = []
  const close = (person: number, end: number): void => {
    const last = open.get(person)
    if (last) bands.push({ ...last, end, person })
  }
  for (const { time, person, label } of rows) {
    if (open.get(person)?.label === label) continue
    close(person, time)
    open.set(person, { start: time, label })
  }
  for (const person of open.keys()) close(person, Math.max(durationUs, open.get(person)!.start))
  bands.sort((a, b) => a.start - b.start)
  return {
    topic,
    spans: buildSpanIndex(
      Float64Array.from(bands, ({ start }) => start),
      Float64Array.from(bands, ({ end }) => end),
    ),
    labels: bands.map(({ label }) => label),
    people: Int16Array.from(bands, ({ person }) => person),
  }
}

/** Makes a reader that goes through a log a slice at a time, so that a million rows hold nothing up. */
export function createStateReader(log: StateLog, personOf: (row: number) => number): StateReader {
  const found = new Map<string, Found>()
  let row = log.topic && log.payload ? 0 : log.length
  return {
    read(rows) {
      const end = Math.min(log.length, row + rows)
      for (; row < end; row++) {
        const topic = log.topic!(row) || ''
        let topicRows = found.get(topic)
        if (!topicRows) found.set(topic, (topicRows = { tried: 0, rows: [] }))
        if (topicRows.rows.length === 0 && topicRows.tried >= TRIED_ROWS) continue
        topicRows.tried++
        const label = parseState(topic, log.payload!(row) ?? '')
        if (label !== undefined) topicRows.rows.push({ time: log.tUs[row]!, person: personOf(row), label })
      }
      return row >= log.length
    },
    tracks: (durationUs) =>
      [...found]
        .filter(([, { rows }]) => rows.length > 0)
        .toSorted(([, a], [, b]) => b.rows.length - a.rows.length)
        .slice(0, MOST_TOPICS)
        .map(([topic, one]) => makeTrack(topic, one, durationUs)),
  }
}
