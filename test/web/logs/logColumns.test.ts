import {
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { readLogColumns } from '../../../app/web/logs/readLogColumns.ts'
import { formatLog } from '../../support/formatLog.ts'

const EPOCH_US = 1_749_655_840_241_000
const at = (us: number): bigint => BigInt(EPOCH_US + us) * 1000n

const answer = (rows: Parameters<typeof formatLog>[0]): Response => new Response(formatLog(rows, EPOCH_US))

describe('readLogColumns', () => {
  it('reads what the server writes, both clocks to the nanosecond', async () => {
    const log = await readLogColumns(
      answer([
        {
          recv_ns: at(1_000_000) + 7n,
          sender_ns: at(2_000_000),
          sender: 'leo',
          topic: 'chat',
          payload: 'hello',
        },
        {
          recv_ns: at(3_000_000),
          sender_ns: null,
          sender: 'mia',
          topic: null,
          payload: '{"topic":"draw","n":1}',
        },
      ]),
    )
    expect(log.length).toBe(2)
    expect([...log.tUs]).toEqual([1_000_000.007, 3_000_000])
    expect([log.recvNs(0), log.senderNs(0)]).toEqual([at(1_000_000) + 7n, at(2_000_000)])
    expect(log.senderNs(1)).toBeUndefined()
    expect(log.senders).toEqual(['leo', 'mia'])
    expect(log.payload(0)).toBe('hello')
  })

  it('names a row by its payload’s topic where the recorder kept none', async () => {
    const row = { recv_ns: at(1), sender_ns: null, sender: 'mia' }
    const log = await readLogColumns(
      answer([
        { ...row, topic: 'chat', payload: '{"topic":"draw"}' },
        { ...row, topic: null, payload: '{"topic":"draw"}' },
        { ...row, topic: null, payload: 'no topic here' },
      ]),
    )
    expect([0, 1, 2].map((at) => log.topic(at))).toEqual(['chat', 'draw', ''])
  })

  it('reads an empty log', async () => {
    expect((await readLogColumns(answer([]))).length).toBe(0)
  })

  it('reads many batches as they come, each with a dictionary of its own', async () => {
    const type = new Dictionary(new Utf8(), new Int32(), 7)
    const makeBatch = (first: number, senders: readonly string[]): RecordBatch => {
      const fields = { t_us: new Float64(), recv_ns: new Int64(), sender_ns: new Int64(), sender: type }
      const times = senders.map((_, at) => first + at)
      const names = [...new Set(senders)]
      const children = [
        makeData({ type: fields.t_us, data: Float64Array.from(times) }),
        makeData({ type: fields.recv_ns, data: BigInt64Array.from(times.map(BigInt)) }),
        makeData({ type: fields.sender_ns, data: BigInt64Array.from(times.map(BigInt)) }),
        makeData({
          type,
          data: Int32Array.from(senders.map((sender) => names.indexOf(sender))),
          dictionary: vectorFromArray(names, new Utf8()),
        }),
        vectorFromArray(
          senders.map(() => ''),
          new Utf8(),
        ).data[0]!,
        vectorFromArray(
          times.map((t) => `row ${t}`),
          new Utf8(),
        ).data[0]!,
      ]
      const schema = new Schema([
        ...Object.entries(fields).map(([name, of]) => new Field(name, of)),
        new Field('topic', new Utf8()),
        new Field('payload', new Utf8()),
      ])
      const data = makeData({ type: new Struct(schema.fields), length: senders.length, children })
      return new RecordBatch(schema, data)
    }
    const batches = [makeBatch(0, ['leo', 'mia']), makeBatch(2, ['ben', 'leo', 'zoe']), makeBatch(5, ['mia'])]
    const bytes = RecordBatchStreamWriter.writeAll(batches).toUint8Array(true) as Uint8Array<ArrayBuffer>
    const lengths: number[] = []
    const log = await readLogColumns(new Response(bytes), {
      expectedRows: 2,
      onBatch: (part) => {
        lengths.push(part.length)
        expect(part.isWhole).toBe(false)
      },
    })
    expect(lengths).toEqual([2, 5, 6])
    expect(log.isWhole).toBe(true)
    expect([...log.tUs]).toEqual([0, 1, 2, 3, 4, 5])
    expect(Array.from({ length: 6 }, (_, row) => log.sender(row))).toEqual([
      'leo',
      'mia',
      'ben',
      'leo',
      'zoe',
      'mia',
    ])
    expect([5, 0, 3].map((row) => log.payload(row))).toEqual(['row 5', 'row 0', 'row 3'])
    expect(log.recvNs(4)).toBe(4n)
  })
})
