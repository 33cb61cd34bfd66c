/** Cuts out of media that are not as one would wish. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMediaWorkers, type CutRequest, type MediaWorkers } from '../../../core/media/index.ts'
import { HEIGHT, WIDTH, makeCellVideo, makeNoise } from '../../support/cellMedia.ts'
import { decodeCells, decodeSound, findLag, probe, probePts, run, words } from '../../support/mediaJudge.ts'

let folder: string
let workers: MediaWorkers
const at = (name: string): string => path.join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-odd-'))
  workers = createMediaWorkers({ storeModule: new URL('../../../core/storage/store.ts', import.meta.url) })
  await makeCellVideo(at('v.mp4'), { container: 'mp4', frames: 100 })
}, 60_000)
afterAll(async () => {
  await workers.close()
  await rm(folder, { recursive: true, force: true })
})

const cut = (name: string, request: Partial<CutRequest>) =>
  workers.cut(folder, name, {
    kind: 'video',
    streamIndex: 0,
    startUs: 500_000,
    endUs: 1_500_000,
    streamEndUs: 4_000_000,
    holes: [],
    out: at('clip.mp4'),
    ...request,
  })

it('keeps one picture size where the stream changes its own', async () => {
  await run('ffmpeg', [
    ...words('-v error -y -i'),
    at('v.mp4'),
    ...words('-t 1 -fps_mode passthrough -c:v libvpx'),
    at('a.webm'),
  ])
  await run('ffmpeg', [
    ...words('-v error -y -i'),
    at('v.mp4'),
    ...words('-t 1 -vf scale=160:90 -fps_mode passthrough -c:v libvpx -b:v 800k'),
    at('b.webm'),
  ])
  await writeFile(at('list.txt'), `file 'a.webm'\nfile 'b.webm'\n`)
  await run('ffmpeg', [
    ...words('-v error -y -f concat -i'),
    at('list.txt'),
    ...words('-c copy'),
    at('ab.webm'),
  ])
  const { cut: made } = await cut('ab.webm', { width: WIDTH, height: HEIGHT })
  const cells = await decodeCells(at('clip.mp4'), WIDTH, HEIGHT)
  expect(cells).toHaveLength(made!.frames!)
  const numbers = cells.map((cell) => cell!.index)
  const change = numbers.indexOf(0)
  expect(change).toBeGreaterThan(0)
  expect(numbers.slice(0, change)).toEqual(numbers.slice(0, change).map((_, n) => numbers[0]! + n))
  expect(numbers.slice(change)).toEqual(numbers.slice(change).map((_, n) => n))
})

it('makes odd sizes even', async () => {
  await run('ffmpeg', [
    ...words('-v error -y -i'),
    at('v.mp4'),
    ...words('-t 2 -vf scale=161:91 -fps_mode passthrough -c:v libvpx'),
    at('odd.webm'),
  ])
  expect((await cut('odd.webm', { width: 161, height: 91 })).cut?.frames).toBeGreaterThan(20)
  expect((await probe(at('clip.mp4'))).streams[0]).toMatchObject({ width: 162, height: 92 })
})

it('cuts AAC at 44.1 kHz out of an MP4 that has pictures too, from its very start and from its middle', async () => {
  await makeNoise(at('n.ogg'), 4)
  await run('ffmpeg', [
    ...words('-v error -y -i'),
    at('v.mp4'),
    '-i',
    at('n.ogg'),
    ...words('-c:v copy -c:a aac -ar 44100 -ac 1 -b:a 192k -shortest'),
    at('both.mp4'),
  ])
  const source = await decodeSound(at('both.mp4'))
  for (const startUs of [0, 1_234_567]) {
    const out = at('clip.ogg')
    await rm(out, { force: true })
    const span = { startUs, endUs: startUs + 1_500_000 }
    const { cut: made } = await cut('both.mp4', { kind: 'audio', streamIndex: 1, ...span, out, channels: 1 })
    expect(made).toMatchObject({ samples: 72_000, firstSourcePtsUs: startUs })
    const first = Math.round((startUs * 48) / 1000)
    const clip = await decodeSound(out)
    expect(findLag(source.subarray(first, first + clip.length), clip, 200).lag).toBe(0)
  }
})

const samplesOf = (us: number): number => (us * 48) / 1000

it('puts silence of its length where the capture stalled, and keeps once what its clock repeated', async () => {
  const source = await decodeSound(at('both.mp4'))
  const pieces = [
    { startUs: 500_000, endUs: 1_000_000, atUs: 0 },
    { startUs: 1_000_000, endUs: 1_500_000, atUs: 842_000 },
    { startUs: 1_600_000, endUs: 2_000_000, atUs: 1_342_000 },
  ]
  const span = { startUs: 500_000, endUs: 2_000_000, pieces }
  const sound = at('steps.ogg')
  await cut('both.mp4', { kind: 'audio', streamIndex: 1, ...span, out: sound, channels: 1 })
  const heard = await decodeSound(sound)
  expect(heard).toHaveLength(1_742 * 48)
  const energy = (from: number, to: number): number =>
    Math.max(...heard.subarray(from * 48, to * 48).map(Math.abs))
  expect(energy(510, 830)).toBeLessThan(0.01)
  for (const { startUs, endUs, atUs } of pieces) {
    const part = heard.subarray(samplesOf(atUs) + 480, samplesOf(atUs + endUs - startUs) - 480)
    expect(findLag(source.subarray(samplesOf(startUs) + 480, samplesOf(endUs) - 480), part, 200).lag).toBe(0)
  }
  const out = at('steps.mp4')
  const { cut: made } = await cut('v.mp4', { ...span, out })
  const ptsUs = (await probePts(at('v.mp4'))).map((pts) => pts * 1e6)
  const expected = ptsUs.flatMap((pts, index) => {
    const inside = pieces.find(({ startUs, endUs }) => startUs + 500 < pts && pts < endUs)
    if (inside) return { index, clipUs: inside.atUs + pts - inside.startUs }
    // On screen as a piece begins: the last frame before it, which no other piece shows.
    const next = ptsUs[index + 1]!
    const begins = pieces.find(({ startUs }) => pts <= startUs + 500 && startUs + 500 < next)
    return begins ? { index, clipUs: begins.atUs } : []
  })
  const stamps = await probePts(out)
  const numbers = (await decodeCells(out, WIDTH, HEIGHT)).map((cell) => cell!.index)
  expect(numbers).toEqual(expected.map(({ index }) => index))
  expect(made!.frames).toBe(numbers.length)
  for (const [n, { clipUs }] of expected.entries())
    expect(Math.abs(stamps[n]! * 1e6 - clipUs)).toBeLessThan(20)
})

it('has the last frame where the edit list ends before it, as in a GStreamer MP4', async () => {
  const bytes = await readFile(at('v.mp4'))
  // ISO/IEC 14496-12, 8.6.6: after the name version and flags, the number of entries, the first one's length in ms.
  const length = bytes.indexOf('elst') + 12
  bytes.writeUInt32BE(bytes.readUInt32BE(length) - 60, length)
  await writeFile(at('short.mp4'), bytes)
  const shown = await probePts(at('v.mp4'))
  expect((await probePts(at('short.mp4'))).length).toBeLessThan(shown.length)
  const { cut: made } = await cut('short.mp4', { startUs: 3_000_000, endUs: 9_000_000 })
  expect(made?.lastSourcePtsUs).toBeCloseTo(shown.at(-1)! * 1e6, -2)
})

it('gives a problem, not an error, for what cannot be decoded', async () => {
  await writeFile(at('broken.webm'), Buffer.alloc(5000, 3))
  const broken = await cut('broken.webm', {})
  expect(broken.cut).toBeUndefined()
  expect(broken.problems).toMatchObject([{ code: 'media_undecodable' }])
  const nothing = await cut('v.mp4', {
    startUs: 60_000_000,
    endUs: 61_000_000,
    holes: [{ startPtsUs: 4_100_000, endPtsUs: 1e9 }],
  })
  expect(nothing.problems).toMatchObject([{ message: expect.stringContaining('no frame') }])
})
