/** What the pictures of a recording say of time: codes and flashes, at the PTS of their frames. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaWorkers, type MediaWorkers } from '../../../core/media/index.ts'
import { createGrey, drawCode, encodeFrames, type Grey } from '../../support/codeVideo.ts'

const FPS = 10
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '600k', '-g', '9999']
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '10']
/** Unix µs that frame n shows. */
const codeOf = (n: number): string => `lockstep:${1_795_252_123_000_000 + n * 100_000}`

let folder: string
let workers: MediaWorkers
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-frames-'))
  workers = createMediaWorkers({ storeModule: new URL('../../../core/storage/store.ts', import.meta.url) })
  const codes: Grey[] = []
  for (let n = 0; n < 3 * FPS; n++) {
    codes.push(createGrey(160, 120, 200))
    await drawCode(codes[n]!, codeOf(n), 3)
  }
  await encodeFrames(join(folder, 'codes.webm'), { fps: FPS, args: VP8 }, codes)
  await encodeFrames(join(folder, 'codes.mp4'), { fps: FPS, args: H264 }, codes)
  const flashes = Array.from({ length: 3 * FPS }, (_, n) => createGrey(64, 48, n === 17 ? 220 : 60))
  await encodeFrames(join(folder, 'flash.mp4'), { fps: FPS, args: H264 }, flashes)
  await writeFile(join(folder, 'text.mp4'), 'this is no media\n'.repeat(50))
}, 60_000)
afterAll(async () => {
  await workers.close()
  await rm(folder, { recursive: true, force: true })
})

const span = (keyS: number, startS: number, endS: number) => ({
  keyPtsUs: keyS * 1e6,
  startUs: startS * 1e6,
  endUs: endS * 1e6,
})

describe('the frames of a span', () => {
  it.each([
    ['codes.webm', [0, 0, 0]],
    ['codes.mp4', [0, 1, 2]],
  ])('show their codes: %s', async (key, keys) => {
    const spans = [0.2, 1.1, 2.5].map((s, at) => span(keys[at]!, s, s + 0.15))
    const { found, problems } = await workers.codes(folder, key, { streamIndex: 0, spans })
    expect(problems).toEqual([])
    expect(found!.frames).toBe(6)
    expect(found!.codes.length).toBe(6)
    for (const { ptsUs, text } of found!.codes) expect(text).toBe(codeOf(Math.round(ptsUs / 1e5)))
  })

  it('show none where there is none', async () => {
    const { found } = await workers.codes(folder, 'flash.mp4', { streamIndex: 0, spans: [span(0, 0, 1)] })
    expect(found).toEqual({ codes: [], frames: 10 })
  })

  it('have their brightness', async () => {
    const spans = [span(0, 0.5, 0.9), span(1, 1.4, 2.2)]
    const { brightness } = await workers.brightness(folder, 'flash.mp4', { streamIndex: 0, spans })
    expect([...brightness!.ptsUs].map((us) => Math.round(us / 1e5))).toEqual([
      5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 21,
    ])
    const bright = [...brightness!.luma].map((luma, at) => ({ luma, at })).filter(({ luma }) => luma > 120)
    expect(bright.map(({ at }) => at)).toEqual([7])
  })

  it('are said to be impossible for a file that holds none', async () => {
    const request = { streamIndex: 0, spans: [span(0, 0, 1)] }
    expect((await workers.codes(folder, 'text.mp4', request)).problems[0]?.code).toBe('media_undecodable')
    const { brightness, problems } = await workers.brightness(folder, 'text.mp4', request)
    expect(brightness).toBeUndefined()
    expect(problems[0]?.code).toBe('media_undecodable')
  })
})
