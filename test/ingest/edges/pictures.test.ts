/** Clocks out of pictures: a code on a screen, flashes with claps; against videos drawn for it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sound } from '../../../core/clock/match/sound.ts'
import type { MediaWorkers } from '../../../core/media/index.ts'
import { formatPackets } from '../../../core/protocol/index.ts'
import type { AlignRecording } from '../../../ingest/align/measurer.ts'
import { clap } from '../../../ingest/edges/clap.ts'
import { measureCodes, timeCode } from '../../../ingest/edges/timeCode.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../../support/catalog.ts'
import { createGrey, drawCode, encodeFrames, type Grey } from '../../support/codeVideo.ts'
import { createRecording, createWorkers, measure, T0_US } from './measureContext.ts'

const FPS = 10
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '600k', '-g', '50']
const CODED_S = 6
const FLASHED_S = 40
/** UTC of media time 0 of the coded video. */
const CODE_ZERO_US = T0_US + 4_321_000
/** Media time of the flashes, and what the microphone's clock shows then. */
const FLASHES_S = [5.23, 13.71, 19.42, 31.08]
const MICROPHONE_AHEAD_US = 1_337_000

const isLit = (s: number): boolean => FLASHES_S.some((from) => s >= from && s < from + 0.15)

let temporary: TemporaryCatalog
let workers: MediaWorkers
let folder: string
beforeAll(async () => {
  temporary = await createTemporaryCatalog()
  workers = createWorkers()
  folder = await mkdtemp(join(tmpdir(), 'lockstep-pictures-'))
  const drawn = new Map<number, Grey>()
  const codes: Grey[] = []
  for (let n = 0; n < CODED_S * FPS; n++) {
    // The page draws anew four times a second.
    const shownMs = Math.floor((CODE_ZERO_US + (n * 1e6) / FPS) / 250_000) * 250
    const frame = drawn.get(shownMs) ?? createGrey(150, 120, 180)
    if (!drawn.has(shownMs)) await drawCode(frame, new Date(shownMs).toISOString(), 3)
    drawn.set(shownMs, frame)
    codes.push(frame)
  }
  await encodeFrames(join(folder, 'screen.webm'), { fps: FPS, args: VP8 }, codes)
  const flashes = Array.from({ length: FLASHED_S * FPS }, (_, n) =>
    createGrey(64, 48, isLit(n / FPS) ? 200 : 70),
  )
  await encodeFrames(join(folder, 'camera.webm'), { fps: FPS, args: VP8 }, flashes)
}, 60_000)
afterAll(async () => {
  await workers.close()
  await temporary.remove()
  await rm(folder, { recursive: true, force: true })
})

/** A video of the folder as ingest leaves it: probed, its packets in the cache. */
async function createVideo(objectKey: string, own: Partial<AlignRecording> = {}): Promise<AlignRecording> {
  const stream = (await workers.probe(folder, objectKey)).streams[0]!
  const fileName = `packets/${objectKey}.bin`
  const path = join(temporary.catalog.cacheDir, fileName)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, formatPackets(stream.packets))
  const derived = { stream_index: 0, kind: 'packets', etag: 'e', file_name: fileName, size_bytes: 1 }
  await temporary.catalog.append('derived', [
    { source_id: 's1', object_key: objectKey, ...derived, handler_version: 1 },
  ])
  const storedAt = { storeUri: folder, key: objectKey }
  return createRecording({
    objectKey,
    storedAt,
    firstPtsUs: stream.firstPtsUs,
    endPtsUs: stream.endPtsUs,
    ...own,
  })
}

/** Clicks of broad sound on a quiet floor. */
function makeClaps(seconds: number, claps: readonly number[]): Sound {
  let state = 1
  const noise = (): number => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31
  const samples = Float32Array.from({ length: seconds * 8000 }, () => noise() * 0.001)
  for (const s of claps)
    for (let k = 0; k < 1600; k++) samples[Math.round(s * 8000) + k]! += 0.5 * noise() * Math.exp(-k / 160)
  const levels = Float32Array.from({ length: seconds * 10 }, (_, at) => {
    const part = samples.subarray(at * 800, (at + 1) * 800)
    return part.reduce((sum, value) => sum + value ** 2, 0) / 800
  })
  const read = (first: number, count: number): Float32Array =>
    Float32Array.from({ length: count }, (_, k) => samples[first + k] ?? 0)
  return { firstUs: 0, sampleCount: samples.length, levels, read }
}

/** What 20 s of a stream at 15 fps would show. */
const frames = (textOf: (n: number) => string) =>
  Array.from({ length: 300 }, (_, n) => ({ ptsUs: n * 66_667, text: textOf(n) }))

describe('a time code in the picture', () => {
  it('gives UTC to half a frame, though it changes only four times a second', async () => {
    const screen = await createVideo('screen.webm', { source: 'screen_share' })
    const [edge, ...others] = await measure(timeCode, { ...temporary, recordings: [screen], workers })
    expect(others).toEqual([])
    expect([edge!.from, edge!.to, edge!.refusal]).toEqual(['media:rec_screen.webm', 'utc', undefined])
    const { atUs, offsetUs, sigmaUs } = edge!.found!
    expect(Math.abs(offsetUs - CODE_ZERO_US)).toBeLessThan(50_000)
    expect(sigmaUs).toBeLessThan(70_000)
    expect(atUs).toBeGreaterThan(2e6)
  })

  it('is looked for once, and not found in a picture without one', async () => {
    const camera = await createVideo('camera.webm')
    const edges = await measure(timeCode, { ...temporary, recordings: [camera], workers })
    expect(edges.map(({ found, refusal }) => [found, refusal])).toEqual([
      [undefined, 'no code with a time was seen'],
    ])
    expect(await measure(timeCode, { ...temporary, recordings: [camera], workers, known: edges })).toEqual([])
  })

  it('is no poster, no chance numbers, and names the device whose clock it is', () => {
    expect(
      measureCodes(
        frames(() => '2026-11-21T09:00:00Z'),
        undefined,
      ).refusal,
    ).toContain('change in 0')
    const chance = frames((n) => String(1_795_252_000_000 + ((n * 7919) % 10_000) * 1000))
    expect(measureCodes(chance, undefined).refusal).toContain('keep no line')
    const own = frames((n) => `lockstep:${T0_US + Math.round(n * 66_667 * 1.00004)}@bob`)
    expect(measureCodes(own, undefined).found).toBeUndefined()
    const { found } = measureCodes(own, 'bob')
    expect(Math.abs(found!.ratePpm! - 40)).toBeLessThan(1)
    expect(Math.abs(found!.offsetUs - T0_US)).toBeLessThan(2 * found!.sigmaUs)
  })
})

const look = async (claps: readonly number[], sigmaUs = 800_000) => {
  const camera = createRecording({
    objectKey: 'camera.webm',
    storedAt: { storeUri: folder, key: 'camera.webm' },
    endPtsUs: FLASHED_S * 1e6,
    prior: { wallUs: T0_US + 900_000, sigmaUs },
  })
  const microphone = createRecording({
    objectKey: 'm.ogg',
    source: 'microphone',
    kind: 'audio',
    endPtsUs: 50e6,
  })
  const sounds = { [microphone.recordingId]: makeClaps(50, claps) }
  const [edge] = await measure(clap, { ...temporary, recordings: [camera, microphone], workers, sounds })
  return edge!
}

describe('flashes with claps', () => {
  it('relate picture and sound to half a frame', async () => {
    const edge = await look(FLASHES_S.map((s) => s + MICROPHONE_AHEAD_US / 1e6))
    expect(edge.refusal).toBeUndefined()
    expect(Math.abs(edge.found!.offsetUs - MICROPHONE_AHEAD_US)).toBeLessThan(50_000)
    expect(edge.found!.sigmaUs).toBeLessThanOrEqual(60_000)
    expect(edge.found!.agreement).toBe(1)
  })

  it('are refused where they do not fit, or are too few', async () => {
    expect((await look([4, 11.3, 17.9, 24.2, 33.8])).refusal).toContain('chance')
    expect((await look([6, 20])).refusal).toContain('too few')
    expect((await look([])).refusal).toContain('too few')
  })
})
