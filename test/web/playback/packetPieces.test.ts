/** A recording known in pieces is the recording: the same frames at any moment, the same packets from any seek on. */
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { firstKeyIndex, frameIndexAt, keyIndexAt } from '../../../app/web/playback/frameTable.ts'
import { IndexedPackets } from '../../../app/web/playback/indexedPackets.ts'
import { MediaRequests } from '../../../app/web/playback/mediaRequests.ts'
import { framesOfOriginal } from '../../../app/web/playback/packetFrames.ts'
import { PacketPieces, type PieceWanted } from '../../../app/web/playback/packetPieces.ts'
import {
  findPiece,
  formatPacketIndex,
  parseIndexHead,
  readIndexStart,
  type PlacedPackets,
} from '../../../core/protocol/packetIndex.ts'
import { FakeChunk, type Chunk } from '../../support/playback/fakeChunk.ts'

beforeAll(() => {
  Object.assign(globalThis, { EncodedVideoChunk: FakeChunk })
})

const GOP = 48
const COUNT = 12 * 60 * 8
const SIZE = 300

/** 8 fps for 12 minutes, a key frame every 6 s; of each three frames the last is decoded first; sound after each 10. */
function makePackets(): PlacedPackets {
  const frames = Array.from({ length: COUNT }, (_, at) => {
    const inGop = at % GOP
    const trio = inGop === 0 ? -1 : Math.floor((inGop - 1) / 3)
    const isLast = inGop > 0 && (inGop % 3 === 0 || inGop === GOP - 1)
    return { at, order: Math.floor(at / GOP) * 1e6 + trio * 10 + (isLast ? 0 : 1 + (inGop % 3)) }
  }).sort((a, b) => a.order - b.order)
  const start = Float64Array.from(frames, (_, at) => 1000 + at * SIZE + Math.floor(at / 10) * 77)
  return {
    ptsUs: Float64Array.from(frames, ({ at }) => 57_000 + at * 125_000),
    key: Uint8Array.from(frames, ({ at }) => (at % GOP === 0 ? 1 : 0)),
    start,
    end: start.map((from) => from + SIZE),
  }
}

const packets = makePackets()
const whole = { ptsUs: packets.ptsUs.toSorted() }
const index = formatPacketIndex({ codec: 'avc1.42c01e' }, packets)!

/** The server, as app/server/packetIndexApi.ts answers. */
function answer(wanted: PieceWanted): ArrayBuffer {
  const head = parseIndexHead(index)
  const start = readIndexStart(index)
  const piece = 'at' in wanted ? findPiece(head, wanted.at) : wanted.piece
  const from = head.pieceBytes.slice(0, piece).reduce((sum, bytes) => sum + bytes, start)
  const bytes = new Uint8Array(4 + start + head.pieceBytes[piece]!)
  new DataView(bytes.buffer).setUint32(0, piece, true)
  bytes.set(index.subarray(0, start), 4)
  bytes.set(index.subarray(from, from + head.pieceBytes[piece]!), 4 + start)
  return bytes.buffer
}

function open(atUs: number) {
  const asked: PieceWanted[] = []
  const fetchPiece = (wanted: PieceWanted) => {
    asked.push(wanted)
    return Promise.resolve(answer(wanted))
  }
  return PacketPieces.open(fetchPiece, atUs).then((pieces) => ({ pieces, asked }))
}

/** A file of which each byte says whose it is. */
const requests = (): MediaRequests =>
  new MediaRequests({
    delay: () => Promise.resolve(),
    fetch: (_url, init) => {
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(new Headers(init!.headers).get('range')!)!
      const bytes = Uint8Array.from({ length: Number(to) + 1 - Number(from) }, (_, at) =>
        nameOf(Number(from) + at),
      )
      return Promise.resolve(new Response(bytes, { status: 206 }))
    },
  })

const nameOf = (byte: number): number => (byte * 7 + Math.floor(byte / 251)) % 256

describe('PacketPieces', () => {
  it('says what the whole table says, wherever somebody looks, and asks for little', async () => {
    const moment = fc.integer({ min: -1e6, max: (COUNT + 20) * 125_000 })
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 8 }), async (moments) => {
        const { pieces, asked } = await open(moments[0]!)
        for (const mediaUs of moments) {
          for (let turn = 0; !pieces.isReady(mediaUs); turn++) {
            expect(turn).toBeLessThan(3)
            await pieces.loadAround(mediaUs)
          }
          const { table } = pieces
          const frame = frameIndexAt(whole, mediaUs)
          expect(frameIndexAt(table, mediaUs)).toBe(frame)
          for (let near = Math.max(0, frame - 100); near <= Math.min(COUNT - 1, frame + 99); near++)
            expect(table.ptsUs[near]).toBe(whole.ptsUs[near])
          expect(keyIndexAt(table, frame)).toBe(frame < 0 ? -1 : frame - (frame % GOP))
        }
        expect(asked.length).toBeLessThanOrEqual(moments.length * 2 + 1)
        expect(firstKeyIndex(pieces.table)).toBe(0)
        expect(pieces.table.ptsUs.length).toBe(COUNT)
      }),
      { numRuns: 30 },
    )
  })

  it('asks for what comes next before it plays, and once', async () => {
    const { pieces, asked } = await open(60e6)
    expect(pieces.loadAround(60e6)).toBeUndefined()
    const next = pieces.loadAround(100e6)
    expect(pieces.loadAround(100e6)).toBeUndefined()
    await next
    expect(asked).toEqual([{ at: 60e6 }, { piece: 1 }])
  })

  it('gives the packets of the file in its order from any key frame on, across pieces', async () => {
    const { pieces } = await open(0)
    const frames = framesOfOriginal(pieces.table, pieces)
    const source = new IndexedPackets({ url: 'http://m/r', runs: pieces, frames, requests: requests() })
    for (const [frame, read] of [
      [0, 1200],
      [970, 100],
      [3000, 5000],
      [40, 10],
    ] as const) {
      const mediaUs = whole.ptsUs[frame]!
      while (!pieces.isReady(mediaUs)) await pieces.loadAround(mediaUs)
      source.start(frame, 0)
      const first = packets.ptsUs.indexOf(whole.ptsUs[frame - (frame % GOP)]!)
      for (let at = first; at < Math.min(COUNT, first + read); at++) {
        const chunk = (await source.next()) as unknown as Chunk
        expect([chunk.timestamp, chunk.type]).toEqual([packets.ptsUs[at], packets.key[at] ? 'key' : 'delta'])
        const [from, to] = [packets.start[at]!, packets.end[at]! - 1]
        expect([chunk.data.length, chunk.data[0], chunk.data.at(-1)]).toEqual([
          SIZE,
          nameOf(from),
          nameOf(to),
        ])
      }
    }
    source.start(COUNT - 1, 0)
    let left = 0
    while (await source.next()) left++
    expect(left).toBe(GOP)
    source.dispose()
  })

  it('says why where a piece does not come, and goes on when it does', async () => {
    let isDown = false
    const pieces = await PacketPieces.open((wanted) => {
      if (isDown) return Promise.reject(new Error('no answer'))
      return Promise.resolve(answer(wanted))
    }, 0)
    isDown = true
    await expect(pieces.loadAround(400e6)).rejects.toThrow('no answer')
    expect(pieces.isReady(400e6)).toBe(false)
    isDown = false
    await pieces.loadAround(400e6)
    expect(pieces.isReady(400e6)).toBe(true)
  })
})
