import { describe, expect, it } from 'vitest'
import { copyRows } from '../../../app/web/logs/copyRows.ts'
import { countFields, type FieldCount } from '../../../app/web/logs/fieldCounts.ts'
import { NO_LOG, type LogColumns } from '../../../app/web/logs/logColumns.ts'

const payloads = ['{"q":4,"v":{"x":1}}', 'a\ttab and "quotes"', '{"q":5}']
const log: LogColumns = {
  ...NO_LOG,
  length: 3,
  tUs: Float64Array.of(1_500_000, 2_000_000, 3_000_000),
  sender: () => 'leo',
  topic: () => 'answer',
  payload: (row) => payloads[row]!,
  recvNs: () => 1_749_655_840_241_000_123n,
  senderNs: (row) => (row === 0 ? 1_749_655_840_240_000_123n : undefined),
}
const options = { fields: ['q', 'v.x'], nameOf: () => 'Leo' }

describe('copyRows', () => {
  it('writes a table that a spreadsheet reads, both clocks to the nanosecond', async () => {
    const [heading, first, second] = (await copyRows(log, [0, 1], { form: 'tsv', ...options })).split('\n')
    expect(heading!.split('\t')).toEqual([
      'session_time',
      'received_utc',
      'sent_utc',
      'received_minus_sent_ms',
      'sender',
      'name',
      'topic',
      'q',
      'v.x',
      'payload',
    ])
    expect(first!.split('\t').slice(0, 9)).toEqual([
      '0:00:01.500000',
      '2025-06-11T15:30:40.241000123Z',
      '2025-06-11T15:30:40.240000123Z',
      '1',
      'leo',
      'Leo',
      'answer',
      '4',
      '1',
    ])
    expect(second!.endsWith('"a\ttab and ""quotes"""')).toBe(true)
  })

  it('writes a JSON object a line, payloads as JSON where they are', async () => {
    const lines = (await copyRows(log, [0, 1], { form: 'jsonl', ...options })).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { payload: unknown }).payload)).toEqual([
      { q: 4, v: { x: 1 } },
      'a\ttab and "quotes"',
    ])
  })
})

describe('countFields', () => {
  it('counts the rows that have each field, the most frequent first', async () => {
    const told: (readonly FieldCount[])[] = []
    await countFields(log, (counts) => told.push(counts), {
      signal: new AbortController().signal,
      pause: () => Promise.resolve(),
    })
    expect(told.at(-1)).toEqual([
      { field: 'q', rows: 2 },
      { field: 'v.x', rows: 1 },
    ])
  })
})
