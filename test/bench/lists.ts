/**
 * What grows long: a log of 10^6 rows streamed as batches, against its rows read as objects in the same run; and the
 * list of 5,000 sessions of six people.
 */
import assert from 'node:assert/strict'
import { tableFromIPC } from 'apache-arrow'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamLog } from '../../app/server/readLog.ts'
import { readSessions } from '../../app/server/readSessions.ts'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { quantile, type Report } from './report.ts'

const ROWS = 1_000_000
const SESSIONS = 5000
const PEOPLE = 6
const EPOCH_US = 1_795_000_000_000_000
const ROUNDS = 5

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'))
  const catalog = await openCatalog(join(folder, 'c.duckdb'), { create: true })
  try {
    await insertSessions(catalog)
    await insertLog(catalog)
    await benchLog(catalog, report)
    await benchSessions(catalog, report)
  } finally {
    await catalog.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function benchLog(catalog: Catalog, report: Report): Promise<void> {
  const open = (): ReadableStream<Uint8Array> =>
    streamLog(catalog, { sessionId: 's0', epochUs: EPOCH_US, signal: new AbortController().signal })
  const table = tableFromIPC(
    new Uint8Array(await new Response(open() as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer()),
  )
  const times = table.getChild('t_us')!.toArray() as Float64Array
  assert.equal(times.length, ROWS)
  assert(times.every((time, row) => row === 0 || time >= times[row - 1]!))

  const begun = performance.now()
  let firstMs: number | undefined
  let largest = 0
  for await (const part of open()) {
    firstMs ??= performance.now() - begun
    largest = Math.max(largest, part.byteLength)
  }
  const streamedMs = performance.now() - begun
  const objectsBegun = performance.now()
  const rows = await catalog.all(
    `SELECT e.* FROM log_events e JOIN log_streams l USING (source_id, object_key)
     WHERE l.session_id = 's0' ORDER BY e.recv_ns`,
  )
  assert.equal(rows.length, ROWS)
  const objectsMs = performance.now() - objectsBegun
  const baseline = { name: 'its rows read as objects', value: objectsMs }
  report({ what: 'first batch of a log of 10^6 rows', value: firstMs!, unit: 'ms', baseline })
  report({ what: 'the whole log, streamed as Arrow', value: streamedMs, unit: 'ms', baseline })
  report({ what: 'its largest batch', value: largest / 1e6, unit: 'MB' })
}

async function benchSessions(catalog: Catalog, report: Report): Promise<void> {
  const times: number[] = []
  let text = ''
  for (let round = 0; round <= ROUNDS; round++) {
    const begun = performance.now()
    const sessions = await readSessions(catalog)
    text = JSON.stringify(sessions)
    assert.equal(sessions.length, SESSIONS)
    assert(sessions.every(({ coverage }) => coverage.length === PEOPLE && coverage[0]!.spans.length === 2))
    // The first round warms up.
    if (round > 0) times.push(performance.now() - begun)
  }
  report({ what: 'the list of 5,000 sessions, median of 5', value: quantile(times, 0.5), unit: 'ms' })
  report({ what: 'its JSON', value: text.length / 1e6, unit: 'MB' })
}

async function insertSessions(catalog: Catalog): Promise<void> {
  await catalog.run(
    `INSERT INTO sources (source_id, uri, kind, first_ingested_at, last_ingested_at)
     VALUES ('s1', 'file:///bench', 'folder', now(), now())`,
  )
  await catalog.run(
    `INSERT INTO sessions (session_id, room_name, epoch_us, started_at, duration_us, clock_version)
     SELECT 's' || i, 'room ' || i, ${EPOCH_US} + i, now(), 1800000000, 'v' FROM range(${SESSIONS}) t(i)`,
  )
  await catalog.run(
    `INSERT INTO recordings (source_id, session_id, track_id, identity, kind, source, recording_id, object_key,
       stream_index, codec, first_pts_us, end_pts_us)
     SELECT 's1', 's' || i, 'TR' || i || '_' || p || source, 'person' || p, 'audio', source,
       'rec' || i || '_' || p || source || n, 'k' || i || '_' || p || source || n, 0, 'opus', 0, 1
     FROM range(${SESSIONS}) t(i), range(${PEOPLE}) u(p), (VALUES ('camera'), ('microphone')) v(source), range(2) w(n)`,
  )
  await catalog.run(
    `INSERT INTO objects (source_id, object_key, etag, size_bytes, modified_at, role, status, handler_version)
     SELECT 's1', object_key, 'e', 1000, now(), 'media', 'indexed', 1 FROM recordings`,
  )
  await catalog.run(
    `INSERT INTO placements (clock_version, session_id, offset_us, drift_ppm, sigma_us, grade, method, start_us,
       end_us, computed_offset_us, correction_us, recording_id)
     SELECT 'v', session_id, 0, 0, 11000, 'A', 'm', n * 900000000, n * 900000000 + 800000000, 0, 0, recording_id
     FROM (SELECT *, right(recording_id, 1)::BIGINT AS n FROM recordings)`,
  )
}

async function insertLog(catalog: Catalog): Promise<void> {
  await catalog.run(
    `INSERT INTO log_streams (source_id, object_key, dialect, identity, line_count, session_id)
     SELECT 's1', 'l' || i, 'x', 'person' || i, ${ROWS / 10}, 's0' FROM range(10) t(i)`,
  )
  await catalog.run(
    `INSERT INTO log_events (source_id, object_key, line_number, recv_ns, sender_ns, sender, topic, payload)
     SELECT 's1', 'l' || i % 10, i // 10, ${EPOCH_US}000 + i * 10800000 + (hash(i) % 5000000)::BIGINT,
       CASE WHEN i % 3 > 0 THEN ${EPOCH_US}000 + i * 10800000 END, NULL, 'topic' || i % 7,
       '{"topic":"answer","task":' || i || ',"text":"what somebody answered to what was asked"}'
     FROM range(${ROWS}) t(i) ORDER BY i % 10, i`,
  )
}
