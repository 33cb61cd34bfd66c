import { RecordBatchReader, tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIRST_ROWS } from '../../app/server/readLog.ts'
import { EPOCH, createTestServer, type TestServer } from './support.ts'

const ROWS = 100_000
const NS = `${EPOCH}000::BIGINT`

let server: TestServer
beforeAll(async () => {
  server = await createTestServer()
  const { catalog } = server
  for (const name of ['a', 'b']) {
    await catalog.run(
      `INSERT INTO log_streams (source_id, object_key, dialect, identity, line_count, session_id)
       VALUES ('s1', '${name}.jsonl', 'x', '${name}', ${ROWS / 2}, 'one')`,
    )
  }
  // Each second row has no sender of its own, each third no clock of the sender, a tenth of all share one instant.
  await catalog.run(
    `INSERT INTO log_events (source_id, object_key, line_number, recv_ns, sender_ns, sender, topic, payload)
     SELECT 's1', CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END || '.jsonl', i,
       ${NS} + CASE WHEN i < ${ROWS / 10} THEN 5000000000 ELSE 10000000000 + hash(i) % 1000000000000 END::BIGINT,
       CASE WHEN i % 3 <> 0 THEN i END, CASE WHEN i % 4 = 0 THEN 'mia' END, 'topic ' || i % 5, 'ä' || i
     FROM range(${ROWS}) rows(i)`,
  )
}, 60_000)
afterAll(() => server.close())

const fetchLog = async () =>
  tableFromIPC(new Uint8Array(await (await server.ask('/api/sessions/one/log')).arrayBuffer()))

describe('the log', () => {
  it('has every row once, by time over all its batches, with what the catalog says', async () => {
    const table = await fetchLog()
    expect(table.numRows).toBe(ROWS + 2)
    const column = (name: string) => table.getChild(name)!
    const times = column('t_us').toArray() as Float64Array
    expect(times.every((time, row) => row === 0 || time >= times[row - 1]!)).toBe(true)
    const expected = await server.catalog.all<{
      recv_ns: bigint
      sender_ns: bigint | null
      who: string
      topic: string
      payload: string
    }>(
      `SELECT e.recv_ns, e.sender_ns, coalesce(e.sender, l.identity) AS who, e.topic, e.payload
       FROM log_events e JOIN log_streams l USING (source_id, object_key)
       ORDER BY e.recv_ns, e.object_key, e.line_number`,
    )
    const wrong = expected.filter((row, at) => {
      const got = ['recv_ns', 'sender_ns', 'sender', 'topic', 'payload'].map((name): unknown =>
        column(name).get(at),
      )
      return [row.recv_ns, row.sender_ns, row.who, row.topic, row.payload].some(
        (value, index) => value !== got[index],
      )
    })
    expect(wrong).toEqual([])
  })

  it('arrives in batches, a small one first, with the same dictionaries in each', async () => {
    const answer = await server.ask('/api/sessions/one/log')
    const reader = await RecordBatchReader.from(answer.body!)
    const sizes: number[] = []
    const senders = new Set<string>()
    for await (const batch of reader) {
      sizes.push(batch.numRows)
      senders.add([...batch.getChild('sender')!.data[0]!.dictionary!].join(' '))
    }
    expect(sizes.length).toBeGreaterThan(2)
    // Ten thousand rows of one instant begin in it, and stay together.
    expect(sizes[0]).toBeLessThan(FIRST_ROWS + ROWS / 10)
    expect([...senders]).toEqual(['a ann b bob mia'])
  })

  it('leaves out what withheld people sent, also where the line names no sender', async () => {
    await server.catalog.run(
      `INSERT INTO withholdings (withholding_id, session_id, identity, reason, author, created_at)
       VALUES ('w1', 'one', 'a', 'asked to', 'me', now()), ('w2', 'another', 'b', 'elsewhere', 'me', now())`,
    )
    const table = await fetchLog()
    expect(new Set(table.getChild('sender'))).toEqual(new Set(['ann', 'b', 'bob', 'mia']))
    await server.catalog.run(`UPDATE withholdings SET withdrawn_at = now()`)
    expect((await fetchLog()).numRows).toBe(ROWS + 2)
  })

  it('is empty, yet a log, where nothing was said', async () => {
    await server.catalog.run(`INSERT INTO sessions SELECT * REPLACE ('silent' AS session_id) FROM sessions`)
    const table = tableFromIPC(
      new Uint8Array(await (await server.ask('/api/sessions/silent/log')).arrayBuffer()),
    )
    expect([table.numRows, table.schema.names]).toEqual([
      0,
      ['t_us', 'recv_ns', 'sender_ns', 'sender', 'topic', 'payload'],
    ])
  })

  it('lets go of the catalog when the page has gone', async () => {
    const body = (await server.ask('/api/sessions/one/log')).body!
    const reader = body.getReader()
    await reader.read()
    await reader.cancel()
    expect(await server.catalog.all('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
