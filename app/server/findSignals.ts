/**
 * Which numbers a session's log carries. A field is a signal where it is a number in most of a topic's and sender's
 * first 200 messages, at the top of the message's JSON or one level down, or where the message is a number. Their
 * extents are those of all messages, each of which is parsed once: a CPU-second for 10^6 of three fields.
 */
import { createHash } from 'node:crypto'
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { SignalSummary } from '../../core/protocol/signals.ts'

/** A signal, where its numbers stand in the messages, and when they came. */
export interface FoundSignal {
  readonly signal: Omit<SignalSummary, 'startUs' | 'endUs'>
  /** A JSON pointer (RFC 6901), or `$`. */
  readonly pointer: string
  readonly firstNs: bigint
  readonly lastNs: bigint
}

const TRIED_ROWS = 200
const MOST_SIGNALS = 500
const MOST_FIELDS = 40
/** Topics of the same fields are read together; a log of more kinds of messages is no telemetry. */
const MOST_KINDS = 40
/** A message longer than this is no reading. */
const LONGEST = 20_000

/** Messages that may hold numbers; `$1` the session. Without what withheld people sent. */
export const READINGS_SQL = `
  SELECT coalesce(e.topic, l.topic, '') AS topic, coalesce(e.sender, l.identity, '') AS sender, e.recv_ns,
    e.payload, e.object_key, e.line_number
  FROM log_events e JOIN log_streams l USING (source_id, object_key)
  WHERE l.session_id = $1 AND length(e.payload) <= ${LONGEST}
    AND left(ltrim(e.payload), 1) IN ('{', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
    AND NOT EXISTS (
      FROM withheld_people w WHERE w.session_id = $1 AND w.identity = coalesce(e.sender, l.identity))`

/** A pointer as DuckDB reads it: a literal, as a path that is bound is looked up anew for each row. */
export const quote = (pointer: string): string => `'${pointer.replaceAll("'", "''")}'`

interface Field {
  readonly name: string
  readonly pointer: string
}

interface Extent {
  topic: string
  sender: string
  pointer: string
  n: number
  low: number
  high: number
  first_ns: bigint
  last_ns: bigint
}

/** Finds them, those with the most samples first; at most 500. */
export async function findSignals(catalog: Pick<Catalog, 'all'>, sessionId: string): Promise<FoundSignal[]> {
  const tried = await catalog.all<{ topic: string; sender: string; payloads: string[] }>(
    `SELECT topic, sender, arg_min(payload, recv_ns, ${TRIED_ROWS}) AS payloads FROM (${READINGS_SQL}) GROUP BY ALL`,
    [sessionId],
  )
  const streams = tried.map(({ topic, sender, payloads }) => ({
    topic,
    sender,
    fields: listNumbers(payloads),
  }))
  const found: FoundSignal[] = []
  for (const { topics, pointers } of groupTopics(streams).slice(0, MOST_KINDS)) {
    const rows = await catalog.all<Extent>(readExtents(pointers), [sessionId, topics])
    for (const { topic, sender, fields } of streams) {
      if (!topics.includes(topic)) continue
      for (const field of fields) {
        const isOne = (row: Extent): boolean =>
          row.topic === topic && row.sender === sender && row.pointer === field.pointer
        const extent = rows.find(isOne)
        if (extent) found.push(describe(field, extent))
      }
    }
  }
  return found.toSorted((a, b) => b.signal.count - a.signal.count).slice(0, MOST_SIGNALS)
}

const readExtents = (pointers: readonly string[]): string => {
  const list = `[${pointers.map(quote).join(', ')}]`
  return `
    SELECT topic, sender, pointer, count(*) AS n, min(v) AS low, max(v) AS high,
      min(recv_ns) AS first_ns, max(recv_ns) AS last_ns
    FROM (SELECT topic, sender, recv_ns, pointer, TRY_CAST(text AS DOUBLE) AS v
      FROM (SELECT topic, sender, recv_ns, unnest(${list}) AS pointer, unnest(TRY(payload ->> ${list})) AS text
        FROM (${READINGS_SQL}) WHERE list_contains($2, topic)))
    WHERE isfinite(v) GROUP BY ALL`
}

/** Topics whose senders have the same fields between them. */
function groupTopics(
  streams: readonly { readonly topic: string; readonly fields: readonly Field[] }[],
): { readonly topics: string[]; readonly pointers: string[] }[] {
  const groups = new Map<string, { topics: string[]; pointers: string[] }>()
  for (const [topic, own] of Map.groupBy(streams, (stream) => stream.topic)) {
    const pointers = [
      ...new Set(own.flatMap(({ fields }) => fields.map(({ pointer }) => pointer))),
    ].toSorted()
    if (pointers.length === 0) continue
    const group = groups.get(pointers.join('\0'))
    if (group) group.topics.push(topic)
    else groups.set(pointers.join('\0'), { topics: [topic], pointers })
  }
  return [...groups.values()]
}

function describe({ name, pointer }: Field, { topic, sender, n, low, high, ...extent }: Extent): FoundSignal {
  const id = createHash('sha256').update(`${topic}\0${sender}\0${pointer}`).digest('hex').slice(0, 12)
  return {
    signal: { signalId: `sig_${id}`, name, topic, identity: sender, count: n, min: low, max: high },
    pointer,
    firstNs: extent.first_ns,
    lastNs: extent.last_ns,
  }
}

const escape = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** The fields that are numbers in most of some messages. */
export function listNumbers(payloads: readonly string[]): Field[] {
  const counts = new Map<string, Field & { n: number }>()
  const count = (name: string, pointer: string): void => {
    const known = counts.get(pointer)
    if (known) known.n++
    else if (counts.size < MOST_FIELDS) counts.set(pointer, { name, pointer, n: 1 })
  }
  for (const payload of payloads) {
    const value = parse(payload)
    if (typeof value === 'number') count('', '$')
    if (!isRecord(value)) continue
    for (const [key, field] of Object.entries(value)) {
      if (typeof field === 'number') count(key, `/${escape(key)}`)
      if (!isRecord(field)) continue
      for (const [inner, nested] of Object.entries(field))
        if (typeof nested === 'number') count(`${key}.${inner}`, `/${escape(key)}/${escape(inner)}`)
    }
  }
  return [...counts.values()]
    .filter(({ n }) => n * 2 > payloads.length)
    .map(({ name, pointer }) => ({ name, pointer }))
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
