/** 5,000 webhooks as they come in practice, against what is in the bucket at the end. */
import { EgressInfo, EgressStatus, WebhookEvent } from '@livekit/protocol'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBucketWriter } from '../../../capture/bucket/openBucketWriter.ts'
import type { BucketWriter } from '../../../capture/bucket/bucketWriter.ts'
import type { EgressQuery } from '../../../capture/egress/egressRecorder.ts'
import { openFileEgressStore, type EgressStore } from '../../../capture/egress/egressStore.ts'
import { createEgressPoller } from '../../../capture/egress/listEgress.ts'
import { createSidecarKeeper, type SidecarKeeper } from '../../../capture/egress/sidecarKeeper.ts'
import { createWebhookGate } from '../../../capture/egress/webhookGate.ts'
import { openWebhookJournal } from '../../../capture/egress/webhookJournal.ts'
import { createWebhooks, type Webhooks } from '../../../capture/egress/webhooks.ts'
import { createMemoryEgressStore, KEY, sign, tellStory, webhooksOf, withoutSecrets } from './egressMaking.ts'

let folder: string
let bucket: BucketWriter
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-egress-'))
  bucket = await openBucketWriter(join(folder, 'bucket'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

let now = 1_795_252_121_000_000_000n
const clock = { nowNs: () => (now += 1000n) }
const isFinal = (info: EgressInfo): boolean => info.status >= EgressStatus.EGRESS_COMPLETE

/** A small generator with a fixed seed: mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

async function openWebhooks(
  keeper: SidecarKeeper,
  store: EgressStore,
): Promise<Webhooks & { close(): Promise<void> }> {
  const journal = await openWebhookJournal(join(folder, 'state', 'webhooks.jsonl'))
  const webhooks = createWebhooks({ gate: createWebhookGate(KEY), journal, keeper, store, clock })
  return { ...webhooks, close: () => journal.close() }
}

async function openKeeper(refuses: boolean): Promise<{ store: EgressStore; keeper: SidecarKeeper }> {
  const store = await openFileEgressStore(join(folder, 'state', 'egress'))
  const put: BucketWriter['put'] = (...given) =>
    refuses ? Promise.reject(new Error('no')) : bucket.put(...given)
  return { store, keeper: createSidecarKeeper({ writer: { uri: bucket.uri, put }, store }) }
}

async function readSidecars(): Promise<Map<string, { path: string; text: string }>> {
  const root = join(folder, 'bucket')
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.egressinfo.json'))
  const found = await Promise.all(
    names.map(async (path) => {
      const egressId = /(EG_\w+)\.egressinfo/.exec(path)![1]!
      return [egressId, { path, text: await readFile(join(root, path), 'utf8') }] as const
    }),
  )
  expect(new Set(found.map(([egressId]) => egressId)).size).toBe(found.length)
  return new Map(found)
}

describe('sidecars', () => {
  it('equal the true final states, though 5,000 webhooks come late, twice, forged or never', async () => {
    const random = createRandom(7)
    const stories = Array.from({ length: 700 }, (_, n) => tellStory(n))
    const bodies = stories.flatMap(webhooksOf)
    // A fifth is lost, the end of some of them too; the rest comes twice or more, in any order.
    const sent: { body: string; authorization: string | undefined }[] = []
    const send = async (body: string): Promise<void> => {
      sent.push({ body, authorization: await sign(body) })
    }
    const kept = bodies.filter(() => random() > 0.2)
    for (const body of kept) await send(body)
    const forged = kept.slice(0, 300)
    for (const [n, body] of forged.entries()) {
      const lie = body
        .replace(/"status":"[A-Z_]+"/, '"status":"EGRESS_FAILED"')
        .replace('"details"', '"Details"')
      if (n % 4 === 0) sent.push({ body: lie, authorization: undefined })
      else if (n % 4 === 1) sent.push({ body: `${lie} `, authorization: await sign(lie) })
      else if (n % 4 === 2)
        sent.push({ body: lie, authorization: await sign(lie, { ...KEY, apiSecret: `${KEY.apiSecret}!` }) })
      else sent.push({ body: lie, authorization: await sign(lie, { ...KEY, apiKey: 'APIother' }) })
    }
    while (sent.length < 5000) await send(kept[Math.floor(random() * kept.length)]!)
    for (let at = sent.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1))
      ;[sent[at], sent[other]] = [sent[other]!, sent[at]!]
    }

    const store = createMemoryEgressStore()
    const problems: unknown[] = []
    const keeper = createSidecarKeeper({ writer: bucket, store, onProblem: (error) => problems.push(error) })
    const webhooks = await openWebhooks(keeper, store)
    const answers = await Promise.allSettled(
      sent.map(({ body, authorization }) => webhooks.receive(body, authorization)),
    )
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(forged.length)
    const { no_signature, wrong_hash, wrong_signature, other_key, expired, unreadable } = webhooks.refused()
    expect([no_signature, wrong_hash, wrong_signature, other_key]).toEqual([75, 75, 75, 75])
    expect([expired, unreadable]).toEqual([0, 0])

    // LiveKit's own list answers for what was lost.
    const truth = new Map(stories.map(({ egressId, states }) => [egressId, states.at(-1)!]))
    const query = ({ egressId, active }: EgressQuery): Promise<EgressInfo[]> =>
      Promise.resolve([...truth.values()].filter((info) => (egressId ? info.egressId === egressId : !active)))
    const openBefore = (await keeper.listOpen()).length
    expect(openBefore).toBeGreaterThan(20)
    const poller = createEgressPoller({ query, keeper, after: () => () => undefined })
    await poller.start()
    await poller.stop()
    await webhooks.close()

    expect(problems).toEqual([])
    expect(await keeper.listOpen()).toEqual([])
    const sidecars = await readSidecars()
    expect(sidecars.size).toBe(stories.length)
    for (const [egressId, final] of truth) {
      const { path, text } = sidecars.get(egressId)!
      expect(JSON.parse(text)).toEqual(withoutSecrets(final))
      expect(text).not.toMatch(/AKIA-real|real-secret/)
      expect(path).toMatch(new RegExp(`^study/group-\\d/RM_room\\d/person \\d/${egressId}\\.`))
    }
    const journal = await readFile(join(folder, 'state', 'webhooks.jsonl'), 'utf8')
    expect(journal).not.toMatch(/AKIA-real|real-secret/)
    expect(journal.trimEnd().split('\n')).toHaveLength(5000 - forged.length)
    expect(await store.readOffset()).toBe(Buffer.byteLength(journal))
  }, 60_000)

  it('lose nothing that was answered, wherever the process is killed', async () => {
    const stories = Array.from({ length: 6 }, (_, n) => tellStory(n))
    const bodies = stories.flatMap(webhooksOf)
    // Dies at the n-th thing it does to store or bucket; what it wrote before stays.
    for (let dieAt = 1; dieAt < 60; dieAt += 7) {
      const home = join(folder, `run-${dieAt}`)
      const stateFolder = join(home, 'state')
      const open = async (mayDo: () => void) => {
        const files = await openFileEgressStore(join(stateFolder, 'egress'))
        const store: EgressStore = {
          ...files,
          put: async (egress) => (mayDo(), files.put(egress)),
          putOffset: async (bytes) => (mayDo(), files.putOffset(bytes)),
        }
        const root = await openBucketWriter(join(home, 'bucket'))
        const writer: BucketWriter = { ...root, put: async (...put) => (mayDo(), root.put(...put)) }
        const keeper = createSidecarKeeper({ writer, store })
        const journal = await openWebhookJournal(join(stateFolder, 'webhooks.jsonl'))
        const webhooks = createWebhooks({ gate: createWebhookGate(KEY), journal, keeper, store, clock })
        return { keeper, webhooks, journal, root }
      }
      let done = 0
      const first = await open(() => {
        if (++done >= dieAt) throw new Error('killed')
      })
      for (const body of bodies) await first.webhooks.receive(body, await sign(body)).catch(() => undefined)
      await first.keeper.flush()
      await first.journal.close()

      const second = await open(() => undefined)
      expect(await second.webhooks.replay()).toBeGreaterThanOrEqual(0)
      await second.keeper.flush()
      expect(await second.webhooks.replay()).toBe(0)
      for (const { egressId, states } of stories) {
        const names = await readdir(join(home, 'bucket'), { recursive: true })
        const path = names.find((name) => name.endsWith(`${egressId}.egressinfo.json`))
        expect(path, `${egressId}, killed at ${dieAt}`).toBeDefined()
        const text = await readFile(join(home, 'bucket', path!), 'utf8')
        expect(JSON.parse(text)).toEqual(withoutSecrets(states.at(-1)!))
      }
      await second.journal.close()
    }
  })

  it('are written once for one state, and wait for a bucket that refuses', async () => {
    const puts: string[] = []
    let refuses = true
    const writer = {
      uri: 's3://recordings/study',
      put: (key: string, bytes: Uint8Array) => {
        if (refuses) return Promise.reject(new Error('no'))
        puts.push(key)
        return Promise.resolve({ key, sizeBytes: bytes.length })
      },
    }
    const told: EgressStatus[] = []
    const problems: unknown[] = []
    const keeper = createSidecarKeeper({
      writer,
      store: createMemoryEgressStore(),
      onInfo: ({ status }) => told.push(status),
      onProblem: (error) => problems.push(error),
    })
    const { states } = tellStory(1)
    for (const info of states) await keeper.take(info)
    await keeper.flush()
    expect(problems.length).toBeGreaterThan(0)
    expect(await keeper.countWaiting()).toBe(1)
    refuses = false
    await keeper.flush()
    await keeper.flush()
    for (const info of states) await keeper.take(info)
    await keeper.flush()
    // The prefix of the bucket is part of the writer, not of the key.
    expect(puts).toEqual(['group-1/RM_room1/person 1/EG_000000000001.egressinfo.json'])
    expect(told).toEqual(states.map(({ status }) => status))
    expect(await keeper.countWaiting()).toBe(0)
  })

  it('that are whole are looked at no more, and yet taken up where something comes late', async () => {
    const stories = Array.from({ length: 8 }, (_, n) => tellStory(n))
    const first = await openKeeper(false)
    for (const { states } of stories) await first.keeper.take(states.at(-1)!)
    const [running, waiting] = [tellStory(8), tellStory(9)]
    await first.keeper.take(running.states[1]!)
    await first.keeper.flush()
    const second = await openKeeper(true)
    await second.keeper.take(waiting.states.at(-1)!)
    // LiveKit thinks of more, the bucket is away.
    const late = stories[0]!.states.at(-1)!.clone()
    late.updatedAt += 1n
    late.details = 'told late'
    await second.keeper.take(late)
    await second.keeper.flush()
    const third = await openKeeper(false)
    const left = (await third.store.list()).map(({ egressId }) => egressId)
    expect(left.toSorted()).toEqual([stories[0]!, running, waiting].map(({ egressId }) => egressId))
    await third.keeper.flush()
    expect((await third.store.list()).map(({ egressId }) => egressId)).toEqual([running.egressId])
    const sidecar = (await readSidecars()).get(late.egressId)
    expect(JSON.parse(sidecar!.text)).toEqual(withoutSecrets(late))
  })

  it('keep nothing in memory that the disk refused: what comes again is kept then', async () => {
    const path = join(folder, 'state', 'egress')
    const store = await openFileEgressStore(path)
    const keeper = createSidecarKeeper({ writer: bucket, store })
    await rm(path, { recursive: true })
    const info = tellStory(1).states[1]!
    await expect(keeper.take(info)).rejects.toThrow('ENOENT')
    await mkdir(path, { recursive: true })
    await keeper.take(info)
    await keeper.flush()
    expect((await readdir(path)).filter((name) => name.startsWith('EG_'))).toHaveLength(1)
  })

  it('are not written for recordings of another bucket or prefix on the same server', async () => {
    for (const uri of ['s3://other/study', 's3://recordings/other']) {
      const keeper = createSidecarKeeper({
        writer: { uri, put: () => Promise.reject(new Error('must not be asked')) },
        store: createMemoryEgressStore(),
      })
      await keeper.take(tellStory(0).states.at(-1)!)
      expect(await keeper.countWaiting()).toBe(0)
    }
  })
})

describe('the list of LiveKit', () => {
  it('is asked while something is open; an egress that it has forgotten is said once', async () => {
    const store = createMemoryEgressStore()
    const keeper = createSidecarKeeper({ writer: bucket, store })
    await keeper.take(tellStory(1).states[1]!)
    const asked: EgressQuery[] = []
    const forgotten: [string, EgressStatus][] = []
    const due: (() => void)[] = []
    const poller = createEgressPoller({
      query: (query) => (asked.push(query), Promise.resolve([])),
      keeper,
      after: (_ms, run) => (due.push(run), () => undefined),
      onForgotten: ({ egressId, status }) => forgotten.push([egressId, status]),
    })
    await poller.start()
    expect(forgotten).toEqual([])
    await poller.poll()
    expect(forgotten).toEqual([[tellStory(1).egressId, EgressStatus.EGRESS_ABORTED]])
    await poller.poll()
    expect(forgotten).toHaveLength(1)
    expect(await keeper.listOpen()).toEqual([])
    expect(asked.slice(0, 2)).toEqual([{}, { egressId: tellStory(1).egressId }])
    expect(due).toHaveLength(1)
    // Heard of again, it is open again.
    await keeper.take(tellStory(1).states[2]!)
    expect(await keeper.listOpen()).toHaveLength(1)
    await keeper.flush()
  })

  it('that does not answer is said, and asked again', async () => {
    const problems: unknown[] = []
    const keeper = createSidecarKeeper({ writer: bucket, store: createMemoryEgressStore() })
    const poller = createEgressPoller({
      query: () => Promise.reject(new Error('down')),
      keeper,
      after: () => () => undefined,
      onProblem: (error) => problems.push(error),
    })
    await poller.start()
    await poller.poll()
    expect(problems).toHaveLength(2)
  })
})

it('a webhook that expired or is no webhook is refused', async () => {
  const gate = createWebhookGate({ ...KEY, toleranceSeconds: 1 })
  const body = webhooksOf(tellStory(1))[0]!
  await expect(gate.verify(body, await sign(body, KEY, '-1h'))).rejects.toMatchObject({
    code: 'webhook_refused',
  })
  await expect(gate.verify('[]', await sign('[]'))).rejects.toThrow(/refused/)
  await expect(gate.verify(body, 'not.a.token')).rejects.toThrow(/signature/)
  expect(gate.refused()).toMatchObject({ expired: 1, unreadable: 1, wrong_signature: 1 })
  const stored = createWebhookGate({ ...KEY, toleranceSeconds: Number.POSITIVE_INFINITY })
  const old = await sign(body, KEY, '-1h')
  expect((await stored.verify(body, old)) instanceof WebhookEvent).toBe(true)
  expect(isFinal((await stored.verify(body, old)).egressInfo!)).toBe(false)
})
