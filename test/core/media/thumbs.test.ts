/** Pictures against the recording they are of: its brightness is its clock, so that each picture tells its time. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaWorkers, planThumbs, type MediaWorkers } from '../../../core/media/index.ts'
import {
  formatNoThumbs,
  formatThumbs,
  orderCoarseFirst,
  parseThumbs,
  type Thumbs,
} from '../../../core/protocol/thumbs.ts'
import { run } from '../../support/mediaJudge.ts'

const LUMA_PER_S = 8
/** Brightness 20 at time 0, 8 more each second. */
const CLOCK = `color=black:size=64x36:rate=20:duration=24,geq=lum='20+${LUMA_PER_S}*T':cb=128:cr=128,format=yuv420p`

let folder: string
let workers: MediaWorkers
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-thumbs-'))
  workers = createMediaWorkers({ storeModule: new URL('../../../core/storage/store.ts', import.meta.url) })
  const make = (name: string, ...args: readonly string[]): Promise<unknown> =>
    run('ffmpeg', ['-v', 'error', '-y', ...args, join(folder, name)])
  const clock = ['-f', 'lavfi', '-i', CLOCK]
  const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2']
  await make('dense.mp4', ...clock, ...h264, '-g', '20')
  await make(
    'sparse.webm',
    ...clock,
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-g',
    '9999',
  )
  await make('sparse.mp4', ...clock, ...h264, '-g', '9999', '-sc_threshold', '0')
  await make(
    'hole.webm',
    '-i',
    join(folder, 'sparse.webm'),
    '-c',
    'copy',
    '-bsf:v',
    String.raw`noise=drop='between(pts*tb\,5\,13)'`,
  )
  const half = "geq=lum='if(lt(Y,18),235,16)':cb=128:cr=128"
  await make(
    'upright.mp4',
    '-f',
    'lavfi',
    '-i',
    `color=black:size=64x36:rate=5:duration=2,${half},format=yuv420p`,
    ...h264,
  )
  await make('turned.mp4', '-i', join(folder, 'upright.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90')
  await writeFile(join(folder, 'text.mp4'), 'this is no media\n'.repeat(50))
}, 60_000)
afterAll(async () => {
  await workers.close()
  await rm(folder, { recursive: true, force: true })
})

async function make(key: string) {
  const [stream] = (await workers.probe(folder, key)).streams
  const plan = planThumbs({ packets: stream!.packets, endPtsUs: stream!.endPtsUs, holes: stream!.holes })
  const request = { streamIndex: 0, rotation: stream!.rotation ?? 0, ...plan }
  const { thumbs, problems } = await workers.thumbs(folder, key, request)
  expect(problems).toEqual([])
  return { stream: stream!, plan, thumbs: thumbs! }
}

/** The grey of the middle of each picture, 0…255, in the order they are kept. */
async function readGreys({ sheets, ptsUs, widthPx, heightPx, columns, rows }: Thumbs): Promise<number[]> {
  const greys: number[] = []
  for (const [at, sheet] of sheets.entries()) {
    const file = join(folder, `sheet-${at}.jpg`)
    await writeFile(file, sheet)
    const args = ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'gray', '-']
    const pixels = new Uint8Array(await run('ffmpeg', args))
    const count = Math.min(columns * rows, ptsUs.length - at * columns * rows)
    expect(pixels.length).toBe(widthPx * columns * heightPx * Math.ceil(count / columns))
    for (let cell = 0; cell < count; cell++) {
      const x = (cell % columns) * widthPx + widthPx / 2
      const y = Math.floor(cell / columns) * heightPx + heightPx / 2
      greys.push(pixels[y * widthPx * columns + x]!)
    }
  }
  return greys
}

describe('the pictures of a recording', () => {
  it.each(['dense.mp4', 'sparse.mp4', 'sparse.webm'])('are the frames of their times: %s', async (key) => {
    const { thumbs, stream, plan } = await make(key)
    expect(thumbs.timesUs.length).toBe(Math.ceil((stream.endPtsUs - stream.firstPtsUs) / 2e6))
    expect([thumbs.widthPx, thumbs.heightPx]).toEqual([142, 80])
    const greys = await readGreys(thumbs)
    thumbs.ptsUs.forEach((ptsUs, at) => {
      expect(Math.abs(ptsUs - thumbs.timesUs[at]!)).toBeLessThanOrEqual(plan.pitchUs / 2)
      expect([...stream.packets.ptsUs].some((pts) => Math.abs(pts - ptsUs) < 1000)).toBe(true)
      // Limited to full range: (Y − 16) × 255 / 219.
      const expected = ((20 + (LUMA_PER_S * ptsUs) / 1e6 - 16) * 255) / 219
      expect(Math.abs(greys[at]! - expected), `${key} at ${ptsUs / 1e6} s`).toBeLessThan(LUMA_PER_S * 0.75)
    })
  })

  it('are none where the recording has a hole', async () => {
    const { thumbs, stream } = await make('hole.webm')
    expect(stream.holes.length).toBe(1)
    const [hole] = stream.holes
    expect(thumbs.timesUs.filter((time) => time > hole!.startPtsUs && time < hole!.endPtsUs)).toEqual([])
    expect(thumbs.timesUs.filter((time) => time < hole!.startPtsUs).length).toBeGreaterThan(0)
  })

  it('stand as a player shows them', async () => {
    const { thumbs, stream } = await make('turned.mp4')
    expect(stream.rotation! % 180).toBe(90)
    expect([thumbs.widthPx, thumbs.heightPx]).toEqual([46, 80])
    const sheet = join(folder, 'turned.jpg')
    await writeFile(sheet, thumbs.sheets[0]!)
    const grey = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-frames:v', '1', '-']
    const ours = await run('ffmpeg', ['-v', 'error', '-i', sheet, ...grey])
    // ffmpeg turns a picture as it decodes it: 36 × 64, one side bright.
    const theirs = await run('ffmpeg', ['-v', 'error', '-i', join(folder, 'turned.mp4'), ...grey])
    const row = 40 * 46 * thumbs.columns
    for (const share of [0.1, 0.9]) {
      const expected = theirs[32 * 36 + Math.round(36 * share)]!
      expect(Math.abs(ours[row + Math.round(46 * share)]! - expected)).toBeLessThan(30)
    }
  })

  it('are said to be impossible for a file that holds none', async () => {
    const plan = { pitchUs: 2e6, pictures: [{ timeUs: 0, ptsUs: 0, keyPtsUs: 0 }] }
    const { thumbs, problems } = await workers.thumbs(folder, 'text.mp4', {
      streamIndex: 0,
      rotation: 0,
      ...plan,
    })
    expect(thumbs).toBeUndefined()
    expect(problems[0]?.code).toBe('media_undecodable')
  })
})

describe('the plan', () => {
  it('never has more than 600 pictures, ascending, none in a hole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40_000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.tuple(fc.nat(2_000_000_000), fc.nat(60_000_000)),
        (frames, keyEvery, [from, length]) => {
          const ptsUs = Float64Array.from({ length: frames }, (_, at) => at * 250_000)
          const key = Uint8Array.from(ptsUs, (_, at) => (at % keyEvery === 0 ? 1 : 0))
          const holes = [{ startPtsUs: from, endPtsUs: from + length }]
          const { pictures, pitchUs } = planThumbs({
            packets: { ptsUs, key },
            endPtsUs: frames * 250_000,
            holes,
          })
          expect(pictures.length).toBeLessThanOrEqual(600)
          for (const [at, { timeUs, ptsUs: pts, keyPtsUs }] of pictures.entries()) {
            expect(timeUs >= from && timeUs < from + length).toBe(false)
            expect(keyPtsUs).toBeLessThanOrEqual(pts)
            expect(Math.abs(pts - timeUs)).toBeLessThanOrEqual(pitchUs / 2)
            const before = pictures[at - 1]
            if (before) expect(before.ptsUs <= pts && before.keyPtsUs <= keyPtsUs).toBe(true)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('shows a still screen the frame that stands, however old', () => {
    const packets = { ptsUs: Float64Array.of(0, 9_000_000), key: Uint8Array.of(1, 0) }
    const { pictures } = planThumbs({ packets, endPtsUs: 12_000_000, holes: [] })
    expect(pictures.map(({ ptsUs }) => ptsUs)).toEqual([0, 0, 0, 0, 0, 9_000_000])
  })
})

describe('the file of pictures', () => {
  const index = { widthPx: 2, heightPx: 80, columns: 8, rows: 8, pitchUs: 2e6, timesUs: [0], ptsUs: [7] }

  it('gives back what was put in', () => {
    const bytes = formatThumbs({ ...index, sheets: [Uint8Array.of(1, 2), Uint8Array.of(3)] })
    const parsed = parseThumbs(bytes)
    if ('message' in parsed) throw new Error(parsed.message)
    expect(parsed.index).toEqual(index)
    expect(parsed.sheets.map(({ start, end }) => [...bytes.subarray(start, end)])).toEqual([[1, 2], [3]])
    expect(parseThumbs(formatNoThumbs('no frame'))).toEqual({ message: 'no frame' })
  })

  it('is refused where it was cut', () => {
    const bytes = formatThumbs({ ...index, sheets: [Uint8Array.of(1, 2)] })
    expect(() => parseThumbs(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError)
    expect(() => parseThumbs(bytes.subarray(0, 20))).toThrow(RangeError)
  })

  it('keeps pictures coarse first, each once', () => {
    expect(orderCoarseFirst(5, 2)).toEqual([0, 4, 2, 1, 3])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), (count) => {
        const order = orderCoarseFirst(count, 64)
        expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at))
        const first = order.slice(0, Math.min(count, 64)).toSorted((a, b) => a - b)
        expect(first.at(-1)! - first[0]!).toBeGreaterThanOrEqual((count - 1) * 0.8)
      }),
    )
  })
})
