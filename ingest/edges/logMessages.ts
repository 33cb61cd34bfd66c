/** What a session's logs say of its people's clocks, reduced by the catalog: a million messages become some hundred rows. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { DelayBin } from '../../core/clock/envelope.ts'
import { hashParts } from '../ids.ts'
import type { MeasuredEdge } from './measured.ts'

export const deviceClock = (identity: string): string => `device:${identity}`

const MOST_BINS = 720
const LEAST_BIN_NS = 1_000_000_000n

/** Messages whose payload says when they were sent; who sent one is in its line or in the name of its log. */
const TIMED = `
  SELECT coalesce(e.sender, l.identity) AS identity, e.recv_ns, e.sender_ns, e.payload
  FROM log_events e JOIN log_streams l USING (source_id, object_key)
  WHERE l.session_id = ? AND e.sender_ns IS NOT NULL AND coalesce(e.sender, l.identity) IS NOT NULL`

export interface LogSpan {
  readonly firstNs: bigint
  readonly binNs: bigint
  readonly logs: number
  /** Changes with every log of the session. */
  readonly etag: string
}

/** What a log is called: the parts of one recorder's log, one after another, are one. */
const LOG = String.raw`regexp_replace(object_key, '/part-\d+\.jsonl$', '/')`

/** Undefined for a session without logs. */
export async function findLogSpan(catalog: Catalog, sessionId: string): Promise<LogSpan | undefined> {
  const rows = await catalog.all<{ log: string; etag: string; first_ns: bigint; last_ns: bigint }>(
    `SELECT ${LOG} AS log, o.etag, l.first_recv_ns AS first_ns, l.last_recv_ns AS last_ns
     FROM log_streams l JOIN objects o USING (source_id, object_key)
     WHERE l.session_id = ? AND l.first_recv_ns IS NOT NULL ORDER BY l.source_id, l.object_key`,
    [sessionId],
  )
  if (rows.length === 0) return undefined
  const firstNs = rows.reduce(
    (least, row) => (row.first_ns < least ? row.first_ns : least),
    rows[0]!.first_ns,
  )
  const lastNs = rows.reduce((most, row) => (row.last_ns > most ? row.last_ns : most), rows[0]!.last_ns)
  const even = (lastNs - firstNs) / BigInt(MOST_BINS) + 1n
  return {
    firstNs,
    binNs: even > LEAST_BIN_NS ? even : LEAST_BIN_NS,
    logs: new Set(rows.map(({ log }) => log)).size,
    etag: hashParts(rows.map(({ etag }) => etag)),
  }
}

export interface SenderBins {
  readonly identity: string
  readonly messages: number
  /** In the order of arrival. */
  readonly bins: readonly DelayBin[]
}

interface BinRow {
  readonly identity: string
  readonly messages: number
  readonly sent_ns: bigint
  readonly least_ns: bigint
  readonly median_ns: bigint
}

const toUs = (ns: bigint): number => Number(ns) / 1000

/** By sender: the fastest and the median message of each span of `binNs`. */
export async function readSenderBins(
  catalog: Catalog,
  sessionId: string,
  span: LogSpan,
): Promise<SenderBins[]> {
  const rows = await catalog.all<BinRow>(
    `SELECT identity, (recv_ns - ?) // ? AS bin, count(*) AS messages, min(recv_ns - sender_ns) AS least_ns,
       arg_min(sender_ns, recv_ns - sender_ns) AS sent_ns,
       quantile_disc(recv_ns - sender_ns, 0.5) AS median_ns
     FROM (${TIMED}) GROUP BY ALL ORDER BY identity, bin`,
    [span.firstNs, span.binNs, sessionId],
  )
  const senders = new Map<string, { identity: string; messages: number; bins: DelayBin[] }>()
  for (const row of rows) {
    const sender = senders.get(row.identity) ?? { identity: row.identity, messages: 0, bins: [] }
    senders.set(row.identity, sender)
    sender.messages += row.messages
    sender.bins.push({
      sentUs: toUs(row.sent_ns),
      leastUs: toUs(row.least_ns),
      medianUs: toUs(row.median_ns),
    })
  }
  return [...senders.values()]
}

export interface EchoBins {
  /** Who sent the message, and who answered it. */
  readonly asker: string
  readonly answerer: string
  readonly answers: number
  /** sentUs on the asker's clock; differences are answer's time − message's time, each on its sender's clock. */
  readonly bins: readonly DelayBin[]
}

const ID = String.raw`"(?:id|message_id|messageId|msg_id|event_id|eventId|request_id|requestId|ping_id|pingId|uuid|nonce)"\s*:\s*"?([^",}\s]+)`
const REFERENCE = String.raw`"(?:reply_to|replyTo|in_reply_to|inReplyTo|ref|ack|echo|answer_to|answerTo)"\s*:\s*"?([^",}\s]+)`
/** An answer comes soon; ids that count from 1 come again. */
const LONGEST_ANSWER_NS = 30_000_000_000n
/** Shorter ones are counters: two people's 17 are two messages. */
const LEAST_ID = 8

/** By pair: answers that name a message (`reply_to`, `ack` …) or repeat its id, within half a minute. */
export async function readEchoBins(catalog: Catalog, sessionId: string, span: LogSpan): Promise<EchoBins[]> {
  const rows = await catalog.all<BinRow & { answerer: string }>(
    `WITH named AS (
       SELECT identity, recv_ns, sender_ns, regexp_extract(payload, ?, 1) AS id,
         regexp_extract(payload, ?, 1) AS reference
       FROM (${TIMED}) WHERE payload LIKE '{%'),
     asked AS (SELECT * FROM named WHERE length(id) >= ${LEAST_ID} AND reference = ''),
     answers AS (
       SELECT identity, recv_ns, sender_ns, CASE WHEN reference = '' THEN id ELSE reference END AS id
       FROM named WHERE length(CASE WHEN reference = '' THEN id ELSE reference END) >= ${LEAST_ID}),
     echoes AS (
       SELECT a.identity, b.identity AS answerer, a.sender_ns, b.sender_ns - a.sender_ns AS difference_ns,
         (a.recv_ns - ?) // ? AS bin
       FROM asked a JOIN answers b ON b.id = a.id
       WHERE b.identity <> a.identity AND b.recv_ns BETWEEN a.recv_ns AND a.recv_ns + ?)
     SELECT identity, answerer, bin, count(*) AS messages, min(difference_ns) AS least_ns,
       arg_min(sender_ns, difference_ns) AS sent_ns, quantile_disc(difference_ns, 0.5) AS median_ns
     FROM echoes GROUP BY ALL ORDER BY identity, answerer, bin`,
    [ID, REFERENCE, sessionId, span.firstNs, span.binNs, LONGEST_ANSWER_NS],
  )
  const pairs = new Map<string, { asker: string; answerer: string; answers: number; bins: DelayBin[] }>()
  for (const row of rows) {
    const key = `${row.identity}\0${row.answerer}`
    const pair = pairs.get(key) ?? { asker: row.identity, answerer: row.answerer, answers: 0, bins: [] }
    pairs.set(key, pair)
    pair.answers += row.messages
    pair.bins.push({ sentUs: toUs(row.sent_ns), leastUs: toUs(row.least_ns), medianUs: toUs(row.median_ns) })
  }
  return [...pairs.values()]
}

/** Fewer messages in common than this tell nothing of two recorders. */
const LEAST_COMMON = 5

/** Median distance in µs at which two logs say one message arrived; undefined where no two have some in common. */
export async function findDisagreement(
  catalog: Catalog,
  sessionId: string,
): Promise<{ us: number; messages: number } | undefined> {
  const [row] = await catalog.all<{ apart_ns: bigint | null; messages: number }>(
    `WITH twice AS (
       SELECT max(e.recv_ns) - min(e.recv_ns) AS apart
       FROM log_events e JOIN log_streams l USING (source_id, object_key)
       WHERE l.session_id = ? AND e.sender_ns IS NOT NULL
       GROUP BY coalesce(e.sender, l.identity), e.sender_ns, hash(e.payload)
       HAVING min(${LOG}) <> max(${LOG}))
     SELECT quantile_disc(apart, 0.5) AS apart_ns, count(*) AS messages FROM twice`,
    [sessionId],
  )
  if (!row || row.apart_ns === null || row.messages < LEAST_COMMON) return undefined
  return { us: toUs(row.apart_ns), messages: row.messages }
}

/** What was measured once and no log tells of any more, refused. */
export const refuseGone = (
  known: ReadonlyMap<string, MeasuredEdge>,
  measured: ReadonlySet<string>,
): MeasuredEdge[] =>
  [...known.values()]
    .filter(({ edgeId, found }) => found !== undefined && !measured.has(edgeId))
    .map((edge) => ({ ...edge, found: undefined, refusal: 'the logs it was read from are gone' }))
