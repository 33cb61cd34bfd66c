/** The index of an MP4's pictures against mediabunny's own packets: times, order, keys and every byte. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeByRange } from '../../../core/media/probeByRange.ts'
import type { StreamProbe } from '../../../core/media/probe.ts'
import {
  findPiece,
  formatPacketIndex,
  parseIndexHead,
  parseIndexPiece,
  pieceSpan,
  readIndexStart,
  type PacketIndexHead,
  type PlacedPackets,
} from '../../../core/protocol/packetIndex.ts'

const SHORT = '-f lavfi -i testsrc=size=64x36:rate=25:duration=4,format=yuv420p'
const LONG = '-f lavfi -i testsrc=size=64x36:rate=5:duration=400,format=yuv420p'
const H264 = '-c:v libx264 -preset veryfast'

/** Name → how ffmpeg makes it. */
const FILES: Readonly<Record<string, string>> = {
  'long.mp4': `${LONG} ${H264} -g 50 -bf 3 -movflags +faststart`,
  'ahead.mp4': `${SHORT} -f lavfi -i sine=duration=4 ${H264} -g 25 -bf 2 -x264-params open-gop=1:b-pyramid=normal -c:a aac`,
  'late.mp4': `${SHORT} ${H264} -bf 2 -output_ts_offset 1.5`,
  'single.mp4': `${SHORT} ${H264} -g 1000 -bf 0`,
  'vp9.mp4': `${SHORT} -c:v libvpx-vp9 -cpu-used 8 -deadline realtime -g 25`,
  'fragments.mp4': `${SHORT} ${H264} -movflags +frag_keyframe+empty_moov`,
  'plain.webm': `${SHORT} -c:v libvpx -deadline realtime -g 25`,
}

const files = new Map<string, Uint8Array>()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-index-'))
  const make = async ([name, how]: readonly [string, string]): Promise<void> => {
    const path = join(folder, name)
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...how.split(' '), path])
    files.set(name, new Uint8Array(await readFile(path)))
  }
  await Promise.all(Object.entries(FILES).map(make))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function probe(bytes: Uint8Array): Promise<StreamProbe> {
  const read = (start: number, end: number) => Promise.resolve(bytes.subarray(start, end))
  const { streams } = await probeByRange({ sizeBytes: bytes.length, read }, () => undefined)
  return streams.find(({ kind }) => kind === 'video')!
}

function readIndex(index: Uint8Array): { head: PacketIndexHead; pieces: PlacedPackets[] } {
  const head = parseIndexHead(index)
  let at = readIndexStart(index)
  const pieces = head.pieceBytes.map((length, piece) => {
    const { first, end } = pieceSpan(head, piece)
    return parseIndexPiece(index.subarray(at, (at += length)), end - first)
  })
  expect(at).toBe(index.length)
  return { head, pieces }
}

describe('the index of an MP4', () => {
  it('finds the packets that mediabunny finds, byte for byte, in its order', async () => {
    for (const name of ['long.mp4', 'ahead.mp4', 'late.mp4', 'single.mp4', 'vp9.mp4']) {
      const bytes = files.get(name)!
      const { index } = await probe(bytes)
      const { head, pieces } = readIndex(index!)
      const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
      const track = (await input.getPrimaryVideoTrack())!
      const { description, ...config } = (await track.getDecoderConfig())!
      const { description: found, ...said } = head.config
      expect(said, name).toEqual(JSON.parse(JSON.stringify(config)))
      expect(found && Buffer.from(found), name).toEqual(
        description && Buffer.from(description as Uint8Array<ArrayBuffer>),
      )
      const packets = pieces.flatMap(({ ptsUs, key, start, end }) =>
        Array.from(ptsUs, (pts, at) => ({ pts, key: key[at], data: bytes.subarray(start[at], end[at]) })),
      )
      const expected = []
      for await (const packet of new EncodedPacketSink(track).packets()) expected.push(packet)
      expect(packets.length, name).toBe(expected.length)
      for (const [at, { timestamp, type, data }] of expected.entries()) {
        expect(packets[at]!.pts, name).toBe(Math.round(timestamp * 1e6))
        expect(packets[at]!.key, name).toBe(type === 'key' ? 1 : 0)
        expect(Buffer.compare(packets[at]!.data, data), `${name} ${at}`).toBe(0)
      }
    }
  })

  it('is cut where nothing is shown across the cut, so that frames are counted alike', async () => {
    const { index, packets } = await probe(files.get('long.mp4')!)
    const { head, pieces } = readIndex(index!)
    expect(pieces.length).toBe(4)
    expect([head.count, head.firstKey]).toEqual([2000, 0])
    for (const [piece, { ptsUs, key }] of pieces.entries()) {
      const { first, end } = pieceSpan(head, piece)
      expect(key[0]).toBe(1)
      expect(ptsUs.toSorted()).toEqual(packets.ptsUs.slice(first, end))
      expect(head.firstPtsUs[piece]).toBe(packets.ptsUs[first])
      expect([findPiece(head, ptsUs[0]!), findPiece(head, ptsUs.at(-1)!)]).toEqual([piece, piece])
    }
  })

  it('is not made where packets are not listed in one place', async () => {
    for (const name of ['fragments.mp4', 'plain.webm'])
      expect((await probe(files.get(name)!)).index, name).toBeUndefined()
  })
})

const packets = (start: readonly number[], end: readonly number[]): PlacedPackets => ({
  ptsUs: Float64Array.from(start.keys(), (at) => at * 1000),
  key: Uint8Array.from(start, () => 1),
  start: Float64Array.from(start),
  end: Float64Array.from(end),
})

describe('a packet index', () => {
  const config = { codec: 'vp8' }
  it('keeps gaps and offsets of terabytes', () => {
    const placed = packets([100, 200, 2 ** 41], [200, 250, 2 ** 41 + 9])
    const { head, pieces } = readIndex(formatPacketIndex(config, placed)!)
    expect(pieces).toEqual([placed])
    expect(head.config).toEqual(config)
  })

  it('is not made of packets out of order, without bytes or with parts of a µs', () => {
    expect(formatPacketIndex(config, packets([100, 50], [150, 99]))).toBeUndefined()
    expect(formatPacketIndex(config, packets([100, 200], [200, 200]))).toBeUndefined()
    const odd = { ...packets([1, 2], [2, 3]), ptsUs: Float64Array.of(0, 0.5) }
    expect(formatPacketIndex(config, odd)).toBeUndefined()
  })

  it('is refused where it is another file or cut short', () => {
    const whole = formatPacketIndex(config, packets([100, 200], [200, 250]))!
    const start = readIndexStart(whole)
    expect(() => readIndexStart(new Uint8Array(20))).toThrow(RangeError)
    expect(() => parseIndexHead(whole.subarray(0, start - 1))).toThrow(RangeError)
    expect(() => parseIndexPiece(whole.subarray(start, -1), 2)).toThrow(RangeError)
    expect(() => parseIndexPiece(whole.subarray(start), 3)).toThrow(RangeError)
  })
})
