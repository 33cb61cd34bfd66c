import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecodability } from '../../../capture/embedded/rtp/decodable.ts'
import { createOpusDepacketiser } from '../../../capture/embedded/rtp/depacketise/opus.ts'
import { parseRed } from '../../../capture/embedded/rtp/red.ts'
import { createReorder } from '../../../capture/embedded/rtp/reorder.ts'
import { createUnwrapper } from '../../../capture/embedded/rtp/sequence.ts'
import { packetiseRed, type MadeFrame } from './packetise.ts'

it('unwraps counts across any number of turns, in any order within half a turn', () => {
  const steps = fc.array(fc.integer({ min: -15_000, max: 30_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), steps, (first, moves) => {
      const unwrapper = createUnwrapper(16)
      let truth = first
      expect(unwrapper.next(first)).toBe(first)
      for (const move of moves) {
        truth += move
        expect(unwrapper.next(((truth % 65_536) + 65_536) % 65_536)).toBe(truth)
      }
    }),
  )
})

describe('reordering', () => {
  const MS = 1_000_000n
  const open = () => {
    const released: number[] = []
    const lost: (number | undefined)[] = []
    const reorder = createReorder<number>({
      limitNs: 1000n * MS,
      leastNs: 250n * MS,
      onPacket: (packet) => released.push(packet),
      onLost: (count) => lost.push(count),
    })
    return { released, lost, reorder }
  }

  it('keeps a gap open for repair, asks for help sooner, and says what never came', () => {
    const { released, lost, reorder } = open()
    for (const at of [0, 1, 4]) reorder.push(at, at, BigInt(at) * MS)
    reorder.drain(300n * MS)
    expect(released).toEqual([0, 1])
    expect(reorder.isOverdue(200n * MS)).toBe(false)
    expect(reorder.isOverdue(300n * MS)).toBe(true)
    reorder.push(2, 2, 400n * MS)
    expect(released).toEqual([0, 1, 2])
    reorder.drain(1500n * MS)
    expect({ released, lost }).toEqual({ released: [0, 1, 2, 4], lost: [1] })
    reorder.push(3, 3, 1600n * MS)
    expect({ released, repeated: reorder.repeated, repaired: reorder.repaired }).toEqual({
      released: [0, 1, 2, 4],
      repeated: 1,
      repaired: 1,
    })
  })

  it('asks for no second start while one is held, but where that one lacks something itself', () => {
    const reorder = createReorder<number>({
      limitNs: 1000n * MS,
      leastNs: 250n * MS,
      isStart: (packet) => packet === 10,
      onPacket: () => undefined,
      onLost: () => undefined,
    })
    for (const at of [0, 1]) reorder.push(at, at, 0n)
    reorder.drain(250n * MS)
    for (const at of [3, 9]) reorder.push(at, at, 300n * MS)
    expect(reorder.isOverdue(600n * MS)).toBe(true)
    expect(reorder.holdsStart).toBe(false)
    for (const at of [10, 11]) reorder.push(at, at, 620n * MS)
    expect(reorder.holdsStart).toBe(true)
    expect(reorder.isOverdue(700n * MS)).toBe(false)
    reorder.push(13, 13, 700n * MS)
    expect(reorder.isOverdue(900n * MS)).toBe(false)
    expect(reorder.isOverdue(1000n * MS)).toBe(true)
    reorder.flush()
    expect(reorder.holdsStart).toBe(false)
  })

  it('counts what is repaired behind another gap, too', () => {
    const { reorder } = open()
    for (const at of [0, 1]) reorder.push(at, at, 0n)
    reorder.drain(250n * MS)
    for (const at of [3, 5, 4]) reorder.push(at, at, 300n * MS)
    expect(reorder.repaired).toBe(1)
  })

  it('follows a sender that counts anew', () => {
    const { released, lost, reorder } = open()
    for (const at of [100, 101, 102]) reorder.push(at, at, 0n)
    reorder.drain(300n * MS)
    for (const at of [40_000, 40_001, 40_002, 40_003]) reorder.push(at, at, 400n * MS)
    reorder.flush()
    // The first of the new ones was taken for a stray.
    expect({ released, lost }).toEqual({
      released: [100, 101, 102, 40_001, 40_002, 40_003],
      lost: [undefined],
    })
  })
})

it('reads back the blocks of redundant audio, and refuses lengths that do not fit', () => {
  const frames = [0, 960, 1920].map((ticks): MadeFrame => ({
    ticks,
    isKey: true,
    data: Uint8Array.of(0xf8, ticks & 255, 7),
  }))
  const payload = packetiseRed(frames)[2]!.data
  expect(parseRed(payload)?.map(({ offset, data }) => [offset, [...data]])).toEqual([
    [960, [0xf8, 960 & 255, 7]],
    [0, [0xf8, 1920 & 255, 7]],
  ])
  expect(parseRed(payload.subarray(0, 6))).toBeUndefined()
  expect(parseRed(new Uint8Array(0))).toBeUndefined()
  const opus = createOpusDepacketiser()
  expect(opus.push(packetiseRed(frames)[0]!.data, 0, true).map(({ rtp }) => rtp)).toEqual([0])
  expect(opus.push(payload, 1920, true).map(({ rtp, isRecovered }) => [rtp, isRecovered])).toEqual([
    [960, true],
    [1920, false],
  ])
})

const frame = (pictureId: number, tl0PicIdx: number, temporalId: number, isSync = false) => ({
  isKey: false,
  links: { pictureId, pictureIdTurn: 128, tl0PicIdx, temporalId, isSync },
})

const flexible = (pictureId: number, ...references: number[]) => ({
  isKey: false,
  links: { pictureId, pictureIdTurn: 128, references },
})

describe('what can be decoded after a loss', () => {
  const key = { isKey: true, links: { pictureId: 0, pictureIdTurn: 128, tl0PicIdx: 0, temporalId: 0 } }

  it('is what follows a picture that nobody needs, and padding', () => {
    const decodability = createDecodability()
    expect(decodability.accept(key)).toBe(true)
    decodability.loseFrame({ isDiscardable: true })
    expect(decodability.accept(frame(2, 1, 0))).toBe(true)
    decodability.lose()
    expect(decodability.accept(frame(3, 2, 0))).toBe(true)
    decodability.loseFrame({})
    expect(decodability.accept(frame(5, 4, 0))).toBe(false)
    expect(decodability.needsKey).toBe(true)
  })

  it('is the base layer where an upper picture was lost, and the upper one from its next sync on', () => {
    const decodability = createDecodability()
    decodability.accept(key)
    decodability.lose()
    expect(decodability.accept(frame(2, 1, 0))).toBe(true)
    expect(decodability.accept(frame(3, 1, 1))).toBe(false)
    expect(decodability.accept(frame(4, 2, 0))).toBe(true)
    expect(decodability.accept(frame(5, 2, 1, true))).toBe(true)
    expect(decodability.accept(frame(6, 2, 1))).toBe(true)
  })

  it("is what VP9's references name, and only that", () => {
    const decodability = createDecodability()
    decodability.accept(key)
    decodability.lose()
    expect(decodability.accept(flexible(2, 2))).toBe(true)
    expect(decodability.accept(flexible(3, 2))).toBe(false)
    expect(decodability.needsKey).toBe(true)
    expect(decodability.accept(flexible(4, 2))).toBe(true)
  })
})
