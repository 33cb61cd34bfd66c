import { describe, expect, it } from 'vitest'
import { readLogColumns } from '../../../app/web/logs/logColumns.ts'
import { formatLog } from '../../support/formatLog.ts'

const EPOCH_US = 1_749_655_840_241_000
const at = (us: number): bigint => BigInt(EPOCH_US + us) * 1000n

const answer = (rows: Parameters<typeof formatLog>[0]): Response =>
  new Response(formatLog(rows, EPOCH_US) as Uint8Array<ArrayBuffer>)

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
})
