import * as fc from 'fast-check'
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatPacket, openTextRecorder, uploadLeftTexts } from '../../../capture/text/index.ts'
import type { DataPacketIn } from '../../../capture/model/media.ts'
import { parseJsonlLog, parseTextMetadata, parseExactJson } from '../../../core/formats/index.ts'
import { CLOCK_TOPIC } from '../../../core/protocol/clockExchange.ts'
import { MemoryBucket } from '../journal/fakes.ts'

let root: string
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'lockstep-text-'))))
afterAll(() => rm(root, { recursive: true, force: true }))

const START_NS = 1_795_252_121_441_000_000n
const ROOM = { roomName: 'g3', roomId: 'RM_1', keyPrefix: 'p/g3/RM_1' }
const FOLDER = 'p/g3/RM_1/text-egress/all-topics/t'

const packetOf = (packet: Partial<DataPacketIn>): DataPacketIn => ({
  kind: 'data',
  sender: 'alice',
  topic: 'chat',
  payload: new TextEncoder().encode('hello'),
  reliable: true,
  arrivalNs: START_NS,
  sentNs: undefined,
  ...packet,
})

it('writes any bytes so that they are read back exactly', () => {
  fc.assert(
    fc.property(
      fc.record({
        payload: fc.oneof(
          fc.uint8Array(),
          fc.string({ unit: 'grapheme' }).map((text) => new TextEncoder().encode(text)),
        ),
        topic: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        sender: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        arrivalNs: fc.bigInt(START_NS, START_NS + 10n ** 15n),
      }),
      (some) => {
        const line = formatPacket(packetOf(some), ROOM)
        expect(line.indexOf('\n')).toBe(line.length - 1)
        const { events, roomId, roomName, problems } = parseJsonlLog(line)
        expect({ roomId, roomName, problems }).toEqual({ roomId: 'RM_1', roomName: 'g3', problems: [] })
        const { payload, payloadBase64, recvNs } = events[0]!
        const bytes = payload === undefined ? Buffer.from(payloadBase64!, 'base64') : Buffer.from(payload)
        expect(recvNs).toBe(some.arrivalNs)
        expect(bytes.equals(Buffer.from(some.payload))).toBe(true)
      },
    ),
    {
      examples: [
        [{ payload: new Uint8Array([0xef, 0xbb, 0xbf, 0x61]), topic: 't', sender: 's', arrivalNs: START_NS }],
      ],
    },
  )
})

it('puts lines and metadata where they are looked for, and leaves nothing of a silent room', async () => {
  const bucket = new MemoryBucket()
  const options = {
    ...ROOM,
    folder: join(root, 'a'),
    id: 't',
    bucket,
    flushMs: 0,
    clock: { nowNs: () => START_NS },
  }
  const silent = await openTextRecorder(options)
  expect(await silent.write(packetOf({ topic: CLOCK_TOPIC }))).toBe(false)
  await silent.close()
  expect([...bucket.objects.keys()]).toEqual([])

  const recorder = await openTextRecorder(options)
  await Promise.all([
    recorder.write(packetOf({})),
    recorder.write(packetOf({ kind: 'text_stream', sentNs: START_NS - 5n, payload: new Uint8Array([0xff]) })),
  ])
  await recorder.close()
  expect(
    parseTextMetadata(parseExactJson(bucket.objects.get(`${FOLDER}/metadata.json`)!).value!).value,
  ).toMatchObject({
    roomName: 'g3',
    startedAt: { ns: 1_795_252_121_000_000_000n },
    endedAt: { ns: 1_795_252_121_000_000_000n },
  })
  expect(parseJsonlLog(bucket.objects.get(`${FOLDER}/part-000001.jsonl`)!).events).toMatchObject([
    { kind: 'reliable', payload: 'hello', sender: 'alice', topic: 'chat' },
    { kind: 'text_stream', payloadBase64: '/w==', sentNs: START_NS - 5n },
  ])
  expect(await readdir(options.folder)).toEqual([])
})

it('loses no acknowledged packet and doubles none, killed ten times at random', async () => {
  const local = join(root, 'killed')
  const bucket = join(root, 'killed-bucket')
  const acknowledged = new Set<number>()
  const sent: number[] = []
  for (let run = 0; run < 10; run++) {
    const first = (run + 1) * 1_000_000
    sent.push(first)
    for (const number of await writeUntilKilled([local, bucket, String(first)], 10 + Math.random() * 150))
      acknowledged.add(number)
  }
  await uploadLeftTexts({
    folder: local,
    bucket: {
      async put(key, bytes) {
        const { mkdir, writeFile } = await import('node:fs/promises')
        await mkdir(join(bucket, key, '..'), { recursive: true })
        await writeFile(join(bucket, key), bytes)
      },
    },
  })
  const folder = join(bucket, 'g3/RM_1/text-egress/all-topics/killed')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  const logs = texts.map((text) => parseJsonlLog(text))
  expect(logs.flatMap(({ problems }) => problems)).toEqual([])
  const written = logs.flatMap(({ events }) => events.map(({ payload }) => Number(payload!.slice(7))))
  expect(new Set(written).size).toBe(written.length)
  expect([...acknowledged].filter((number) => !new Set(written).has(number))).toEqual([])
  expect(written).toEqual(written.toSorted((a, b) => a - b))
  expect(acknowledged.size).toBeGreaterThan(100)
  expect(names.length).toBeGreaterThan(5)
  expect(await readdir(local)).toEqual([])
}, 60_000)

/** Numbers that the process said were on the disk, before it was killed `afterMs` after its first. */
function writeUntilKilled(args: readonly string[], afterMs: number): Promise<number[]> {
  const script = fileURLToPath(new URL('./textWriter.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (out === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    out += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== null) reject(new Error(`the writer ended by itself with ${code}`))
      else resolve(out.slice(0, out.lastIndexOf('\n')).split('\n').map(Number))
    })
  })
}
