import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JournalFrame, JournalRecord } from '../../../capture/embedded/journal/records.ts'
import { createTrackRecording, type TrackRecording } from '../../../capture/embedded/recording.ts'
import { createDecodability } from '../../../capture/embedded/rtp/decodable.ts'
import { createOpusDepacketiser } from '../../../capture/embedded/rtp/depacketise/opus.ts'
import { parseRed } from '../../../capture/embedded/rtp/red.ts'
import { createReorder } from '../../../capture/embedded/rtp/reorder.ts'
import { createUnwrapper } from '../../../capture/embedded/rtp/sequence.ts'
import type { RtpPacketIn } from '../../../capture/model/media.ts'
import { packetiseRed, packetiseVp8, sendPayloads, type MadeFrame } from './packetise.ts'
import { makeTrack } from './journalHead.ts'

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

/** A recording whose journal is a list. */
function recordInMemory(onAsked: () => void = () => undefined): {
  recording: TrackRecording
  frames: () => JournalFrame[]
} {
  const records: JournalRecord[] = []
  const done = Promise.resolve()
  const journal = {
    append: (record: JournalRecord) => records.push(record) > 0,
    tick: () => undefined,
    flush: () => done,
    close: () => done,
    sizeBytes: 0,
    problem: undefined,
  }
  const recording = createTrackRecording({ journal, run: 'test', isResumed: false })
  recording.onTrack({ facts: makeTrack('video', 'video/VP8'), requestKeyFrame: onAsked })
  return { recording, frames: () => records.filter((record) => record.type === 'frame') }
}

const makeFrame = (at: number, isKey: boolean, bytes: number, ticks: number): MadeFrame => {
  const data = new Uint8Array(bytes).fill(at & 255)
  data.set(isKey ? [0x10, 0, 0, 0x9d, 1, 0x2a, 64, 1, 180, 0] : [0x11, 0, 0])
  return { data, isKey, ticks }
}

it('gives the same frames for any order and repetition of packets, and without those of lost ones', () => {
  const plan = fc.record({
    sizes: fc.array(fc.integer({ min: 12, max: 4000 }), { minLength: 2, maxLength: 40 }),
    keys: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    lost: fc.array(fc.nat(150), { maxLength: 12 }),
    delays: fc.array(fc.nat(90), { minLength: 150, maxLength: 150 }),
    twice: fc.array(fc.nat(150), { maxLength: 20 }),
    firstSequence: fc.nat(65_535),
    firstTimestamp: fc.nat(2 ** 32 - 1),
  })
  fc.assert(
    fc.property(plan, ({ sizes, keys, lost, delays, twice, firstSequence, firstTimestamp }) => {
      const made = sizes.map((size, at) => makeFrame(at, at === 0 || keys[at] === true, size, at * 3000))
      const payloads = packetiseVp8(made)
      const options = { trackId: 'TR_VCtest', mimeType: 'video/VP8', clockRateHz: 90_000 }
      const sent = sendPayloads(payloads, { ...options, firstSequence, firstTimestamp })
      const late = (packet: RtpPacketIn, at: number): RtpPacketIn => ({
        ...packet,
        arrivalNs: packet.arrivalNs + BigInt(delays[at % 150]!) * 1_000_000n,
      })
      const arrivals = sent.flatMap((packet, at) =>
        lost.includes(at)
          ? []
          : twice.includes(at)
            ? [late(packet, at), late(packet, at + 7)]
            : [late(packet, at)],
      )
      arrivals.sort((a, b) => Number(a.arrivalNs - b.arrivalNs))
      const { recording, frames } = recordInMemory()
      for (const packet of arrivals) recording.onRtp(packet)
      recording.end('test', 2n ** 62n)

      let isBroken = true
      const expected = made.flatMap((frame, at) => {
        const isWhole = payloads.every((payload, packet) => payload.frame !== at || !lost.includes(packet))
        if (isWhole && frame.isKey) isBroken = false
        if (!isWhole) isBroken = true
        return isWhole && !isBroken ? [at] : []
      })
      expect(
        frames().map(({ data }) => made.findIndex((one) => Buffer.compare(one.data, data) === 0)),
      ).toEqual(expected.map((at) => made.findIndex((one) => Buffer.compare(one.data, made[at]!.data) === 0)))
      const [first] = frames()
      expect(frames().map(({ rtp }) => rtp - first!.rtp)).toEqual(
        expected.map((at) => (at - expected[0]!) * 3000),
      )
    }),
    { numRuns: 200 },
  )
})

describe('key frames', () => {
  const MS = 1_000_000n
  const START_NS = 1_749_655_840_000_000_000n
  /** Sends frame `at` whole at 100 ms each, one packet a frame, ticking each 50 ms. */
  const open = () => {
    const asked: number[] = []
    let nowMs = 0
    const { recording, frames } = recordInMemory(() => asked.push(nowMs))
    const options = { trackId: 'TR_VCtest', mimeType: 'video/VP8', clockRateHz: 90_000, firstTimestamp: 0 }
    const send = (keys: readonly number[], lost: readonly number[], from: number, to: number): void => {
      const made = Array.from({ length: to }, (_, at) => makeFrame(at, keys.includes(at), 500, at * 9000))
      for (const packet of sendPayloads(packetiseVp8(made), { ...options, startNs: START_NS }).slice(from)) {
        nowMs = Math.round(Number(packet.arrivalNs - START_NS) / 1e6)
        if (!lost.includes(nowMs / 100)) recording.onRtp(packet)
        for (const end = nowMs + 100; nowMs < end; nowMs += 50)
          recording.tick(START_NS + BigInt(nowMs + 50) * MS)
      }
    }
    return { asked, send, frames }
  }

  it('are not asked for while the one that a track begins with is coming', () => {
    const { asked, send, frames } = open()
    send([0], [], 0, 20)
    expect(asked).toEqual([])
    expect(frames()).toHaveLength(20)
  })

  it('are asked for again until one comes, since LiveKit repairs nothing before', () => {
    const { asked, send, frames } = open()
    send([0, 30], [8], 0, 60)
    // Asked once the gap is overdue (250 ms), each 600 ms, and no more once frame 30 is there.
    expect(asked.length).toBeGreaterThanOrEqual(3)
    expect(asked.length).toBeLessThanOrEqual(5)
    expect(Math.min(...asked.slice(1).map((ms, at) => ms - asked[at]!))).toBeGreaterThanOrEqual(600)
    expect(asked.at(-1)).toBeLessThan(3000)
    expect(frames()).toHaveLength(8 + 30)
  })
})

const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/**
 * When a packet comes, ms after it was sent; undefined for never. Asked for again (NACK) once the next packet came, then
 * each 100 ms, while the server still has it (1 s).
 */
const travel = (loss: number, isRepaired: boolean, next: () => number): number | undefined => {
  const way = (): number => 30 + 100 * next()
  if (next() >= loss) return way()
  if (!isRepaired) return undefined
  for (let tryMs = 50 + way(); tryMs < 1000; tryMs += 100)
    if (next() >= loss && next() >= loss) return tryMs + 30 + way()
  return undefined
}

const share = ({ sent, written }: { sent: number; written: number }): number => (sent - written) / sent

describe('at 100 ms of jitter', () => {
  const MS = 1_000_000n
  const START_NS = 1_749_655_840_000_000_000n

  /** 60 s at 30 fps, some six packets a frame; key frames only where they are asked for, 100 ms later. */
  const runVideo = (loss: number): { sent: number; written: number; asked: number } => {
    const next = random(5)
    let keyAtMs = 0
    let asked = 0
    let nowMs = 0
    const { recording, frames } = recordInMemory(() => {
      asked++
      keyAtMs = Math.min(keyAtMs, nowMs + 100)
    })
    let flying: { atMs: number; packet: RtpPacketIn }[] = []
    let sequence = 0
    const deliver = (untilMs: number): void => {
      for (; nowMs < untilMs; nowMs += 10) {
        const due = flying.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs)
        flying = flying.filter(({ atMs }) => atMs > nowMs)
        for (const { packet } of due) recording.onRtp(packet)
        recording.tick(START_NS + BigInt(nowMs) * MS)
      }
    }
    const total = 1800
    for (let at = 0; at < total; at++) {
      const sentMs = Math.round((at * 1000) / 30)
      deliver(sentMs)
      const isKey = sentMs >= keyAtMs
      if (isKey) keyAtMs = Infinity
      const [payloads] = [packetiseVp8([makeFrame(at, isKey, isKey ? 30_000 : 5500, at * 3000)])]
      const options = {
        trackId: 'TR_VCtest',
        mimeType: 'video/VP8',
        clockRateHz: 90_000,
        firstSequence: sequence & 0xffff,
      }
      for (const packet of sendPayloads(payloads, { ...options, firstTimestamp: 0 })) {
        // One frame is packetised at a time: its own picture id.
        const payload = Uint8Array.from(packet.payload)
        payload[2] = 0x80 | ((at >> 8) & 0x7f)
        payload[3] = at & 0xff
        const tookMs = travel(loss, true, next)
        sequence++
        if (tookMs === undefined) continue
        const atMs = sentMs + tookMs
        flying.push({
          atMs,
          packet: { ...packet, payload, arrivalNs: START_NS + BigInt(Math.round(atMs)) * MS },
        })
      }
    }
    deliver(62_000)
    recording.end('test', START_NS + 63_000n * MS)
    return { sent: total, written: frames().length, asked }
  }

  const runAudio = (loss: number): { sent: number; written: number } => {
    const next = random(11)
    const { recording, frames } = recordInMemory()
    const made = Array.from({ length: 3000 }, (_, at): MadeFrame => ({
      data: Uint8Array.of(0xf8, at & 255),
      isKey: true,
      ticks: at * 960,
    }))
    const packets = sendPayloads(packetiseRed(made), {
      trackId: 'TR_AMtest',
      mimeType: 'audio/red',
      clockRateHz: 48_000,
    })
    const arrivals = packets.flatMap((packet) => {
      const tookMs = travel(loss, false, next)
      return tookMs === undefined
        ? []
        : [{ ...packet, arrivalNs: packet.arrivalNs + BigInt(Math.round(tookMs)) * MS }]
    })
    for (const packet of arrivals.sort((a, b) => Number(a.arrivalNs - b.arrivalNs))) recording.onRtp(packet)
    recording.end('test', 2n ** 62n)
    return { sent: made.length, written: frames().length }
  }

  it.each([
    [0.01, 0.005, 0.005],
    [0.05, 0.02, 0.01],
    [0.1, 0.05, 0.02],
  ])('loses little at a loss of %d', (loss, mostVideo, mostAudio) => {
    const video = runVideo(loss)
    const audio = runAudio(loss)
    console.info(
      `loss ${loss * 100} %: video frames lost ${(100 * share(video)).toFixed(2)} % (${video.asked} key frames asked), audio ${(100 * share(audio)).toFixed(2)} % with RED`,
    )
    expect(share(video)).toBeLessThanOrEqual(mostVideo)
    expect(share(audio)).toBeLessThanOrEqual(mostAudio)
  })
})
