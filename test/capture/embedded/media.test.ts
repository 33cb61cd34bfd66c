import { spawnSync } from 'node:child_process'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RtpPacketIn } from '../../../capture/model/media.ts'
import { readOggOpus } from '../../../core/media/oggOpus.ts'
import { probePtsUs } from '../../fixtures/ffprobe.ts'
import {
  packetiseH264,
  packetiseOpus,
  packetiseRed,
  packetiseVp8,
  sendPayloads,
  type MadeFrame,
} from './packetise.ts'
import { makeH264, makeOpus, makeVp8, makeVp9 } from './realFrames.ts'
import { makeTrack } from './journalHead.ts'
import { recordPackets } from './record.ts'

let folder: string
let vp8: readonly MadeFrame[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-embedded-'))
  vp8 = await makeVp8(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const VIDEO = { trackId: 'TR_VCtest', clockRateHz: 90_000 }
const AUDIO = { trackId: 'TR_AMtest', clockRateHz: 48_000 }

/** Mediabunny's own reading, µs. */
async function readPtsUs(path: string): Promise<number[]> {
  using input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  const track = (await input.getPrimaryVideoTrack())!
  const pts: number[] = []
  for await (const packet of new EncodedPacketSink(track).packets())
    pts.push(Math.round(packet.timestamp * 1e6))
  return pts
}

/** Nothing said at all by a decoder that shares no code with this one. */
function expectToDecode(path: string): void {
  const { stderr, status } = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-'])
  expect({ said: String(stderr), status }).toEqual({ said: '', status: 0 })
}

const ptsOf = (frames: readonly MadeFrame[], rate: number): number[] =>
  frames.map(({ ticks }) => ((ticks - frames[0]!.ticks) * 1e6) / rate)

const delay = (packet: RtpPacketIn, at: number): RtpPacketIn => ({
  ...packet,
  arrivalNs: packet.arrivalNs + BigInt((at * 7919) % 13) * 8_000_000n,
})

/** Delays packets by up to 96 ms, so that they overtake each other, and sends some twice. */
function disturb(packets: readonly RtpPacketIn[]): RtpPacketIn[] {
  const twice = packets.filter((_, at) => at % 9 === 0).map((packet, at) => delay(packet, at + 5))
  return [...packets.map(delay), ...twice].sort((a, b) => Number(a.arrivalNs - b.arrivalNs))
}

describe('a video track', () => {
  it('VP8 becomes WebM with each frame at its millisecond, in any order of packets, and a hole stays one', async () => {
    const frames = vp8
    const packets = sendPayloads(packetiseVp8(frames), { ...VIDEO, mimeType: 'video/VP8' })
    const { muxed } = await recordPackets(folder, disturb(packets), makeTrack('video', 'video/VP8'))
    const { path, roundingUs } = muxed.media!
    const expected = ptsOf(frames, 90_000)
    expect(probePtsUs(path)).toEqual(expected.map((us) => Math.round(us / 1000) * 1000))
    expect(await readPtsUs(path)).toEqual(probePtsUs(path))
    expect(Math.max(...probePtsUs(path).map((us, at) => Math.abs(us - expected[at]!)))).toBeLessThanOrEqual(
      roundingUs,
    )
    expectToDecode(path)
  })

  it('H264 becomes MP4 with each frame at its own tick, and a new size goes on in the same file', async () => {
    const small = await makeH264(folder, '160x90', 1)
    const large = await makeH264(folder)
    const end = small.at(-1)!.ticks + 3600
    const frames = [...small, ...large.map((frame) => ({ ...frame, ticks: frame.ticks + end }))]
    const packets = sendPayloads(packetiseH264(frames), { ...VIDEO, mimeType: 'video/H264' })
    const { muxed } = await recordPackets(folder, disturb(packets), makeTrack('video', 'video/H264'))
    const { path } = muxed.media!
    expect(probePtsUs(path)).toEqual(ptsOf(frames, 90_000).map(Math.round))
    expect(await readPtsUs(path)).toEqual(probePtsUs(path))
    expect(muxed.survey).toMatchObject({ largest: { width: 320, height: 180 }, sizeChanges: 1 })
    expectToDecode(path)
  })

  it('VP9 becomes WebM', async () => {
    const frames = await makeVp9(folder)
    const payloads = frames.map(({ data, isKey, ticks }, frame) => ({
      data: Buffer.concat([Uint8Array.of(0x80 | (isKey ? 0 : 0x40) | 0x0c, 1 + frame), data]),
      ticks,
      frame,
      marker: true,
    }))
    const packets = sendPayloads(payloads, { ...VIDEO, mimeType: 'video/VP9' })
    const { muxed } = await recordPackets(folder, packets, makeTrack('video', 'video/VP9'))
    expect(muxed.survey.largest).toEqual({ width: 320, height: 180 })
    expect(probePtsUs(muxed.media!.path)).toEqual(
      ptsOf(frames, 90_000).map((us) => Math.round(us / 1000) * 1000),
    )
    expectToDecode(muxed.media!.path)
  })

  it('writes nothing that cannot be decoded after a loss, asks for a key frame, and drops blank ones', async () => {
    const frames = vp8
    const all = packetiseVp8([...frames, { ...frames[0]!, ticks: 999_999, data: makeBlank() }])
    const packets = sendPayloads(all, { ...VIDEO, mimeType: 'video/VP8' })
    const lost = all.findIndex(({ frame }) => frame === 10)
    const kept = packets.filter((_, at) => at !== lost)
    const { muxed, asked, state } = await recordPackets(folder, kept, makeTrack('video', 'video/VP8'))
    const nextKey = frames.findIndex(({ isKey }, at) => at > 10 && isKey)
    const expected = ptsOf(frames, 90_000).filter((_, at) => at < 10 || at >= nextKey)
    expect(probePtsUs(muxed.media!.path)).toEqual(expected.map((us) => Math.round(us / 1000) * 1000))
    expect(asked).toBeGreaterThan(0)
    expect(state.counts).toMatchObject({ lost: 1, incomplete: 1, undecodable: nextKey - 11, blank: 1 })
    expect(muxed.survey.losses).toMatchObject([{ epoch: 0, count: 1 }])
    expectToDecode(muxed.media!.path)
  })
})

/** A key frame of 8 × 8, as LiveKit appends it. */
const makeBlank = (): Uint8Array => Uint8Array.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 8, 0, 8, 0, 0, 0)

describe('a sound track', () => {
  it('becomes Ogg with each packet at its own sample, for our reader and for ffprobe, and a hole stays one', async () => {
    const frames = await makeOpus(folder)
    const blank = {
      isKey: true,
      ticks: 999_999,
      data: Uint8Array.of(0xf8, 0xff, 0xfe, ...new Uint8Array(77)),
    }
    const packets = sendPayloads(packetiseOpus([...frames, blank]), { ...AUDIO, mimeType: 'audio/opus' })
    const { muxed } = await recordPackets(folder, disturb(packets), makeTrack('audio', 'audio/opus'))
    const { path } = muxed.media!
    // Media time 0 is what was said first: the packet begins 312 samples of pre-skip before it.
    const expected = frames.map(({ ticks }) => Math.round(((ticks - frames[0]!.ticks - 312) * 1e6) / 48_000))
    const own = await readOgg(path)
    expect(own.filter((us) => expected.includes(us))).toEqual(expected)
    expect(own.length).toBe(expected.length + 1)
    expect(muxed.survey.counts.blank).toBe(1)
    const probed = probePtsUs(path).filter((us) => expected.some((one) => Math.abs(one - us) <= 1))
    expect(probed.length).toBe(expected.length)
    expectToDecode(path)
  })

  it('with RED loses nothing where no two packets in a row are lost', async () => {
    const frames = await makeOpus(folder)
    const packets = sendPayloads(packetiseRed(frames), { ...AUDIO, mimeType: 'audio/red' })
    const kept = packets.filter((_, at) => at % 7 !== 3 || at === packets.length - 1)
    const { muxed, state } = await recordPackets(folder, kept, makeTrack('audio', 'audio/red'))
    expect(muxed.media!.frames).toBe(frames.length)
    expect(state.recoveredFrames).toBe(packets.length - kept.length)
    const whole = await recordPackets(folder, packets, makeTrack('audio', 'audio/red'))
    expect(await readOgg(muxed.media!.path)).toEqual(await readOgg(whole.muxed.media!.path))
    expectToDecode(muxed.media!.path)
  })
})

async function readOgg(path: string): Promise<number[]> {
  const file = await open(path)
  try {
    const read = async (start: number, end: number): Promise<Uint8Array> => {
      const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
      return buffer
    }
    const ogg = await readOggOpus({ sizeBytes: (await stat(path)).size, read }, () => undefined)
    expect(ogg?.tornBytes).toBe(0)
    return ogg!.raw.ptsUs
  } finally {
    await file.close()
  }
}
