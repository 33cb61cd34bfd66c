/** Renditions against their sources, as ffprobe and ffmpeg see both. */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaWorkers, type MediaWorkers } from '../../../core/media/index.ts'
import { createFrameChoice } from '../../../core/media/renditionFrames.ts'
import {
  RENDITION_LEVELS,
  parseRenditionIndex,
  type RenditionLevel,
} from '../../../core/protocol/rendition.ts'
import { HEIGHT, WIDTH, makeCellVideo } from '../../support/cellMedia.ts'
import { decodeCells, probe, probePts, run, words } from '../../support/mediaJudge.ts'

let folder: string
let workers: MediaWorkers
const at = (name: string): string => path.join(folder, name)
const copy = (from: string, args: string, to: string): Promise<unknown> =>
  run('ffmpeg', ['-v', 'error', '-y', '-i', at(from), ...words(args), at(to)])

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-rendition-'))
  workers = createMediaWorkers({ storeModule: new URL('../../../core/storage/store.ts', import.meta.url) })
  await makeCellVideo(at('uneven.mp4'), { container: 'mp4', frames: 100, holeAt: 60 })
  const vp8 = '-c:v libvpx -deadline realtime -b:v 900k -auto-alt-ref 0'
  await copy('uneven.mp4', `-fps_mode passthrough -enc_time_base 1:1000 ${vp8}`, 'uneven.webm')
  await copy('uneven.mp4', '-c copy -output_ts_offset 3.45678 -video_track_timescale 90000', 'late.mp4')
  const h264 = '-c:v libx264 -preset veryfast -bf 2 -video_track_timescale 90000'
  const kept = '-fps_mode passthrough -enc_time_base 1:90000'
  await copy('uneven.mp4', `-t 2 -vf scale=854:480,transpose=cclock ${kept} ${h264}`, 'lying.mp4')
  await copy('lying.mp4', '-c copy -metadata:s:v:0 rotate=270', 'turned.mp4')
}, 60_000)
afterAll(async () => {
  await workers.close()
  await rm(folder, { recursive: true, force: true })
})

async function make(name: string, level: RenditionLevel = '180', leastStepUs = 0) {
  const [stream] = (await workers.probe(folder, name)).streams
  const { firstPtsUs = 0, endPtsUs = 0, rotation } = stream ?? {}
  const [out, indexOut] = [at(`${name}-${level}-out.mp4`), at(`${name}-${level}-out.idx`)]
  const { made, problems } = await workers.rendition(folder, name, {
    streamIndex: 0,
    firstPtsUs,
    endPtsUs,
    rotation: rotation ?? 0,
    leastStepUs,
    out,
    indexOut,
    ...RENDITION_LEVELS[level],
  })
  return { out, indexOut, made, problems }
}

interface Packet {
  readonly ptsUs: number
  readonly pos: number
  readonly size: number
  readonly key: boolean
}

async function readPackets(file: string): Promise<Packet[]> {
  const text = await run('ffprobe', [
    ...words('-v error -select_streams v:0 -show_entries packet=pts_time,pos,size,flags -of json'),
    file,
  ])
  const { packets } = JSON.parse(String(text)) as {
    packets: { pts_time: string; pos: string; size: string; flags: string }[]
  }
  return packets.map(({ pts_time, pos, size, flags }) => ({
    ptsUs: Number(pts_time) * 1e6,
    pos: Number(pos),
    size: Number(size),
    key: flags.startsWith('K'),
  }))
}

describe('a rendition', () => {
  it.each(['uneven.mp4', 'uneven.webm', 'late.mp4', 'turned.mp4'])(
    'shows the frames of its source at their times: %s',
    async (name) => {
      const { out, indexOut, made, problems } = await make(name)
      expect(problems).toEqual([])
      const source = (await probePts(at(name))).map((pts) => pts * 1e6)
      const packets = await readPackets(out)
      expect(packets).toHaveLength(source.length)
      packets.forEach(({ ptsUs }, n) => expect(Math.abs(ptsUs - source[n]!)).toBeLessThan(20))

      const [theirs, ours] = await Promise.all(
        [at(name), out].map((file) => decodeCells(file, WIDTH, HEIGHT)),
      )
      expect(ours).toEqual(theirs)
      expect(ours!.every((cells) => cells?.id === 7)).toBe(true)
      expect((await probe(out)).streams).toMatchObject([
        { codec_name: 'h264', profile: 'Constrained Baseline', has_b_frames: 0, width: 320, height: 180 },
      ])

      let keyUs = -Infinity
      for (const [n, { ptsUs, key }] of packets.entries()) {
        const afterHole = n > 0 && ptsUs - packets[n - 1]!.ptsUs > 500_000
        expect(key).toBe(ptsUs - keyUs >= 999_000 || afterHole)
        if (key) keyUs = ptsUs
      }

      const index = parseRenditionIndex(new Uint8Array(await readFile(indexOut)).buffer)
      expect(index).toMatchObject({ codec: 'avc1.42c00d', widthPx: 320, heightPx: 180 })
      expect(made).toMatchObject({ widthPx: 320, heightPx: 180, frames: packets.length })
      expect([...index.key].map(Boolean)).toEqual(packets.map(({ key }) => key))
      expect([...index.offset.subarray(0, -1)]).toEqual(packets.map(({ pos }) => pos))
      expect(index.offset.at(-1)).toBe(packets.at(-1)!.pos + packets.at(-1)!.size)
      packets.forEach(({ ptsUs }, n) => expect(Math.abs(index.ptsUs[n]! - ptsUs)).toBeLessThan(10))
      // The avcC box's content, as it lies in the file.
      expect((await readFile(out)).includes(Buffer.concat([Buffer.from('avcC'), index.description]))).toBe(
        true,
      )
    },
  )

  it('has the frames of the packet table that lie outside the edit list, as the last of a GStreamer MP4 do', async () => {
    const bytes = await readFile(at('uneven.mp4'))
    // ISO/IEC 14496-12, 8.6.6: after the name version and flags, the number of entries, the first one's length in ms.
    const length = bytes.indexOf('elst') + 12
    bytes.writeUInt32BE(bytes.readUInt32BE(length) - 60, length)
    await writeFile(at('short.mp4'), bytes)
    const source = await readPackets(at('short.mp4'))
    expect((await probePts(at('short.mp4'))).length).toBeLessThan(source.length)
    const { out, made } = await make('short.mp4', '90')
    expect(made?.frames).toBe(source.length)
    const times = source.map(({ ptsUs }) => ptsUs).sort((a, b) => a - b)
    const packets = await readPackets(out)
    packets.forEach(({ ptsUs }, n) => expect(Math.abs(ptsUs - times[n]!)).toBeLessThan(20))
    expect(await probePts(out)).toHaveLength(source.length)
  })

  it('is as small as its level and never larger than its source', async () => {
    expect((await make('turned.mp4', '90')).made).toMatchObject({ widthPx: 160, heightPx: 90 })
    expect((await make('lying.mp4')).made).toMatchObject({ widthPx: 180, heightPx: 320 })
    await copy('uneven.mp4', '-t 0.3 -vf scale=101:181 -c:v libvpx', 'narrow.webm')
    expect((await make('narrow.webm')).made).toMatchObject({ widthPx: 100, heightPx: 180 })
  })

  it('keeps its size and its proportions where the stream changes its own', async () => {
    await copy('uneven.mp4', '-t 0.5 -fps_mode passthrough -c:v libvpx', 'a.webm')
    await copy('uneven.mp4', '-t 0.5 -vf scale=160:180 -fps_mode passthrough -c:v libvpx', 'b.webm')
    await writeFile(at('list.txt'), `file 'a.webm'\nfile 'b.webm'\n`)
    await run('ffmpeg', [...words('-v error -f concat -i'), at('list.txt'), '-c', 'copy', at('ab.webm')])
    const { out, made } = await make('ab.webm')
    expect(made).toMatchObject({ widthPx: 320, heightPx: 180 })
    const gray = words('-fps_mode passthrough -pix_fmt gray -f rawvideo -')
    const pixels = await run('ffmpeg', ['-v', 'error', '-i', out, ...gray])
    const last = pixels.subarray(-320 * 180)
    const row = [...last.subarray(320 * 100, 320 * 101)]
    expect(Math.max(...row.slice(0, 70), ...row.slice(250))).toBeLessThan(12)
    expect(Math.min(...row.slice(90, 230))).toBeGreaterThan(40)
  })

  it('is not made of what cannot be decoded, and leaves nothing', async () => {
    await writeFile(at('text.mp4'), 'this is no media\n'.repeat(50))
    const { made, problems } = await make('text.mp4')
    expect(made).toBeUndefined()
    expect(problems).toMatchObject([{ code: 'media_undecodable' }])
    expect((await readdir(folder)).filter((name) => /^text.*-out|\.part$/.test(name))).toEqual([])
  })
})

describe('the choice of frames', () => {
  it('leaves none out but those that share a time', () => {
    const choose = createFrameChoice(0)
    const chosen = [0, 16_000, 16_002, 33_000, 20_000, 34_000].map((us) => choose(us)?.ticks)
    expect(chosen).toEqual([0n, 1440n, undefined, 2970n, undefined, 3060n])
  })

  it('brings faster ones to 30 frames a second, also where their times are uneven', () => {
    const steps = fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 300, maxLength: 300 })
    fc.assert(
      fc.property(steps, fc.constantFrom(10, 25, 30, 50, 60), (jitter, rate) => {
        const choose = createFrameChoice(1e6 / 30)
        const kept: number[] = []
        const times = jitter.map((late, n) => Math.round((n * 1e6) / rate) + late)
        for (const ptsUs of times) {
          const chosen = choose(ptsUs)
          if (chosen) kept.push(ptsUs)
          else expect(ptsUs - kept.at(-1)!).toBeLessThan(1e6 / 30)
        }
        const most = (times.length * Math.min(rate, 30)) / rate
        expect(kept.length).toBeLessThanOrEqual(most + 2)
        expect(kept.length).toBeGreaterThan(0.9 * most)
      }),
    )
  })
})
