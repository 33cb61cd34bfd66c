import * as fc from 'fast-check'
import { mkdtemp, readdir, readFile, rm, truncate, appendFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  openEventJournal,
  openLineLog,
  uploadLeftJournals,
  uploadParts,
} from '../../../capture/journal/index.ts'
import { parseRoomEvents } from '../../../core/formats/index.ts'
import { HandTiming, MemoryBucket } from './fakes.ts'

let root: string
let count = 0
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'lockstep-log-'))))
afterAll(() => rm(root, { recursive: true, force: true }))
const newFolder = (): string => join(root, String(count++))
const readPart = (folder: string, id: string, number: number): Promise<string> =>
  readFile(join(folder, id, `part-${String(number).padStart(6, '0')}.jsonl`), 'utf8')

it('commits lines in groups and acknowledges them once they are on the disk', async () => {
  const timing = new HandTiming()
  const folder = newFolder()
  const log = await openLineLog({ folder, id: 'a', timing })
  const acknowledged: number[] = []
  const both = Promise.all([1, 2].map((n) => log.append(`line ${n}`).then(() => acknowledged.push(n))))
  timing.pass(999)
  expect(log.openPart()?.sizeBytes).toBe(0)
  timing.pass(1)
  await both
  expect(acknowledged).toEqual([1, 2])
  expect(await readPart(folder, 'a', 1)).toBe('line 1\nline 2\n')
  await log.close()
  await expect(log.append('late')).rejects.toThrow('closed')
})

it('cuts a torn tail wherever it is torn, and goes on in the same part', async () => {
  const lines = ['a', 'ä'.repeat(70_000), '{}', 'the last one']
  const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
      const folder = newFolder()
      const first = await openLineLog({ folder, id: 'a', flushMs: 0 })
      await Promise.all(lines.map((line) => first.append(line)))
      await first.close()
      await truncate(join(folder, 'a', 'part-000001.jsonl'), cut)
      const kept = whole.subarray(0, whole.subarray(0, cut).lastIndexOf(10) + 1)
      const log = await openLineLog({ folder, id: 'a', flushMs: 0 })
      expect(log).toMatchObject({ isResumed: true, tornBytes: cut - kept.length })
      await log.append('more')
      await log.close()
      expect(await readPart(folder, 'a', 1)).toBe(`${kept.toString()}more\n`)
    }),
    { numRuns: 25, examples: [[0], [whole.length], [whole.length - 1], [2], [3]] },
  )
})

it('closes parts by size and by age, puts each once, and keeps them here until all are in the bucket', async () => {
  const timing = new HandTiming()
  const bucket = new MemoryBucket()
  const folder = newFolder()
  const log = await openLineLog({ folder, id: 'a', timing, partBytes: 10 })
  const upload = uploadParts(log, { bucket, timing, keyOf: (number) => `k/${number}` })
  const write = async (line: string): Promise<void> => {
    const done = log.append(line)
    timing.pass(1000)
    await done
  }
  await write('0123456789')
  await write('short')
  await vi.waitFor(() => {
    timing.pass(0)
    expect(bucket.objects.get('k/1')).toBe('0123456789\n')
  })
  timing.pass(30_000)
  await vi.waitFor(() => {
    timing.pass(0)
    expect(bucket.objects.get('k/2')).toBe('short\n')
  })
  await write('last')
  expect(await readdir(join(folder, 'a'))).toContain('part-000001.jsonl')
  await log.close()
  await upload.finish()
  expect(bucket.puts).toEqual(['k/1', 'k/2', 'k/3'])
  expect(await readdir(folder)).toEqual([])
})

it('tries a refusing bucket again, ever more rarely, and says so', async () => {
  const timing = new HandTiming()
  const bucket = new MemoryBucket()
  bucket.isRefusing = true
  const troubles: unknown[] = []
  const log = await openLineLog({
    folder: newFolder(),
    id: 'a',
    timing,
    partBytes: 1,
    partMs: Number.POSITIVE_INFINITY,
  })
  const upload = uploadParts(log, {
    bucket,
    timing,
    keyOf: (number) => `k/${number}`,
    onTrouble: (trouble) => troubles.push(trouble),
  })
  const done = log.append('x')
  timing.pass(1000)
  await done
  for (const waitMs of [0, 1000, 2000, 4000]) {
    const before = troubles.length
    await vi.waitFor(() => expect(timing.waiting).toBeGreaterThan(0))
    timing.pass(waitMs)
    await vi.waitFor(() => expect(troubles.length).toBe(before + 1))
  }
  bucket.isRefusing = false
  await vi.waitFor(() => expect(timing.waiting).toBeGreaterThan(0))
  timing.pass(8000)
  await vi.waitFor(() => expect(troubles.at(-1)).toBeUndefined())
  expect([...bucket.objects]).toEqual([['k/1', 'x\n']])
  await upload.finish()
})

it('says that a disk is full, keeps what it refuses, and has all of it in order when it is not', async () => {
  const folder = newFolder()
  const timing = new HandTiming()
  const troubles: unknown[] = []
  const onTrouble = (trouble: unknown): void => void troubles.push(trouble)
  const log = await openLineLog({ folder, id: 'a', flushMs: 0, timing, onTrouble })
  const append = (line: string): Promise<void> => {
    const appended = log.append(line)
    timing.pass(1000)
    return appended
  }
  await append('before')
  const file = (log as unknown as { file: { write: unknown } }).file
  const { write } = file
  file.write = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
  for (const line of ['first', 'second'])
    await expect(append(line)).rejects.toMatchObject({ code: 'disk_full', hint: /Free space/ })
  expect(await readPart(folder, 'a', 1)).toBe('before\n')
  file.write = write
  // Nothing more is appended: it is tried again by itself.
  timing.pass(1000)
  await expect.poll(() => troubles).toEqual([undefined])
  await append('after')
  await log.close()
  expect(await readPart(folder, 'a', 1)).toBe('before\nfirst\nsecond\nafter\n')
})

it('keeps a journal one object that grows, and a next one above its size', async () => {
  const bucket = new MemoryBucket()
  const folder = newFolder()
  const room = { roomName: 'g3', roomId: 'RM_1', keyPrefix: 'p/g3/RM_1' }
  const options = { ...room, folder, id: 'j', bucket, clock: { nowNs: () => 1_795_252_121_441_000_000n } }
  const journal = await openEventJournal({ ...options, flushMs: 0, everyMs: 0 })
  await vi.waitFor(() => expect(bucket.objects.get('p/g3/RM_1/events/j.jsonl')).toContain('journal_opened'))
  await journal.write({ event: 'participant_joined', identity: 'alice', atNs: 1_795_252_122_000_000_000n })
  await journal.abandon()
  await appendFile(join(folder, 'j', 'part-000001.jsonl'), '{"at_ns":"17')

  const again = await openEventJournal({ ...options, flushMs: 0, objectBytes: 400 })
  await again.write({ event: 'marker', text: 'clap', by: 'bob' })
  await again.write({ event: 'room_ended' })
  await again.abandon()
  const brought: string[] = []
  const onBrought = ({ id }: { readonly id: string }): void => void brought.push(id)
  await uploadLeftJournals({ folder, bucket, onBrought, isOpen: (id) => id === 'j' })
  expect(brought).toEqual([])
  await uploadLeftJournals({ folder, bucket, onBrought })
  expect(brought).toEqual(['j'])
  expect([...bucket.objects.keys()]).toEqual(['p/g3/RM_1/events/j.jsonl', 'p/g3/RM_1/events/j-0002.jsonl'])
  const [first, second] = [...bucket.objects.values()].map((text) => parseRoomEvents(text))
  expect(first!.events.map(({ event }) => event)).toMatchObject([
    { event: 'journal_opened', roomName: 'g3', roomId: 'RM_1' },
    { event: 'participant_joined', identity: 'alice', atNs: 1_795_252_122_000_000_000n },
    { event: 'journal_interrupted', reason: expect.stringContaining('12 bytes') },
    { event: 'marker', text: 'clap', by: 'bob' },
  ])
  expect(second!.events.map(({ event }) => event.event)).toEqual(['room_ended'])
  expect([...first!.problems, ...second!.problems]).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

it('puts what was written so far when it is asked to, commits it first, and goes on with the same part', async () => {
  const timing = new HandTiming()
  const bucket = new MemoryBucket()
  const log = await openLineLog({ folder: newFolder(), id: 'a', timing })
  const upload = uploadParts(log, { bucket, keyOf: (number) => `part-${number}`, timing })
  const written = log.append('one')
  await upload.flush()
  await written
  expect(bucket.objects.get('part-1')).toBe('one\n')
  const { promise, resolve } = Promise.withResolvers<void>()
  bucket.gate = promise
  const again = [log.append('two'), upload.flush()]
  await vi.waitFor(() => expect(bucket.puts).toHaveLength(2))
  again.push(log.append('three'), upload.flush(), upload.flush())
  await log.commit()
  resolve()
  await Promise.all(again)
  expect(bucket.most).toBe(1)
  expect(bucket.objects.get('part-1')).toBe('one\ntwo\nthree\n')
  await upload.finish()
  expect(bucket.puts).toHaveLength(4)
})
