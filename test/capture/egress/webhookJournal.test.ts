import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createWebhookGate } from '../../../capture/egress/webhookGate.ts'
import { openWebhookJournal } from '../../../capture/egress/webhookJournal.ts'
import { createWebhooks } from '../../../capture/egress/webhooks.ts'
import { createMemoryEgressStore, KEY, sign, tellStory, webhooksOf } from './egressMaking.ts'

it('a long journal is set aside at a start, once, and what comes then is taken in once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-webhooks-'))
  try {
    const path = join(folder, 'webhooks.jsonl')
    const memory = createMemoryEgressStore()
    let killsAtOffset = false
    const store = {
      ...memory,
      putOffset: async (bytes: number) => {
        if (killsAtOffset && bytes === 0) throw new Error('killed')
        await memory.putOffset(bytes)
      },
    }
    const taken: string[] = []
    const keeper = { take: async (info: { egressId: string }) => (taken.push(info.egressId), info as never) }
    const open = async () => {
      const journal = await openWebhookJournal(path)
      const gate = createWebhookGate(KEY)
      const clock = { nowNs: () => 1n }
      return { journal, ...createWebhooks({ gate, journal, keeper, store, clock, mostJournalBytes: 1000 }) }
    }
    const send = async (receive: Awaited<ReturnType<typeof open>>['receive'], n: number): Promise<void> => {
      const body = webhooksOf(tellStory(n))[0]!
      await receive(body, await sign(body))
    }
    const first = await open()
    for (const n of [1, 2, 3]) await send(first.receive, n)
    await first.journal.close()
    // A line that a kill cut off, however long, was answered to nobody.
    await appendFile(path, `{"at_ns":"1","body":"${'x'.repeat(200_000)}`)
    // The file is renamed, and the process dies before the offset is.
    killsAtOffset = true
    const killed = await open()
    await expect(killed.replay()).rejects.toThrow('killed')
    await killed.journal.close()
    killsAtOffset = false
    const second = await open()
    expect(await second.replay()).toBe(0)
    await send(second.receive, 4)
    await second.journal.close()
    const third = await open()
    expect(await third.replay()).toBe(0)
    await third.journal.close()
    expect(taken).toEqual([1, 2, 3, 4].map((n) => tellStory(n).egressId))
    expect((await readdir(folder)).toSorted()).toEqual(['webhooks-0001.jsonl', 'webhooks.jsonl'])
    expect(await memory.readOffset()).toBe((await stat(path)).size)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
