import { EgressStatus, type EgressInfo } from '@livekit/protocol'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'
import { createEmbeddedRecorder } from '../../../capture/embedded/embeddedRecorder.ts'
import { probePtsUs } from '../../fixtures/ffprobe.ts'
import { createFakeBucket } from './fakes.ts'
import { makeH264, makeVp8 } from './realFrames.ts'

const ROUNDS = 10
const FPS = 25
/** What may be lost. */
const LOST_S = 2
const SCRIPT = fileURLToPath(new URL('./recordUntilKilled.ts', import.meta.url))

it(
  'killed at random moments, has everything older than 2 s in a file that plays',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-killed-'))
    try {
      const makers = { 'video/VP8': makeVp8, 'video/H264': makeH264 }
      for (const [mimeType, make] of Object.entries(makers)) {
        const frames = await make(folder)
        const text = frames.map(({ data, isKey }) => ({ data: Buffer.from(data).toString('base64'), isKey }))
        await writeFile(join(folder, mimeType.slice(6)), JSON.stringify(text))
      }
      await Promise.all(Array.from({ length: ROUNDS }, (_, at) => killOne(folder, at)))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

async function killOne(folder: string, round: number): Promise<void> {
  const spoolFolder = join(folder, `spool-${round}`)
  const mimeType = round % 2 === 0 ? 'video/VP8' : 'video/H264'
  const last = await recordUntilKilled(
    join(spoolFolder, 'EG_killed.journal'),
    join(folder, mimeType.slice(6)),
    mimeType,
  )
  const bucket = createFakeBucket(join(folder, `bucket-${round}`))
  const infos: EgressInfo[] = []
  const recorder = createEmbeddedRecorder({
    spoolFolder,
    bucket,
    clock: { nowNs: () => BigInt(Date.now()) * 1_000_000n },
    ntpOf: 'publisher',
    version: 'test',
    events: { onInfo: (info) => infos.push(info) },
    subscribe: () => undefined,
  })
  await recorder.recover(() => false)
  await vi.waitFor(() => expect(infos.at(-1)?.status).toBe(EgressStatus.EGRESS_COMPLETE), { timeout: 20_000 })
  await recorder.close()
  expect(await readdir(spoolFolder)).toEqual([])
  const path = bucket.path(infos.at(-1)!.fileResults[0]!.filename)
  const pts = probePtsUs(path)
  // Every frame from the first on, none in between missing, to within 2 s of the kill.
  expect(pts).toEqual(pts.map((_, at) => at * (1_000_000 / FPS)))
  expect(pts.length).toBeGreaterThanOrEqual(last + 1 - LOST_S * FPS)
  expect(pts.length).toBeLessThanOrEqual(last + 3)
  const { stderr, status } = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-'])
  expect({ said: String(stderr), status }).toEqual({ said: '', status: 0 })
}

/** Returns the last frame that the process said it handed over before it was killed. */
async function recordUntilKilled(journal: string, frames: string, mimeType: string): Promise<number> {
  const child = spawn(process.execPath, [SCRIPT, journal, frames, mimeType], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const until = LOST_S * FPS + Math.floor(Math.random() * 50)
  let last = -1
  for await (const line of createInterface(child.stdout)) {
    last = Number(line)
    if (last === until) setTimeout(() => child.kill('SIGKILL'), Math.random() * 100)
  }
  expect((await exited)[1]).toBe('SIGKILL')
  return last
}
