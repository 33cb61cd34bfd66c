import { EgressStatus, type EgressInfo } from '@livekit/protocol'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEmbeddedRecorder } from '../../../capture/embedded/embeddedRecorder.ts'
import type { RtpPacketIn } from '../../../capture/model/media.ts'
import { toRecordingState } from '../../../capture/model/recordingState.ts'
import {
  parseClockReadings,
  parseEgressInfo,
  parseEgressManifest,
  parseExactJson,
} from '../../../core/formats/index.ts'
import { probePtsUs } from '../../fixtures/ffprobe.ts'
import { createFakeBucket, createFakeTime, type FakeBucket, type FakeTime } from './fakes.ts'
import { packetiseH264, packetiseOpus, sendPayloads, type MadeFrame } from './packetise.ts'
import { makeTrack } from './journalHead.ts'

const START_NS = 1_749_655_840_000_000_000n
const TRACK = makeTrack('audio', 'audio/opus')
const ROOM = { roomName: 'interview-1', roomId: 'RM_test' }
const REQUEST = { ...ROOM, target: { type: 'track', trackId: TRACK.trackId }, track: TRACK } as const

let folder: string
let bucket: FakeBucket
let time: FakeTime
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-recorder-'))
  bucket = createFakeBucket(join(folder, 'bucket'))
  time = createFakeTime(START_NS)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function open() {
  const infos: EgressInfo[] = []
  const progress: (readonly EgressInfo[])[] = []
  const wanted: [string, boolean][] = []
  const recorder = createEmbeddedRecorder({
    spoolFolder: join(folder, 'spool'),
    bucket,
    clock: { nowNs: () => time.nowNs },
    ntpOf: 'publisher',
    version: '0.1.0',
    events: { onInfo: (info) => infos.push(info), onProgress: (running) => progress.push(running) },
    subscribe: (trackId, isWanted) => wanted.push([trackId, isWanted]),
    mostRecordings: 1,
    effects: time.effects,
  })
  const statuses = (): EgressStatus[] => infos.map(({ status }) => status)
  const ended = (): Promise<EgressInfo> =>
    waitFor(() => {
      const last = infos.at(-1)
      expect(last?.status).toBeGreaterThanOrEqual(EgressStatus.EGRESS_COMPLETE)
      return last!
    })
  return { recorder, infos, progress, wanted, statuses, ended }
}

/** Opus silence of 20 ms, `count` packets from `fromMs` on. */
function makeSound(count: number, fromMs: number, ssrc = 7): RtpPacketIn[] {
  const frames = Array.from({ length: count }, (_, at): MadeFrame => ({
    data: Uint8Array.of(0xf8, 0xff, 0xfe),
    isKey: true,
    ticks: at * 960,
  }))
  const startNs = START_NS + BigInt(fromMs) * 1_000_000n
  return sendPayloads(packetiseOpus(frames), {
    trackId: TRACK.trackId,
    mimeType: 'audio/opus',
    clockRateHz: 48_000,
    ssrc,
    startNs,
  })
}

function play(recorder: ReturnType<typeof open>['recorder'], packets: readonly RtpPacketIn[]): void {
  for (const packet of packets) {
    time.nowNs = packet.arrivalNs
    recorder.onRtp(packet)
    time.tick()
  }
}

/** A busy machine takes its time. */
const waitFor = <T>(look: () => T): Promise<T> => vi.waitFor(look, { timeout: 20_000 })

const readText = (key: string): Promise<string> => readFile(bucket.path(key), 'utf8')

describe('the embedded recorder', { timeout: 60_000 }, () => {
  it('says about each 2 s how much there is of what runs, and nothing before the first frame', async () => {
    const { recorder, progress, infos } = open()
    await recorder.start(REQUEST)
    time.nowNs += 3_000_000_000n
    time.tick()
    expect(progress).toEqual([])
    play(recorder, makeSound(251, 3000))
    expect(infos.length).toBe(2)
    const told = progress.map(([info]) => info!.fileResults[0]!)
    expect(told.map(({ duration, size }) => [Number(duration) / 1e9, Number(size)])).toEqual([
      [expect.closeTo(2, 1), expect.closeTo(300, -2)],
      [expect.closeTo(4, 1), expect.closeTo(600, -2)],
    ])
    await recorder.close()
  })

  it('brings media, sidecar and manifest to the bucket in this order and leaves nothing behind', async () => {
    const { recorder, statuses, wanted, ended } = open()
    const { egressId, status } = await recorder.start(REQUEST)
    expect(egressId).toMatch(/^EG_[A-Za-z0-9]{12}$/)
    expect(status).toBe(EgressStatus.EGRESS_STARTING)
    expect((await recorder.start(REQUEST)).egressId).toBe(egressId)
    const sound = makeSound(100, 1000)
    play(recorder, sound.slice(0, 50))
    for (const s of [1, 1, 2, 3, 4]) {
      const report = { trackId: TRACK.trackId, ssrc: 7, senderNs: START_NS + BigInt(s) * 1_000_000_000n }
      recorder.onSenderReport({
        ...report,
        rtpTimestamp: (4_294_900_000 + (s - 1) * 48_000) % 2 ** 32,
        arrivalNs: report.senderNs,
      })
    }
    recorder.onMuted(TRACK.trackId, true)
    play(recorder, sound.slice(50))
    recorder.onTrackEnded(TRACK.trackId, 'unpublished')
    const info = await ended()
    expect(statuses()).toEqual([0, 1, 2, 3])
    expect(wanted).toEqual([
      [TRACK.trackId, true],
      [TRACK.trackId, false],
    ])
    const place = 'interview-1/RM_test/alice'
    const media = `${place}/microphone-TR_AMtest-2025-06-11T153040.ogg`
    expect(bucket.keys).toEqual([media, `${place}/${egressId}.egressinfo.json`, `${place}/${egressId}.json`])
    expect(await readdir(join(folder, 'spool'))).toEqual([])
    expect(info.fileResults[0]).toMatchObject({
      filename: media,
      location: `s3://lab/study/${media}`,
      startedAt: START_NS + 1_000_000_000n,
    })

    const sidecar = parseExactJson(await readText(bucket.keys[1]!)).value!
    expect(parseEgressInfo(sidecar)).toMatchObject({
      value: {
        egressId,
        status: 'EGRESS_COMPLETE',
        trackId: TRACK.trackId,
        files: [{ startedAt: { ns: START_NS + 1_000_000_000n } }],
      },
      problems: [],
    })
    expect(parseClockReadings(sidecar).value).toEqual(
      [0, 1, 2, 3].map((s) => ({
        ptsUs: s * 1_000_000,
        wallNs: START_NS + BigInt(s + 1) * 1_000_000_000n,
        clock: 'device',
        recvNs: START_NS + BigInt(s + 1) * 1_000_000_000n,
      })),
    )
    expect(sidecar).toMatchObject({
      lockstep: {
        recorder: 'embedded',
        pts0: { method: 'sender_reports', readings: 4 },
        packets: { received: 100, lost: 0 },
        frames: { written: 100 },
        muted: [{ isMuted: true }],
        lost: [],
      },
    })
    const manifest = parseEgressManifest(parseExactJson(await readText(bucket.keys[2]!)).value!)
    expect(manifest).toMatchObject({
      value: {
        generation: 'b',
        egressId,
        trackId: TRACK.trackId,
        identity: 'alice',
        files: [{ filename: media }],
        startedAt: { ns: START_NS },
      },
      problems: [],
    })
    await recorder.close()
  })

  it('goes on in the same file after a restart, with a hole, where the track is published still', async () => {
    const before = open()
    const { egressId } = await before.recorder.start(REQUEST)
    play(before.recorder, makeSound(100, 0))
    await before.recorder.close()
    const after = open()
    const [taken] = await after.recorder.recover(() => true)
    // 100 packets of 3 bytes, as the one before counted them.
    expect(taken).toMatchObject({ egressId, status: EgressStatus.EGRESS_STARTING })
    const { startedAt, duration, size } = taken!.fileResults[0]!
    expect([startedAt, size]).toEqual([START_NS, 300n])
    expect(Number(duration) / 1e9).toBeCloseTo(1.98, 2)
    expect(after.wanted).toEqual([[TRACK.trackId, true]])
    play(after.recorder, makeSound(50, 12_000, 8))
    expect(Number((await after.recorder.list())[0]!.fileResults[0]!.duration)).toBeGreaterThan(12e9)
    await after.recorder.stop(egressId)
    const info = await after.ended()
    const pts = probePtsUs(bucket.path(info.fileResults[0]!.filename))
    expect(pts.filter((us) => us < 2_000_000).length).toBeGreaterThanOrEqual(100)
    expect(pts.filter((us) => us >= 11_990_000)).toHaveLength(50)
    expect(pts.filter((us) => us > 2_020_000 && us < 11_900_000)).toEqual([])
    await after.recorder.close()
  })

  it('says in words that the bucket refuses, tries again, and loses nothing, whether the process lives or not', async () => {
    const first = open()
    bucket.refuse = true
    const { egressId } = await first.recorder.start(REQUEST)
    play(first.recorder, makeSound(50, 0))
    first.recorder.onTrackEnded(TRACK.trackId, 'left')
    await waitFor(() => expect(time.waiting).toBe(1))
    expect(first.infos.at(-1)).toMatchObject({
      status: EgressStatus.EGRESS_ENDING,
      error: expect.stringContaining('the bucket refused the key (Check its rights.)'),
    })
    await first.recorder.close()
    const second = open()
    await second.recorder.recover(() => true)
    await waitFor(() => expect(time.waiting).toBe(2))
    bucket.refuse = false
    time.passWaits()
    const info = await second.ended()
    expect(info).toMatchObject({ egressId, status: EgressStatus.EGRESS_COMPLETE, error: '' })
    expect(probePtsUs(bucket.path(info.fileResults[0]!.filename))).toHaveLength(50)
    await second.recorder.close()
  })

  it('leaves to the next process what the bucket was asked for at its end, and calls that no trouble', async () => {
    const first = open()
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<never>()
    const { uploadFile } = bucket
    bucket.uploadFile = () => (asked.resolve(), answer.promise)
    await first.recorder.start(REQUEST)
    play(first.recorder, makeSound(50, 0))
    first.recorder.onTrackEnded(TRACK.trackId, 'left')
    await asked.promise
    const closed = first.recorder.close()
    answer.reject(new Error('let go'))
    await closed
    expect(first.infos.at(-1)).toMatchObject({ status: EgressStatus.EGRESS_ENDING, error: '' })
    bucket.uploadFile = uploadFile
    const second = open()
    await second.recorder.recover(() => true)
    expect((await second.ended()).status).toBe(EgressStatus.EGRESS_COMPLETE)
    await second.recorder.close()
  })

  it('can be read while it grows, on demand', async () => {
    const { recorder, ended } = open()
    const { egressId } = await recorder.start(REQUEST)
    play(recorder, makeSound(100, 0))
    await recorder.copyNow(egressId)
    const sidecar = parseExactJson(await readText(bucket.keys[1]!)).value!
    expect(parseEgressInfo(sidecar).value?.status).toBe('EGRESS_ACTIVE')
    const early = probePtsUs(bucket.path(bucket.keys[0]!)).length
    expect(early).toBeGreaterThan(50)
    bucket.refuse = true
    await recorder.copyNow(egressId)
    // Of a copy that found no way nothing is left that takes the disk's room.
    expect(await readdir(join(folder, 'spool'))).toEqual([`${egressId}.journal`])
    bucket.refuse = false
    await recorder.stop(egressId)
    const info = await ended()
    expect(info.fileResults[0]!.filename).toBe(bucket.keys[0])
    expect(probePtsUs(bucket.path(bucket.keys[0]!))).toHaveLength(100)
    await recorder.close()
  })

  it.each([
    [true, 'stopped', 'the track was muted all the time'],
    [false, 'unpublished', 'it ended (unpublished) before a packet of the track came'],
  ])('ends a recording without a packet as aborted, with the reason: muted %s', async (muted, why, words) => {
    const { recorder, ended } = open()
    const { egressId } = await recorder.start({ ...REQUEST, track: { ...TRACK, muted } })
    time.nowNs += 60_000_000_000n
    if (muted) await recorder.stop(egressId)
    else recorder.onTrackEnded(TRACK.trackId, why)
    const info = await ended()
    expect(info).toMatchObject({
      status: EgressStatus.EGRESS_ABORTED,
      details: why,
      error: expect.stringContaining(words),
    })
    expect(toRecordingState(info).durationSeconds).toBe(0)
    expect(await readdir(join(folder, 'spool'))).toEqual([])
    const manifest = parseExactJson(await readText(info.manifestLocation)).value!
    expect(parseEgressManifest(manifest)).toMatchObject({ value: { files: [] }, problems: [] })
    await recorder.close()
  })

  it('ends a recording of which no file can be made as failed, and keeps its journal', async () => {
    const { recorder, ended } = open()
    const track = makeTrack('video', 'video/H264')
    const { trackId } = track
    const { egressId } = await recorder.start({ ...ROOM, target: { type: 'track', trackId }, track })
    const units = [
      [0x67, 66],
      [0x68, 1],
      [0x65, 0x88, 1],
    ].flatMap((unit) => [0, 0, 0, 1, ...unit])
    const frame = { data: Uint8Array.from(units), isKey: true, ticks: 0 }
    const options = { trackId, mimeType: 'video/H264', clockRateHz: 90_000 }
    sendPayloads(packetiseH264([frame]), options).forEach(recorder.onRtp)
    await recorder.stop(egressId)
    const reason = expect.stringContaining('its video/H264 cannot be written as mp4')
    expect(await ended()).toMatchObject({ status: EgressStatus.EGRESS_FAILED, error: reason })
    expect(await readdir(join(folder, 'spool'))).toEqual([`${egressId}.journal`])
    await recorder.close()
  })

  it('refuses what it cannot record', async () => {
    const { recorder } = open()
    const refused = (request: Parameters<typeof recorder.start>[0]) => expect(recorder.start(request)).rejects
    await refused({ ...ROOM, target: { type: 'room_composite' } }).toMatchObject({
      code: 'target_unsupported',
    })
    await refused({ ...ROOM, target: REQUEST.target }).toMatchObject({ code: 'track_missing' })
    await refused({ ...REQUEST, track: { ...TRACK, mimeType: 'video/AV1' } }).toMatchObject({
      code: 'target_unsupported',
    })
    await recorder.start(REQUEST)
    await refused({ ...REQUEST, track: { ...TRACK, trackId: 'TR_other' } }).toMatchObject({
      code: 'recording_limit',
    })
    await recorder.close()
  })
})
