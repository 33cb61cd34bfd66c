import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JournalFrame, JournalRecord } from '../../../capture/embedded/journal/records.ts'
import { createTrackRecording, type TrackRecording } from '../../../capture/embedded/recording.ts'
import type { RtpPacketIn } from '../../../capture/model/media.ts'
import { packetiseRed, packetiseVp8, sendPayloads, type MadeFrame } from './packetise.ts'
import { makeTrack } from './journalHead.ts'

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
