/**
 * Which numbers a session's log carries. A field is a signal where it is a number in most of a topic's and sender's
 * first 200 messages, at the top of the message's JSON or one level down, or where the message is a number. Their
 * extents are those of all messages. For 10^6 messages of three fields: half a second, once a state of the logs.
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
/** A message longer than this is no reading. */
const LONGEST = 20_000

/** Messages that may be read as JSON; `$1` the session. Without what withheld people sent. */
export const READINGS_SQL = `
  SELECT coalesce(e.topic, l.topic, '') AS topic, coalesce(e.sender, l.identity, '') AS sender, e.recv_ns,
    e.payload, e.object_key, e.line_number
  FROM log_events e JOIN log_streams l USING (source_id, object_key)
  WHERE l.session_id = $1 AND e.recv_ns IS NOT NULL AND length(e.payload) <= ${LONGEST}
    AND regexp_matches(e.payload, '^\\s*[-{0-9]') AND json_valid(e.payload)
    AND NOT EXISTS (
      FROM withheld_people w WHERE w.session_id = $1 AND w.identity = coalesce(e.sender, l.identity))`

/** The number at a pointer `$2`; NULL where there is none. */
export const NUMBER_SQL = (pointer: string): string =>
  `CASE WHEN isfinite(TRY_CAST(payload ->> ${pointer} AS DOUBLE)) THEN TRY_CAST(payload ->> ${pointer} AS DOUBLE) END`

interface Field {
  readonly name: string
  readonly pointer: string
}

/** Finds them, those with the most samples first; at most 500. */
export async function findSignals(catalog: Pick<Catalog, 'all'>, sessionId: string): Promise<FoundSignal[]> {
  const tried = await catalog.all<{ topic: string; sender: string; payloads: string[] }>(
    `SELECT topic, sender, list(payload) AS payloads
     FROM (SELECT * FROM (${READINGS_SQL})
       QUALIFY row_number() OVER (PARTITION BY topic, sender ORDER BY recv_ns) <= ${TRIED_ROWS})
     GROUP BY topic, sender`,
    [sessionId],
  )
  const streams = tried.flatMap(({ topic, sender, payloads }) =>
    listNumbers(payloads).map((field) => ({ topic, sender, field })),
  )
  const byPointer = Map.groupBy(streams, ({ field }) => field.pointer)
  const found: FoundSignal[] = []
  for (const [pointer, wanted] of [...byPointer].slice(0, MOST_SIGNALS)) {
    const rows = await catalog.all<Extent>(
      `SELECT topic, sender, count(v) AS n, min(v) AS low, max(v) AS high, min(recv_ns) AS first_ns, max(recv_ns) AS last_ns
       FROM (SELECT topic, sender, recv_ns, ${NUMBER_SQL('$2')} AS v FROM (${READINGS_SQL}) WHERE list_contains($3, topic))
       WHERE v IS NOT NULL GROUP BY topic, sender`,
      [sessionId, pointer, [...new Set(wanted.map(({ topic }) => topic))]],
    )
    for (const { topic, sender, field } of wanted) {
      const extent = rows.find((row) => row.topic === topic && row.sender === sender)
      if (extent) found.push(describe(field, extent))
    }
  }
  return found.toSorted((a, b) => b.signal.count - a.signal.count).slice(0, MOST_SIGNALS)
}

interface Extent {
  topic: string
  sender: string
  n: number
  low: number
  high: number
  first_ns: bigint
  last_ns: bigint
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
    const value: unknown = JSON.parse(payload)
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

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
