import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openEventJournal } from '../../../capture/journal/index.ts'
import { createLeftLogs } from '../../../capture/live/leftLogs.ts'
import { openTextRecorder } from '../../../capture/text/index.ts'
import { MemoryBucket } from '../journal/fakes.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'lockstep-left-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const listRooms = async (): Promise<ReadonlySet<string>> => new Set(['RM_open'])
const clock = { nowNs: () => 1_795_252_121_000_000_000n }

it('brings the logs of rooms that are over once the bucket takes them, and lets be what is written', async () => {
  const bucket = new MemoryBucket()
  for (const id of ['RM_over', 'RM_open', 'RM_written']) {
    const room = { id, roomName: id, roomId: id, keyPrefix: `study/${id}`, bucket, clock }
    const journal = await openEventJournal({ ...room, folder: join(folder, 'events') })
    await journal.abandon()
    const text = await openTextRecorder({ ...room, folder: join(folder, 'text') })
    await text.write({
      sender: 'ann',
      topic: 'chat',
      kind: 'data',
      payload: Uint8Array.of(65),
      reliable: true,
      arrivalNs: clock.nowNs(),
      sentNs: undefined,
    })
    await text.abandon()
  }
  bucket.objects.clear()
  bucket.isRefusing = true
  let list = listRooms
  const [brought, troubles]: [string[], unknown[]] = [[], []]
  const left = createLeftLogs({
    folder,
    bucket,
    listOpen: () => list(),
    onBrought: (room) => void brought.push(room),
    onTrouble: (error) => void troubles.push(error),
  })
  const writers = {
    write: async () => undefined,
    onData: () => undefined,
    onLeft: () => undefined,
    flush: async () => undefined,
    close: async () => undefined,
  }
  const open = await left.open('RM_written', async () => writers)
  await left.bring()
  expect([brought, troubles]).toEqual([[], [expect.objectContaining({ message: 'the bucket refuses' })]])

  bucket.isRefusing = false
  list = () => Promise.reject(new Error('LiveKit is down'))
  await left.bring()
  expect(brought).toEqual([])

  list = listRooms
  const { promise, resolve } = Promise.withResolvers<void>()
  bucket.gate = promise
  const bringing = left.bring()
  await expect.poll(() => bucket.puts.at(-1)).toBe('study/RM_over/events/RM_over.jsonl')
  let isOpened = false
  const opening = left.open('RM_over', async () => ((isOpened = true), writers))
  expect(isOpened).toBe(false)
  resolve()
  await (await opening).close(true)
  await bringing
  await left.bring()
  expect(brought).toEqual(['RM_over', 'RM_over'])
  expect(troubles.at(-1)).toBeUndefined()
  expect([...bucket.objects.keys()].filter((key) => !key.startsWith('study/RM_over/'))).toEqual([])

  await open.close(false)
  await left.bring()
  expect(brought).toHaveLength(2)
  await open.close(true)
  await left.bring()
  expect(brought.slice(2)).toEqual(['RM_written', 'RM_written'])
  expect(await readdir(join(folder, 'text'))).toEqual(['RM_open'])
})
