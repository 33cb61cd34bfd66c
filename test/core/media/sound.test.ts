/** The sound that is kept for matching: every sample at its own media time, whatever the container and its holes. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMediaWorkers, type MediaWorkers } from '../../../core/media/index.ts'
import {
  decodeMuLaw,
  encodeMuLaw,
  findLevels,
  findSoundFileEnd,
  parseSoundHeader,
  SOUND_HEADER_BYTES,
} from '../../../core/media/soundFile.ts'
import { run } from '../../support/mediaJudge.ts'

const STORE = new URL('../../../core/storage/store.ts', import.meta.url)

let folder: string
let workers: MediaWorkers
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-sound-test-'))
  workers = createMediaWorkers({ storeModule: STORE, concurrency: 2 })
})
afterAll(async () => {
  await workers.close()
  await rm(folder, { recursive: true, force: true })
})

const click = (at: number): string => `lt(abs(t-${at})*8000\\,4)`

/** Clicks at 1.05 s and 5.05 s of silence; what lies between 2 s and 4 s is left out, its time stamps are not closed up. */
async function makeClicks(name: string, codec: string): Promise<void> {
  const signal = `aevalsrc='if(${click(1.05)}+${click(5.05)}\\,0.9*sin(2*PI*1000*t+1.57)\\,0)':s=48000:d=8`
  const holed = ['-f', 'lavfi', '-i', signal, '-af', "aselect='not(between(t,2,4))'"]
  await run('ffmpeg', ['-v', 'error', '-y', ...holed, '-c:a', codec, join(folder, name)])
}

async function readClicks(name: string): Promise<{ clicksMs: number[]; levels: Float32Array }> {
  const [stream] = (await workers.probe(folder, name)).streams
  const out = join(folder, `${name}.sound`)
  const shares: number[] = []
  const answer = await workers.sound(
    folder,
    name,
    { ...stream!, out },
    { onShare: (share) => shares.push(share) },
  )
  expect(answer).toEqual({ file: out, sizeBytes: expect.any(Number), problems: [] })
  const bytes = new Uint8Array(await readFile(out))
  const { firstUs, sampleCount } = parseSoundHeader(bytes)!
  expect(bytes.length).toBe(findSoundFileEnd(sampleCount))
  expect(answer.sizeBytes).toBe(bytes.length)
  const samples = new Float32Array(sampleCount)
  decodeMuLaw(bytes.subarray(SOUND_HEADER_BYTES, SOUND_HEADER_BYTES + sampleCount), samples)
  const loud = [...samples.keys()].filter((at) => Math.abs(samples[at]!) > 0.4)
  const first = loud.filter((at, index) => index === 0 || at - loud[index - 1]! > 800)
  const levels = new Float32Array(bytes.buffer.slice(findLevels(sampleCount)))
  return { clicksMs: first.map((at) => firstUs / 1e3 + at / 8), levels }
}

it('keeps each sample at its own media time through a hole, in every container', async () => {
  for (const [name, codec] of [
    ['hole.webm', 'libopus'],
    ['hole.ogg', 'libopus'],
    ['hole.mp4', 'aac'],
  ] as const) {
    await makeClicks(name, codec)
    const { clicksMs, levels } = await readClicks(name)
    expect(clicksMs.length, name).toBe(2)
    expect(Math.abs(clicksMs[0]! - 1049.5), name).toBeLessThan(1)
    expect(Math.abs(clicksMs[1]! - 5049.5), name).toBeLessThan(2)
    const clicked = [...levels.keys()].filter((at) => levels[at]! > 1e-3)
    expect(clicked, name).toEqual([10, 50])
    expect(Math.max(...levels.subarray(25, 35)), name).toBe(0)
  }
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
})

it('says why a file gives no sound, and leaves none', async () => {
  await run('ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc=d=0.2:s=64x64',
    join(folder, 'mute.webm'),
  ])
  const extent = { streamIndex: 1, firstPtsUs: 0, endPtsUs: 200_000 }
  const answer = await workers.sound(folder, 'mute.webm', { ...extent, out: join(folder, 'no.sound') })
  expect(answer.file).toBeUndefined()
  expect(answer.problems[0]?.message).toContain('the file has no stream 1')
  expect((await readdir(folder)).filter((name) => name.startsWith('no.sound'))).toEqual([])
})

const power = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value * value, 0)

it('keeps a sound 30 dB above the error of its 8 bits, and 20 dB at −60 dBFS', () => {
  for (const decibels of [0, -20, -40, -60]) {
    const peak = 32_767 * 10 ** (decibels / 20)
    const samples = Int16Array.from({ length: 8000 }, (_, at) => Math.round(peak * Math.sin(at * 0.7371)))
    const codes = new Uint8Array(samples.length)
    encodeMuLaw(samples, codes)
    const decoded = new Float32Array(samples.length)
    decodeMuLaw(codes, decoded)
    const error = power(decoded.map((value, at) => value - samples[at]! / 32_768))
    const ratio = 10 * Math.log10(power([...samples].map((value) => value / 32_768)) / error)
    expect(ratio, `${decibels} dBFS`).toBeGreaterThan(decibels < -50 ? 20 : 30)
  }
})
