/** The publisher of the benches against a real server: what it says it sent is what a subscriber gets. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAssembler, type VideoFrame } from '../../capture/embedded/rtp/assemble.ts'
import { createH264 } from '../../capture/embedded/rtp/depacketise/h264.ts'
import { vp8 } from '../../capture/embedded/rtp/depacketise/vp8.ts'
import type { RtpPacketIn, SenderReportIn } from '../../capture/model/media.ts'
import { openRoom } from '../../capture/room/room.ts'
import { createRecorderToken } from '../../capture/room/token.ts'
import { createWallClock } from '../../capture/room/wallClock.ts'
import { loadVideo, type VideoOptions } from '../support/capture/rtpPublisher/media/video.ts'
import { writeElementary } from '../support/capture/rtpPublisher/media/elementary.ts'
import { createRtpPublisher } from '../support/capture/rtpPublisher/publisher.ts'
import { startLivekit, type LivekitServer } from '../support/livekit.ts'
import { decodeCells } from '../support/mediaJudge.ts'

let livekit: LivekitServer
let folder: string
beforeAll(async () => {
  livekit = await startLivekit()
  folder = await mkdtemp(join(tmpdir(), 'lockstep-publisher-'))
})
afterAll(async () => {
  await livekit.stop()
  await rm(folder, { recursive: true, force: true })
})

const ROOM = 'publishers'
const PICTURES = { width: 320, height: 180, count: 60, fps: 15, kbps: 60 }
const CLOCK_OFFSETS_MS = { vp8: 1300, h264: -200 }
const SKEWS_PPM = { vp8: 80, h264: -40 }

it('sends each frame once and in order, on the lines that its reports tell, by the device’s wrong clock', async () => {
  const clock = createWallClock()
  const packets = new Map<string, RtpPacketIn[]>()
  const reports = new Map<string, SenderReportIn[]>()
  const enough = Promise.withResolvers<void>()
  const room = await openRoom({
    url: livekit.url,
    clock,
    signal: new AbortController().signal,
    token: await createRecorderToken({ ...livekit, room: ROOM, identity: 'recorder', ttlSeconds: 60 }),
    listener: {
      onTrack: ({ facts, requestKeyFrame }) => {
        if (facts.kind === 'video') requestKeyFrame()
      },
      onTrackPublished: ({ trackId }) => room.setSubscribed(trackId, true),
      onTrackEnded: () => undefined,
      onRtp: (packet) => append(packets, packet.trackId, packet),
      onSenderReport: (report) => {
        append(reports, report.trackId, report)
        if (reports.size === 4 && [...packets.values()].every(({ length }) => length > 150)) enough.resolve()
      },
    },
  })
  const people = await Promise.all(
    (['vp8', 'h264'] as const).map(async (codec) => {
      const options = { ...PICTURES, codec, cellId: 7 }
      const publisher = createRtpPublisher({
        url: livekit.url,
        identity: codec,
        createToken: (identity) => livekit.createToken(ROOM, identity),
        clock,
        clockOffsetMs: CLOCK_OFFSETS_MS[codec],
        skewPpm: SKEWS_PPM[codec],
        red: codec === 'vp8',
        // Small enough that frames take several packets.
        tracks: [{ kind: 'video', video: await loadVideo(options), mtu: 100 }, { kind: 'audio' }],
      })
      return { publisher, options, tracks: await publisher.join() }
    }),
  )
  await enough.promise
  await Promise.all(people.map(({ publisher }) => publisher.leave()))
  await room.close()

  for (const { options, tracks } of people) {
    const { codec, count, fps } = options
    for (const { trackId, kind, sent } of tracks) {
      const rateHz = kind === 'video' ? 90_000 : 48_000
      const report = reports.get(trackId)!.at(-1)!
      const numbers =
        kind === 'video'
          ? await readNumbers(packets.get(trackId)!, options)
          : inOrder(packets.get(trackId)!).map(({ timestamp }) => ({ timestamp, number: undefined }))
      const period = kind === 'video' ? count : sent.length
      expect(numbers.length).toBeGreaterThan(20)
      let compared = 0
      for (const { timestamp, number } of numbers) {
        const sinceReport = ((timestamp - report.rtpTimestamp) | 0) / rateHz
        const ownNs = Number(report.senderNs - BigInt(CLOCK_OFFSETS_MS[codec] * 1e6)) + sinceReport * 1e9
        const nearest = sent.reduce((a, b) =>
          Math.abs(Number(b.takenNs) - ownNs) < Math.abs(Number(a.takenNs) - ownNs) ? b : a,
        )
        const offMs = (Number(nearest.takenNs) - ownNs) / 1e6
        // Of sound, clicks alone are known: one packet in fifty.
        if (kind === 'audio' && Math.abs(offMs) > 9) continue
        compared++
        expect(Math.abs(offMs)).toBeLessThan(2)
        if (kind === 'video') expect(number).toBe(nearest.number % period)
      }
      expect(compared).toBeGreaterThan(kind === 'video' ? fps : 1)
      const steps = numbers.slice(1).map(({ timestamp }, at) => (timestamp - numbers[at]!.timestamp) | 0)
      expect(new Set(steps)).toEqual(new Set([kind === 'video' ? rateHz / fps : 960]))
    }
  }
}, 20_000)

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  map.set(key, [...(map.get(key) ?? []), value])
}

/** Each once: what was asked for again may come twice, and late. */
function inOrder(packets: readonly RtpPacketIn[]): RtpPacketIn[] {
  const first = packets[0]!.sequenceNumber
  const placed = new Map(packets.map((packet) => [((packet.sequenceNumber - first) << 16) >> 16, packet]))
  return [...placed].sort(([a], [b]) => a - b).map(([, packet]) => packet)
}

interface ReadFrame {
  readonly timestamp: number
  readonly number: number | undefined
}

/** Frames from the first key frame on, decoded by ffmpeg, with the number that is burned in. */
async function readNumbers(packets: readonly RtpPacketIn[], options: VideoOptions): Promise<ReadFrame[]> {
  const frames: VideoFrame[] = []
  const assembler = createAssembler(options.codec === 'vp8' ? vp8 : createH264(), {
    onFrame: (frame) => void (frame.isKey || frames.length > 0 ? frames.push(frame) : 0),
    onBroken: () => undefined,
  })
  for (const packet of inOrder(packets)) assembler.push(packet)
  // What the server appends when a track ends is blank and tiny.
  const shown = frames.filter(({ size }) => !size || size.width === options.width)
  const file = join(folder, options.codec)
  await writeFile(
    file,
    writeElementary(
      options,
      shown.map(({ data }) => data),
    ),
  )
  const cells = await decodeCells(file, options.width, options.height)
  expect(cells.length).toBe(shown.length)
  return shown.map(({ timestamp }, at) => ({ timestamp, number: cells[at]?.index }))
}
