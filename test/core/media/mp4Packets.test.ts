/** The sample tables of MP4s of every shape, against mediabunny reading them packet by packet. */
import { array, assert, asyncProperty, integer, nat, tuple } from 'fast-check'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RangeReader } from '../../../core/media/containerHead.ts'
import { readMp4Packets } from '../../../core/media/mp4Packets.ts'
import { recallReads } from '../../../core/media/recallReads.ts'
import { emptyPackets, type RawPackets } from '../../../core/media/summarise.ts'
import { run } from '../../support/mediaJudge.ts'

const PICTURE = 'testsrc=size=64x36:rate=25:duration=4,format=yuv420p'
const H264 = '-c:v libx264 -preset veryfast -g 25'
const UNEVEN = 'settb=1/90000,setpts=N/25/TB+eq(mod(N\\,5)\\,4)*0.01/TB'

/** Name → how ffmpeg makes it of the picture. */
const FILES: Readonly<Record<string, string>> = {
  'ordered.mp4': `${H264} -bf 2`,
  'late.mp4': `${H264} -bf 2 -output_ts_offset 1.5 -movflags +faststart`,
  'uneven.mp4': `-vf ${UNEVEN} -fps_mode passthrough -enc_time_base 1:90000 ${H264} -bf 0`,
  'shifted.mp4': `${H264} -bf 2 -movflags +negative_cts_offsets`,
  'intra.mov': '-c:v libx264 -preset veryfast -g 1',
  'fragments.mp4': `${H264} -movflags +frag_keyframe+empty_moov`,
  'sound.mp4': `-f lavfi -i sine=duration=4 ${H264} -bf 0 -c:a aac -shortest`,
}

const files = new Map<string, Uint8Array>()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-tables-'))
  const make = async ([name, how]: readonly [string, string]): Promise<void> => {
    const path = join(folder, name)
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', PICTURE, ...how.split(' '), path])
    files.set(name, new Uint8Array(await readFile(path)))
  }
  await Promise.all(Object.entries(FILES).map(make))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

function openBytes(bytes: Uint8Array): RangeReader & { readonly reads: [number, number][] } {
  const reads: [number, number][] = []
  return {
    reads,
    sizeBytes: bytes.length,
    read: (start, end) => {
      reads.push([start, end])
      return Promise.resolve(bytes.subarray(start, end))
    },
  }
}

/** What mediabunny says of each track, by id. */
async function readOneByOne(bytes: Uint8Array): Promise<Map<number, RawPackets>> {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
  const tracks = new Map<number, RawPackets>()
  for (const track of await input.getTracks()) {
    const raw = emptyPackets()
    for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, {
      metadataOnly: true,
    })) {
      raw.ptsUs.push(Math.round(packet.timestamp * 1e6))
      raw.durationUs.push(Math.round(packet.duration * 1e6))
      raw.key.push(packet.type === 'key')
    }
    tracks.set(track.id, raw)
  }
  return tracks
}

describe('sample tables', () => {
  it('say what mediabunny finds packet by packet: order, edits, uneven steps, key frames', async () => {
    for (const name of Object.keys(FILES).filter((one) => one !== 'fragments.mp4')) {
      const bytes = files.get(name)!
      const expected = await readOneByOne(bytes)
      expect(expected.size, name).toBeGreaterThan(0)
      for (const [id, { ptsUs, durationUs, key }] of expected) {
        const found = await readMp4Packets(openBytes(bytes), id)
        expect(found?.ptsUs, name).toEqual(ptsUs)
        expect(found?.key, name).toEqual(key)
        expect(ptsUs.length, name).toBeGreaterThanOrEqual(100)
        // Where packets are shown in another order theirs follow from their times.
        if (ptsUs.every((pts, at) => at === 0 || pts > ptsUs[at - 1]!))
          expect(found?.durationUs, name).toEqual(durationUs)
      }
    }
  })

  it('are left to others where packets stand in fragments, or no such track is there', async () => {
    expect(await readMp4Packets(openBytes(files.get('fragments.mp4')!), 1)).toBeUndefined()
    expect(await readMp4Packets(openBytes(files.get('ordered.mp4')!), 7)).toBeUndefined()
    expect(await readMp4Packets(openBytes(new Uint8Array(0)), 1)).toBeUndefined()
  })

  it('say nothing wild when they are damaged: as many packets as there are bytes at most, and no throw', async () => {
    const whole = files.get('ordered.mp4')!
    const moov = Buffer.from(whole).indexOf('moov')
    const damage = array(tuple(integer({ min: moov, max: whole.length - 1 }), nat(255)), {
      minLength: 1,
      maxLength: 40,
    })
    const length = integer({ min: moov, max: whole.length })
    const test = asyncProperty(damage, length, async (bytes, end) => {
      const broken = whole.slice(0, end)
      for (const [at, value] of bytes) if (at < end) broken[at] = value
      const found = await readMp4Packets(openBytes(broken), 1)
      expect(found?.ptsUs.length ?? 0).toBeLessThanOrEqual(broken.length)
    })
    await assert(test, { numRuns: 300, seed: 1 })
  })
})

describe('a reader that recalls', () => {
  it('puts a range together from what lies side by side', async () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, at) => at)
    const store = openBytes(bytes)
    const reader = recallReads(store)
    await reader.read(40, 70)
    await reader.read(0, 40)
    expect([...(await reader.read(30, 60))]).toEqual([...bytes.subarray(30, 60)])
    expect(store.reads).toHaveLength(2)
    expect([...(await reader.read(60, 80))]).toEqual([...bytes.subarray(60, 80)])
    expect(store.reads).toHaveLength(3)
  })

  it('asks once for what lies within an earlier range, and keeps no more than the last when that is large', async () => {
    const store = openBytes(new Uint8Array(40 << 20))
    const reader = recallReads(store)
    await reader.read(0, 1000)
    expect(await reader.read(10, 20)).toHaveLength(10)
    expect(store.reads).toEqual([[0, 1000]])
    await reader.read(1 << 20, 30 << 20)
    expect((await reader.read(2 << 20, 3 << 20)).byteOffset).toBe(2 << 20)
    expect(store.reads).toHaveLength(2)
    await reader.read(10, 20)
    expect(store.reads).toHaveLength(3)
  })
})
