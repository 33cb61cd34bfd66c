/** Clocks out of logs: against messages whose senders' clocks are known. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDeviceFindings } from '../../../ingest/deviceFindings.ts'
import { logEcho } from '../../../ingest/edges/logEcho.ts'
import { logEnvelope } from '../../../ingest/edges/logEnvelope.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../../support/catalog.ts'
import { measure, SESSION, T0_US } from './measureContext.ts'

interface Message {
  /** Seconds after T0 at which it was sent, and the way to the recorder, ms. */
  readonly s: number
  readonly delayMs: number
  readonly sender: string
  /** How far the sender's clock is ahead of UTC, µs; undefined: the payload has no time. */
  readonly aheadUs: number | undefined
  readonly payload?: Record<string, unknown>
}

let temporary: TemporaryCatalog
beforeAll(async () => {
  temporary = await createTemporaryCatalog()
})
afterAll(() => temporary.remove())

const recvNs = (one: Message): bigint => BigInt(Math.round(T0_US + one.s * 1e6 + one.delayMs * 1e3)) * 1000n

async function clear(): Promise<void> {
  for (const table of ['objects', 'log_streams', 'log_events'])
    await temporary.catalog.run(`DELETE FROM ${table}`)
}

/** `lateUs`: how far the recorder's clock is ahead of UTC. */
async function add(
  messages: readonly Message[],
  { key = 'log.jsonl', etag = 'e1', lateUs = 0 }: { key?: string; etag?: string; lateUs?: number } = {},
): Promise<void> {
  const { catalog } = temporary
  const at = { source_id: 's1', object_key: key }
  const lateNs = BigInt(lateUs) * 1000n
  const times = messages.map((one) => recvNs(one) + lateNs).sort((a, b) => (a < b ? -1 : 1))
  const object = { etag, size_bytes: 1, role: 'text_log', status: 'indexed', handler_version: 1 }
  await catalog.append('objects', [{ ...at, ...object, modified_at: new Date(0) }])
  await catalog.append('log_streams', [
    {
      ...at,
      dialect: 'jsonl',
      line_count: messages.length,
      session_id: SESSION,
      first_recv_ns: times[0]!,
      last_recv_ns: times.at(-1)!,
    },
  ])
  await catalog.append(
    'log_events',
    messages.map((one, line) => ({
      ...at,
      line_number: line + 1,
      recv_ns: recvNs(one) + lateNs,
      sender_ns:
        one.aheadUs === undefined
          ? null
          : BigInt(Math.round((T0_US + one.s * 1e6 + one.aheadUs) / 1000)) * 1_000_000n,
      sender: one.sender,
      payload: JSON.stringify(one.payload ?? {}),
    })),
  )
}

async function store(messages: readonly Message[], etag?: string): Promise<void> {
  await clear()
  await add(messages, { etag })
}

/** Delays that repeat: 12 ms at least, now and then some more. */
const delayOf = (n: number): number => 12 + [0, 3, 9, 1, 22, 5, 14][n % 7]!

const talk = (sender: string, aheadAt: (s: number) => number, seconds = 1800): Message[] =>
  Array.from({ length: seconds }, (_, s) => ({ s, delayMs: delayOf(s), sender, aheadUs: aheadAt(s) }))

describe("a sender's clock", () => {
  it('is found with its drift, for each sender', async () => {
    await store([...talk('ann', (s) => 3e6 - 40 * s), ...talk('bob', (s) => -800_000 + 120 * s)])
    const edges = await measure(logEnvelope, temporary)
    expect(edges.map(({ from, to }) => [from, to])).toEqual([
      ['device:ann', 'utc'],
      ['device:bob', 'utc'],
    ])
    const truths = [(s: number) => -3e6 + 40 * s, (s: number) => 800_000 - 120 * s]
    edges.forEach(({ found, refusal }, at) => {
      expect(refusal).toBeUndefined()
      const s = (found!.atUs + found!.offsetUs - T0_US) / 1e6
      expect(Math.abs(found!.offsetUs - truths[at]!(s))).toBeLessThan(2 * found!.sigmaUs)
      expect(found!.sigmaUs).toBeLessThan(40_000)
      expect(Math.abs(found!.ratePpm! - [40, -120][at]!)).toBeLessThan(1)
    })
  })

  it('that was set is told in pieces, with how far it jumped', async () => {
    await store(talk('ann', (s) => (s < 1000 ? 0 : 4e6)))
    const [edge] = await measure(logEnvelope, temporary)
    expect(edge!.found!.pieces.length).toBe(2)
    const [step] = edge!.evidence['steps'] as { atUs: number; aheadUs: number }[]
    expect(Math.abs(step!.aheadUs - 4e6)).toBeLessThan(10_000)
    expect(Math.abs(step!.atUs - T0_US - 1000e6)).toBeLessThan(10e6)
    const [finding] = findDeviceFindings({ sessionId: SESSION, measured: [edge!] })
    expect(finding!.code).toBe('clock_stepped')
    expect(finding!.message).toMatch(/^ann: the clock of the device was set 4.0 s ahead at about 2026-11-21T/)
    // The longest piece speaks for the edge, and is one of its pieces to the microsecond.
    const { atUs, offsetUs } = edge!.found!
    expect(edge!.found!.pieces.some((piece) => piece.atUs === atUs && piece.offsetUs === offsetUs)).toBe(true)
  })

  it('is not read from times that are no sending times, nor from a handful', async () => {
    const appointment = Array.from({ length: 600 }, (_, s) => ({
      s,
      delayMs: 10,
      sender: 'calendar',
      aheadUs: ((s * 7919) % 600) * 30e6,
    }))
    const fixed = Array.from({ length: 600 }, (_, s) => ({
      s,
      delayMs: 10,
      sender: 'started',
      aheadUs: -s * 1e6,
    }))
    const silent = { s: 5, delayMs: 1, sender: 'silent', aheadUs: undefined }
    await store([...appointment, ...fixed, ...talk('few', () => 0, 4), silent])
    const edges = await measure(logEnvelope, temporary)
    expect(edges.map(({ from }) => from)).toEqual(['device:calendar', 'device:few', 'device:started'])
    for (const { found, refusal } of edges) {
      expect(found).toBeUndefined()
      expect(refusal).not.toBe('')
    }
  })

  it('is known no better than two recorders of the same messages agree', async () => {
    await clear()
    const messages = talk('ann', () => 0, 300)
    await add(messages)
    await add(messages.slice(0, 100), { key: 'other.jsonl', lateUs: 700_000 })
    const [edge] = await measure(logEnvelope, temporary)
    expect(edge!.evidence['logsApartUs']).toBe(700_000)
    expect(edge!.found!.sigmaUs).toBeGreaterThan(700_000)
  })

  it('is measured again only where a log changed', async () => {
    await store(talk('ann', () => 0))
    const edges = await measure(logEnvelope, temporary)
    expect(await measure(logEnvelope, { ...temporary, known: edges })).toEqual([])
    await store(
      talk('ann', () => 1e6),
      'e2',
    )
    expect((await measure(logEnvelope, { ...temporary, known: edges })).length).toBe(1)
    await temporary.catalog.run('DELETE FROM log_streams')
    const [gone] = await measure(logEnvelope, { ...temporary, known: edges })
    expect([gone!.edgeId, gone!.found]).toEqual([edges[0]!.edgeId, undefined])
  })
})

/** Questions each way, answered after `thinkMs`; ann is 2 s ahead of UTC, bob 1 s behind and 30 ppm fast. */
function converse(directions: readonly ('ann' | 'bob')[], thinkMs = 8): Message[] {
  const ahead = { ann: () => 2e6, bob: (s: number) => -1e6 + 30 * s }
  return directions.flatMap((asker, direction) => {
    const answerer = asker === 'ann' ? 'bob' : 'ann'
    return Array.from({ length: 120 }, (_, n): Message[] => {
      const s = 10 * n + 3 * direction
      const id = `question-${asker}-${n}`
      const answeredS = s + (delayOf(n) + 10 + thinkMs) / 1000
      return [
        { s, delayMs: delayOf(n), sender: asker, aheadUs: ahead[asker](s), payload: { id } },
        {
          s: answeredS,
          delayMs: delayOf(n + 3),
          sender: answerer,
          aheadUs: ahead[answerer](answeredS),
          payload: { reply_to: id },
        },
      ]
    }).flat()
  })
}

describe('answers to messages', () => {
  it('relate two devices within the round trip', async () => {
    await store(converse(['ann', 'bob']))
    const [edge, ...others] = await measure(logEcho, temporary)
    expect(others).toEqual([])
    expect([edge!.from, edge!.to, edge!.refusal]).toEqual(['device:ann', 'device:bob', undefined])
    const found = edge!.found!
    const s = (found.atUs - 2e6 - T0_US) / 1e6
    expect(Math.abs(found.offsetUs - (-3e6 + 30 * s))).toBeLessThan(10_000)
    expect(found.sigmaUs).toBeLessThan(60_000)
    expect(found.sigmaUs).toBeGreaterThan(15_000)
    expect(Math.abs(found.ratePpm! - 30)).toBeLessThan(5)
  })

  it('in one direction, or after long thought, are refused', async () => {
    await store(converse(['ann']))
    expect((await measure(logEcho, temporary))[0]!.refusal).toContain('one side')
    await store(converse(['ann', 'bob'], 3000))
    expect((await measure(logEcho, temporary))[0]!.refusal).toContain('round trip')
  })

  it('are not seen in ids that count from 1', async () => {
    const counters = ['ann', 'bob'].flatMap((sender) =>
      Array.from({ length: 60 }, (_, s) => ({ s, delayMs: 10, sender, aheadUs: 0, payload: { id: s } })),
    )
    await store(counters)
    expect(await measure(logEcho, temporary)).toEqual([])
  })
})
