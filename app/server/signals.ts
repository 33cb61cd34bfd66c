/**
 * A session's signals and their tiles. A signal's samples are taken from the log once (10^6 of them in half a
 * second) and kept in memory, those asked for last, up to 192 MiB: ten of 10^6. A view of every sample straight from
 * the catalog takes 0.2 s at 10^6 messages, too long for each step of a pan. Never what a withheld person sent.
 */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { SignalSummary, SignalTiles } from '../../core/protocol/signals.ts'
import { findSignals, quote, READINGS_SQL, type FoundSignal } from './findSignals.ts'
import { readEpoch } from './readSession.ts'
import { createSignalPyramid, type SignalPyramid, type SignalSamples } from './signalTiles.ts'

export interface Signals {
  list(sessionId: string): Promise<SignalSummary[]>
  /** Throws UserError `signal_missing`. */
  tiles(sessionId: string, signalId: string, place: SignalPlace): Promise<SignalTiles>
}

export interface SignalPlace {
  readonly level: number
  readonly first: number
  readonly count: number
}

interface Kept {
  readonly content: string
  readonly pyramid: Promise<SignalPyramid>
  sizeBytes: number
}

const LIMIT_BYTES = 192 << 20
const MOST_LISTS = 8

const toSessionUs = (ns: bigint, epochUs: number): number => Number(ns - BigInt(epochUs) * 1000n) / 1e3

export function createSignals(catalog: Catalog, limitBytes = LIMIT_BYTES): Signals {
  /** The least lately asked for first. */
  const kept = new Map<string, Kept>()

  const lists = new Map<string, { content: string; found: Promise<FoundSignal[]> }>()

  /** Looked for again only where the logs or who is withheld have changed. Throws UserError `session_missing`. */
  async function find(
    sessionId: string,
  ): Promise<{ found: FoundSignal[]; content: string; epochUs: number }> {
    const epochUs = await readEpoch(catalog, sessionId)
    const content = await readContent(catalog, sessionId)
    let list = lists.get(sessionId)
    if (list?.content !== content) {
      list = { content, found: findSignals(catalog, sessionId) }
      lists.delete(sessionId)
      lists.set(sessionId, list)
      list.found.catch(() => lists.delete(sessionId))
      for (const oldest of [...lists.keys()].slice(0, -MOST_LISTS)) lists.delete(oldest)
    }
    return { found: await list.found, content, epochUs }
  }

  function open(sessionId: string, content: string, found: FoundSignal): Promise<SignalPyramid> {
    const key = `${sessionId} ${found.signal.signalId}`
    const known = kept.get(key)
    if (known?.content === content) {
      kept.delete(key)
      kept.set(key, known)
      return known.pyramid
    }
    const pyramid = readSamples(catalog, sessionId, found).then(createSignalPyramid)
    const entry: Kept = { content, pyramid, sizeBytes: 0 }
    kept.delete(key)
    kept.set(key, entry)
    void settle(key, entry)
    return pyramid
  }

  async function settle(key: string, entry: Kept): Promise<void> {
    try {
      entry.sizeBytes = (await entry.pyramid).sizeBytes
      forgetOldest(key)
    } catch {
      kept.delete(key)
    }
  }

  function forgetOldest(newest: string): void {
    let bytes = [...kept.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    for (const [key, { sizeBytes }] of kept) {
      if (bytes <= limitBytes || key === newest) return
      kept.delete(key)
      bytes -= sizeBytes
    }
  }

  return {
    async list(sessionId) {
      const { found, epochUs } = await find(sessionId)
      return found.map(({ signal, firstNs, lastNs }) => ({
        ...signal,
        startUs: toSessionUs(firstNs, epochUs),
        endUs: toSessionUs(lastNs, epochUs),
      }))
    },
    async tiles(sessionId, signalId, { level, first, count }) {
      const { found, content, epochUs } = await find(sessionId)
      const one = found.find(({ signal }) => signal.signalId === signalId)
      if (!one)
        throw new UserError('signal_missing', `the log of session ${sessionId} has no signal ${signalId}`, {
          hint: 'It may have changed, or its sender is withheld: choose among those it lists now.',
        })
      const pyramid = await open(sessionId, content, one)
      const shiftUs = toSessionUs(one.firstNs, epochUs)
      const tiles = Array.from({ length: count }, (_, k) => pyramid.tile(level, first + k, shiftUs))
      return { gapUs: pyramid.gapUs, tiles }
    },
  }
}

/** What changes with the session's logs and who is withheld, and not with an annotation or an alignment. */
async function readContent(catalog: Catalog, sessionId: string): Promise<string> {
  const rows = await catalog.all<{ content: string }>(
    `SELECT coalesce(string_agg(concat_ws(' ', l.source_id, l.object_key, o.etag, l.line_count), chr(10)
       ORDER BY l.source_id, l.object_key), '') || coalesce((SELECT string_agg(identity, chr(10) ORDER BY identity)
         FROM withheld_people WHERE session_id = $1), '') AS content
     FROM log_streams l LEFT JOIN objects o USING (source_id, object_key) WHERE l.session_id = $1`,
    [sessionId],
  )
  return rows[0]!.content
}

async function readSamples(
  catalog: Catalog,
  sessionId: string,
  { pointer, firstNs, signal: { topic, identity } }: FoundSignal,
): Promise<SignalSamples> {
  const chunks = await catalog.snapshot((snapshot) =>
    snapshot.chunks(
      `SELECT (recv_ns - $2::BIGINT)::DOUBLE / 1000, v
       FROM (SELECT recv_ns, object_key, line_number, TRY_CAST(TRY(payload ->> ${quote(pointer)}) AS DOUBLE) AS v
         FROM (${READINGS_SQL}) WHERE topic = $3 AND sender = $4)
       WHERE isfinite(v) ORDER BY recv_ns, object_key, line_number`,
      [sessionId, firstNs, topic, identity],
    ),
  )
  const length = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)
  const tUs = new Float64Array(length)
  const values = new Float64Array(length)
  let row = 0
  for (const chunk of chunks) {
    const [time, value] = [chunk.getColumnVector(0), chunk.getColumnVector(1)]
    for (let item = 0; item < chunk.rowCount; item++, row++) {
      tUs[row] = time.getItem(item) as number
      values[row] = value.getItem(item) as number
    }
  }
  return { tUs, values }
}
