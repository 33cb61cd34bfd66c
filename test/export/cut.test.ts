/** Clips of media whose frames carry their numbers, judged by ffprobe and ffmpeg. */
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { openStore } from '../../core/storage/store.ts'
import { executeExport, planExport, type ExportManifest } from '../../export/index.ts'
import { buildCatalog } from '../support/catalogRows.ts'
import { HEIGHT, WIDTH, makeCellVideo, makeNoise } from '../support/cellMedia.ts'
import { decodeCells, decodeSound, findLag, probe, probePts } from '../support/mediaJudge.ts'

const EPOCH = 1_795_000_000_000_000
/** Session time of media time 0 of each file, µs. */
const OFFSETS = { webm: 100_000, mp4: 250_000, ogg: 60_000 } as const

let folder: string
let catalog: Catalog
let truePts: { webm: number[]; mp4: number[] }

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-cut-'))
  const bucket = path.join(folder, 'bucket')
  await mkdir(bucket)
  await makeCellVideo(path.join(bucket, 'ann camera.webm'), { container: 'webm', frames: 250, holeAt: 150 })
  await makeCellVideo(path.join(bucket, 'bob.mp4'), { container: 'mp4', frames: 250 })
  await makeNoise(path.join(bucket, 'ann.ogg'), 12)
  truePts = {
    webm: await probePts(path.join(bucket, 'ann camera.webm')),
    mp4: await probePts(path.join(bucket, 'bob.mp4')),
  }
  catalog = await buildCatalog(path.join(folder, 'c.duckdb'), bucket, {
    sessionId: 'cells',
    epochWallUs: EPOCH,
    recordings: [
      { objectKey: 'ann camera.webm', identity: 'ann', source: 'camera', pts0WallUs: EPOCH + OFFSETS.webm },
      { objectKey: 'bob.mp4', identity: 'bob/../x', source: 'camera', pts0WallUs: EPOCH + OFFSETS.mp4 },
      { objectKey: 'ann.ogg', identity: 'ann', source: 'microphone', pts0WallUs: EPOCH + OFFSETS.ogg },
    ],
    logs: [
      { recvNs: BigInt(EPOCH) * 1000n + 2_999_999_999n, sender: 'ann', topic: 'chat', payload: 'before' },
      {
        recvNs: BigInt(EPOCH) * 1000n + 3_000_000_000n,
        sender: 'ann',
        topic: 'chat',
        payload: 'a "quoted",\nline',
      },
      {
        recvNs: BigInt(EPOCH) * 1000n + 4_000_000_001n,
        senderNs: 5n,
        sender: 'ann',
        topic: 'chat',
        payload: '{"n":1}',
      },
    ],
  })
}, 120_000)

afterAll(async () => {
  await catalog.close()
  await rm(folder, { recursive: true, force: true })
})

let runs = 0
async function cut(fromUs: number, toUs: number): Promise<{ folder: string; manifest: ExportManifest }> {
  const out = path.join(folder, `out${runs++}`)
  return executeExport(catalog, { sessionId: 'cells', fromUs, toUs }, { out, openStore })
}

/** What is on screen: the frame at the start is stamped 0, those that begin before the end follow. */
function expectFrames(pts: readonly number[], offsetUs: number, fromUs: number, toUs: number) {
  const start = (fromUs - offsetUs) / 1e6
  const end = (toUs - offsetUs) / 1e6
  const first = pts.findLastIndex((time) => time <= start + 1e-9)
  const shown = pts
    .map((time, index) => ({ time, index }))
    .filter(({ time, index }) => index >= first && time < end)
  return shown.map(({ time, index }) => ({ index, at: Math.max(0, time - start) }))
}

const SPANS = [
  [1_000_000, 3_000_000],
  [1_234_567, 1_999_999],
  [3_333_333, 5_555_555],
] as const

describe.each(SPANS)('the segment from %i to %i µs', (fromUs, toUs) => {
  let made: string
  beforeAll(async () => {
    made = (await cut(fromUs, toUs)).folder
  }, 60_000)

  it.each([
    ['webm', 'media/ann_camera_1.mp4'],
    ['mp4', 'media/bob-..-x_camera_1.mp4'],
  ] as const)('holds exactly the frames on screen of the %s', async (kind, file) => {
    const clip = path.join(made, file)
    const expected = expectFrames(truePts[kind], OFFSETS[kind], fromUs, toUs)
    const cells = await decodeCells(clip, WIDTH, HEIGHT)
    expect(cells.map((cell) => cell?.index)).toEqual(expected.map(({ index }) => index))
    const pts = await probePts(clip)
    expect(pts).toHaveLength(expected.length)
    for (const [n, { at }] of expected.entries()) expect(Math.abs(pts[n]! - at)).toBeLessThan(0.000_02)
    const { format, streams } = await probe(clip)
    expect(Number(format.start_time)).toBe(0)
    expect(Math.abs(Number(format.duration) - (toUs - fromUs) / 1e6)).toBeLessThan(0.001)
    expect(streams).toHaveLength(1)
    expect(format.tags).not.toHaveProperty('encoder')
  })

  it('holds the sound to the sample', async () => {
    const source = await decodeSound(path.join(folder, 'bucket', 'ann.ogg'))
    const clip = await decodeSound(path.join(made, 'media/ann_microphone_1.ogg'))
    const first = Math.round(((fromUs - OFFSETS.ogg) * 48) / 1000)
    const last = Math.round(((toUs - OFFSETS.ogg) * 48) / 1000)
    expect(clip).toHaveLength(last - first)
    const { lag, likeness } = findLag(source.subarray(first, last), clip, 200)
    expect(lag).toBe(0)
    expect(likeness).toBeGreaterThan(0.9)
  })
})

it('keeps a hole as a hole, and begins late where the segment begins in one', async () => {
  const hole = [truePts.webm[149]!, truePts.webm[150]!] as const
  expect(hole[1] - hole[0]).toBeGreaterThan(2)
  const fromUs = Math.round(((hole[0] + hole[1]) / 2) * 1e6) + OFFSETS.webm
  const { folder: made, manifest } = await cut(fromUs, fromUs + 2_000_000)
  const clip = path.join(made, 'media/ann_camera_1.mp4')
  const cells = await decodeCells(clip, WIDTH, HEIGHT)
  expect(cells[0]?.index).toBe(150)
  const pts = await probePts(clip)
  expect(Math.abs(pts[0]! - (hole[1] - (fromUs - OFFSETS.webm) / 1e6))).toBeLessThan(0.000_02)
  const described = manifest.clips.find((entry) => entry['file'] === 'media/ann_camera_1.mp4')
  expect(described?.['gaps']).toHaveLength(1)
})

it('keeps silence where a recording has not begun, and ends with it', async () => {
  const { folder: made } = await cut(0, 500_000)
  const clip = await decodeSound(path.join(made, 'media/ann_microphone_1.ogg'))
  expect(clip).toHaveLength(24_000)
  const late = clip.subarray(0, Math.round(0.058 * 48_000))
  expect(Math.max(...late.map(Math.abs))).toBeLessThan(0.02)
  const pts = await probePts(path.join(made, 'media/bob-..-x_camera_1.mp4'))
  expect(pts[0]).toBeCloseTo(OFFSETS.mp4 / 1e6 + truePts.mp4[0]!, 4)
})

it('writes the logs of the half-open span with both times and raw fields', async () => {
  const { folder: made, manifest } = await cut(3_000_000, 4_500_000)
  const lines = (await readFile(path.join(made, 'logs/room.jsonl'), 'utf8')).trim().split('\n')
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(rows).toHaveLength(2)
  expect(rows[0]).toMatchObject({ t_rel_s: 0, t_session_s: 3, payload: 'a "quoted",\nline', sender_ns: null })
  expect(rows[1]).toMatchObject({ t_rel_s: 1.000000001, sender_ns: '5', recv_ns: `${EPOCH + 4_000_000}001` })
  const csv = await readFile(path.join(made, 'logs/room.csv'), 'utf8')
  expect(csv).toContain('"a ""quoted"",\nline"')
  expect(manifest.logs).toHaveLength(1)
})

it('plans what it then writes', async () => {
  const request = { sessionId: 'cells', fromUs: 1_234_567, toUs: 1_999_999 }
  const plan = await planExport(catalog, request)
  const { manifest } = await cut(request.fromUs, request.toUs)
  const frames = manifest.clips.map((clip) => (clip['cut'] as { frames: number | null }).frames)
  expect(frames).toEqual(plan.clips.map((clip) => clip.frames))
  expect(manifest.clips.map((clip) => clip['file'])).toEqual(plan.clips.map((clip) => clip.fileName))
  for (const clip of manifest.clips) expect(clip['sha256']).toMatch(/^[0-9a-f]{64}$/)
})

it('never overwrites: the second export of a segment gets a number', async () => {
  const out = path.join(folder, 'twice')
  const request = { sessionId: 'cells', fromUs: 1_000_000, toUs: 1_200_000, tracks: ['ann/camera'] }
  const first = await executeExport(catalog, request, { out, openStore })
  const second = await executeExport(catalog, request, { out, openStore })
  expect(second.folder).toBe(`${first.folder}-2`)
  expect(second.manifest.omissions.map(({ reason }) => reason)).toEqual(['not chosen', 'not chosen'])
})

it('leaves nothing behind when it is cancelled', async () => {
  const out = path.join(folder, 'cancelled')
  const abort = new AbortController()
  const running = executeExport(
    catalog,
    { sessionId: 'cells', fromUs: 0, toUs: 9_000_000 },
    { out, openStore, signal: abort.signal, onProgress: ({ done }) => done === 1 && abort.abort() },
  )
  await expect(running).rejects.toThrow()
  expect(await readdir(out)).toEqual([])
})

it('names what it leaves out, and refuses a segment in which nothing is', async () => {
  await expect(cut(60_000_000, 61_000_000)).rejects.toMatchObject({ code: 'export_empty' })
  await expect(planExport(catalog, { sessionId: 'cells', fromUs: 2, toUs: 1 })).rejects.toMatchObject({
    code: 'segment_empty',
  })
  const unknown = { sessionId: 'cells', fromUs: 1, toUs: 2, tracks: ['nobody/camera'] }
  await expect(planExport(catalog, unknown)).rejects.toMatchObject({ code: 'track_unknown' })
  const plan = await planExport(catalog, { sessionId: 'cells', fromUs: 11_500_000, toUs: 11_900_000 })
  expect(plan.omissions.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^not recorded here: it runs from 0:00:00.250 to/),
  ])
})
