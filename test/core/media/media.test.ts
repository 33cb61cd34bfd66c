/** Probing, waveforms and remuxing against ffprobe, on files of every kind. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaWorkers, type MediaProbe, type MediaWorkers } from '../../../core/media/index.ts'
import { parsePeaks, formatPeaks } from '../../../core/protocol/index.ts'
import { run } from '../../support/mediaJudge.ts'
import { realBucket } from '../../support/realBucket.ts'
import { hasMoovInFront, makeMedia } from './makeMedia.ts'

const STORE = new URL('./oddStore.ts', import.meta.url)

let folder: string
let workers: MediaWorkers
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-media-test-'))
  workers = createMediaWorkers({ storeModule: STORE, concurrency: 2 })
  await makeMedia(folder)
}, 120_000)
afterAll(async () => {
  await workers.close()
  await rm(folder, { recursive: true, force: true })
})

const probe = (key: string): Promise<MediaProbe> => workers.probe(folder, key)
const codes = (found: MediaProbe): string[] => found.problems.map(({ code }) => code)

/** PTS of every packet in showing order, s, also of those an edit list hides. */
async function listPts(file: string, kind: 'audio' | 'video'): Promise<number[]> {
  const select = ['-select_streams', `${kind[0]}:0`, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0']
  const text = String(await run('ffprobe', ['-v', 'error', ...select, file]))
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map(Number.parseFloat).sort((a, b) => a - b)
}

/** Every PTS is what ffprobe shows; a Matroska clock counts milliseconds, so a codec delay is rounded there. */
async function expectSamePts(root: string, key: string): Promise<MediaProbe> {
  const found = await workers.probe(root, key)
  const toleranceUs = /webm|matroska/.test(found.container) ? 1000 : 60
  for (const stream of found.streams) {
    const expected = await listPts(join(root, key), stream.kind)
    expect(stream.packetCount, key).toBe(expected.length)
    const worst = Math.max(...expected.map((pts, at) => Math.abs(pts * 1e6 - stream.packets.ptsUs[at]!)))
    expect(worst, `${key} ${stream.kind}`).toBeLessThanOrEqual(toleranceUs)
  }
  return found
}

/** Buckets of 10 ms louder than a tenth, as [first, end] in ms of media time. */
const findLoud = async (key: string): Promise<[number, number]> => {
  const stream = (await probe(key)).streams.find(({ kind }) => kind === 'audio')!
  const { peaks, problems } = await workers.peaks(folder, key, stream)
  expect(problems).toEqual([])
  expect(parsePeaks(formatPeaks(peaks!).buffer)).toEqual(peaks)
  expect(peaks!.min.length).toBeGreaterThanOrEqual(Math.floor(stream.endPtsUs / 1e4))
  const loud = [...peaks!.rms.keys()].filter((at) => peaks!.rms[at]! > 10)
  return [loud[0]! * 10 + peaks!.firstPtsUs / 1e3, (loud.at(-1)! + 1) * 10 + peaks!.firstPtsUs / 1e3]
}

const remux = async (key: string, out: string) =>
  workers.remux(folder, key, { container: (await probe(key)).container, out: join(folder, out) })

describe('probe', () => {
  it('sees the same packets as ffprobe in every readable file', async () => {
    for (const key of [
      'vp8.webm',
      'vp9.webm',
      'opus.ogg',
      'bframes.mp4',
      'both.mp4',
      'old.avi',
      'hole.webm',
      'quiet.webm',
      'fragments.mp4',
      'recorder.webm',
    ]) {
      const found = await expectSamePts(folder, key)
      expect(found.problems, key).toEqual([])
      expect(found.streams.length, key).toBeGreaterThan(0)
    }
  })

  it.skipIf(!realBucket)('sees the same packets as ffprobe in the real bucket, and no problem', async () => {
    const root = join(realBucket!, 'bucket')
    const keys = (await readdir(root, { recursive: true })).filter((key) => /\.(webm|mp4|ogg)$/.test(key))
    expect(keys).toHaveLength(8)
    for (const key of keys) {
      const found = await expectSamePts(root, key)
      expect(found).toMatchObject({ needsRemux: false, problems: [], probedBy: 'mediabunny' })
    }
  })

  it('keeps the first PTS of a WebM, honours an edit list, shows a codec delay as a time before 0', async () => {
    expect((await probe('vp8.webm')).streams[0]).toMatchObject({ firstPtsUs: 1_500_000, codecDelayUs: 0 })
    expect((await probe('bframes.mp4')).streams[0]).toMatchObject({ firstPtsUs: 0, endPtsUs: 3_000_000 })
    expect((await probe('opus.ogg')).streams[0]).toMatchObject({ firstPtsUs: -6500, codecDelayUs: 6500 })
    const sound = (await probe('both.mp4')).streams[1]!
    expect(sound.firstPtsUs + sound.codecDelayUs).toBe(0)
  })

  it('names codecs as WebCodecs does', async () => {
    const names = await Promise.all(
      ['vp8.webm', 'vp9.webm', 'opus.ogg', 'bframes.mp4'].map(
        async (key) => (await probe(key)).streams[0]!.codecString,
      ),
    )
    expect(names[0]).toBe('vp8')
    expect(names[1]).toMatch(/^vp09\.00\./)
    expect(names[2]).toBe('opus')
    expect(names[3]).toMatch(/^avc1\.[0-9a-f]{6}$/i)
    expect((await probe('both.mp4')).streams.map(({ kind, codec }) => [kind, codec])).toEqual([
      ['video', 'h264'],
      ['audio', 'aac'],
    ])
  })

  it('finds holes in pictures and in sound', async () => {
    const [picture] = (await probe('hole.webm')).streams
    expect(picture!.holes).toHaveLength(1)
    expect(picture!.holes[0]!.startPtsUs / 1e6).toBeCloseTo(2.5, 1)
    expect(picture!.holes[0]!.endPtsUs / 1e6).toBeCloseTo(3.82, 1)
    const [sound] = (await probe('quiet.webm')).streams
    expect(sound!.holes).toHaveLength(1)
    expect(sound!.holes[0]!.endPtsUs - sound!.holes[0]!.startPtsUs).toBeGreaterThan(150_000)
  })

  it('finds a hole between the pages of an Ogg, where adding up durations would lose it', async () => {
    const found = await probe('paged.ogg')
    expect(found.streams[0]!.endPtsUs / 1e6).toBeCloseTo(3, 2)
    expect(found.streams[0]!.holes).toEqual([{ startPtsUs: 1_193_500, endPtsUs: 1_693_500 }])
  })

  it('rebuilds the length of a WebM without one, and asks for a seekable copy', async () => {
    const found = await probe('recorder.webm')
    expect(found.needsRemux).toBe(true)
    expect(found.streams.map(({ kind }) => kind).sort()).toEqual(['audio', 'video'])
    for (const stream of found.streams) expect(stream.endPtsUs / 1e6).toBeCloseTo(3, 1)
  })

  it('reads rotation, and what mediabunny cannot read through FFmpeg', async () => {
    expect((await probe('turned.mp4')).streams[0]!.rotation).toBe(270)
    expect(await probe('old.avi')).toMatchObject({ container: 'avi', probedBy: 'node-av' })
    expect((await probe('sound.wav')).streams[0]).toMatchObject({
      kind: 'audio',
      codec: 'pcm_s16le',
      sampleRateHz: 44_100,
    })
  })

  it('keeps what stands before the end of a killed WebM', async () => {
    const found = await probe('killed.webm')
    expect(found.container).toBe('webm')
    const whole = await probe('recorder.webm')
    expect(found.streams[0]!.packetCount).toBeGreaterThan(10)
    expect(found.streams[0]!.packetCount).toBeLessThan(whole.streams[0]!.packetCount)
    expect(found.needsRemux).toBe(true)
  })

  it('says where a finished file was cut, and keeps what is there', async () => {
    for (const key of ['cut.webm', 'cut.ogg']) {
      const found = await probe(key)
      expect(codes(found), key).toEqual(['media_truncated'])
      expect(found.streams[0]!.packetCount, key).toBeGreaterThan(10)
    }
  })

  it('gives problems, not errors, for what cannot be read', async () => {
    expect(codes(await probe('empty.webm'))).toEqual(['media_empty'])
    expect(codes(await probe('text.mp4'))).toEqual(['media_unreadable'])
    expect(codes(await probe('not-there.mp4'))).toEqual(['media_missing'])
    const killed = await probe('killed.mp4')
    expect(codes(killed)).toEqual(['media_unreadable'])
    expect(killed.problems[0]!.message).toContain('without a moov box')
  })
})

describe('peaks', () => {
  it('stand where the sound is, in every container', async () => {
    for (const key of ['opus.ogg', 'both.mp4', 'recorder.webm', 'sound.wav']) {
      const [from, to] = await findLoud(key)
      expect(Math.abs(from - 1000), key).toBeLessThanOrEqual(25)
      expect(Math.abs(to - 1500), key).toBeLessThanOrEqual(35)
    }
  })

  it('are silent through a hole, and true behind it', async () => {
    const stream = (await probe('quiet.webm')).streams[0]!
    const { peaks } = await workers.peaks(folder, 'quiet.webm', stream)
    const at = (ms: number): number => peaks!.rms[Math.floor((ms * 1e3 - peaks!.firstPtsUs) / 1e4)]!
    expect([at(1100), at(1300), at(1450), at(1600)].map((value) => value > 10)).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('say why there are none', async () => {
    const none = await workers.peaks(folder, 'text.mp4', { streamIndex: 0, firstPtsUs: 0, endPtsUs: 1e6 })
    expect(none.peaks).toBeUndefined()
    expect(none.problems.map(({ code }) => code)).toEqual(['media_undecodable'])
  })
})

describe('remux', () => {
  it('gives a streamed WebM cues and a duration and keeps every time stamp', async () => {
    expect(await remux('recorder.webm', 'copy.webm')).toMatchObject({
      file: join(folder, 'copy.webm'),
      problems: [],
    })
    const copy = await expectSamePts(folder, 'copy.webm')
    expect(copy.needsRemux).toBe(false)
    const before = await probe('recorder.webm')
    expect(copy.streams.map(({ packetCount }) => packetCount)).toEqual(
      before.streams.map(({ packetCount }) => packetCount),
    )
  })

  it('repairs a killed WebM as far as it goes', async () => {
    expect((await remux('killed.webm', 'repaired.webm')).problems).toEqual([])
    expect((await probe('repaired.webm')).needsRemux).toBe(false)
  })

  it('keeps a first PTS that is not 0', async () => {
    expect((await remux('hole.webm', 'late.webm')).problems).toEqual([])
    expect((await probe('late.webm')).streams[0]).toMatchObject({
      firstPtsUs: 1_500_000,
      packetCount: (await probe('hole.webm')).streams[0]!.packetCount,
    })
  })

  it('puts the moov box of an MP4 in front', async () => {
    for (const key of ['bframes.mp4', 'both.mp4', 'fragments.mp4']) {
      expect((await remux(key, `front-${key}`)).problems, key).toEqual([])
      expect(await hasMoovInFront(join(folder, `front-${key}`))).toBe(true)
    }
  })

  it('leaves nothing behind where it fails', async () => {
    const failed = await workers.remux(folder, 'text.mp4', {
      container: 'mp4',
      out: join(folder, 'never.mp4'),
    })
    expect(failed.file).toBeUndefined()
    expect(failed.problems).toHaveLength(1)
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([])
  })
})

describe('a child that reads media', () => {
  it('may crash or hang: its file is reported and the others are read', async () => {
    const fragile = createMediaWorkers({ storeModule: STORE, concurrency: 1, timeoutMs: 5000 })
    try {
      const keys = ['crash.ogg', 'opus.ogg', 'hang.ogg', 'vp8.webm', 'crash.ogg']
      const found = await Promise.all(keys.map((key) => fragile.probe(folder, key)))
      expect(found.map(codes)).toEqual([['media_crashed'], [], ['media_timeout'], [], ['media_crashed']])
    } finally {
      await fragile.close()
    }
  })

  it('passes on what is wrong with the store', async () => {
    await expect(probe('refuse.ogg')).rejects.toMatchObject({ code: 'store_unreachable', hint: 'Wait.' })
    await expect(workers.probe('/not/there', 'a.ogg')).rejects.toMatchObject({ code: 'folder_missing' })
  })

  it('is stopped by a signal, and by closing', async () => {
    const stopped = createMediaWorkers({ storeModule: STORE, concurrency: 1 })
    const abort = new AbortController()
    const hung = stopped.probe(folder, 'hang.ogg', { signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(hung).rejects.toThrow('enough')
    const again = expect(stopped.probe(folder, 'hang.ogg')).rejects.toMatchObject({ code: 'media_closed' })
    const waiting = expect(stopped.probe(folder, 'opus.ogg')).rejects.toMatchObject({ code: 'media_closed' })
    await stopped.close()
    await Promise.all([again, waiting])
    await expect(stopped.probe(folder, 'opus.ogg')).rejects.toMatchObject({ code: 'media_closed' })
  })
})
