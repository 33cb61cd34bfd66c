import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openBucketWriter } from '../../capture/bucket/openBucketWriter.ts'
import { createProject } from '../../capture/store/projects.ts'
import { openCaptureStore } from '../../capture/store/store.ts'
import { openCaptureIngest } from '../../cli/captureIngest.ts'
import { startS3 } from '../support/s3.ts'

it('“After” reads a project’s bucket with its own keys, which are nowhere else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-after-'))
  const s3 = await startS3()
  await s3.createBucket('recordings')
  const store = await openCaptureStore({ folder: join(folder, 'state') })
  const secretAccessKey = s3.env['AWS_SECRET_ACCESS_KEY']!
  const add = (name: string, secret: string) =>
    createProject(store, {
      name,
      livekitUrl: 'ws://127.0.0.1:1',
      livekitApiKey: 'APIkey',
      livekitApiSecret: 'secret-of-livekit',
      bucketUri: 's3://recordings/study',
      s3: {
        endpoint: s3.endpoint,
        region: 'us-east-1',
        accessKeyId: s3.env['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: secret,
      },
      recorder: 'embedded',
    })
  add('own', secretAccessKey)
  add('wrong', 'a-secret-that-is-wrong')
  const sound = join(folder, 'sound.ogg')
  spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=2', '-c:a', 'libopus', sound])
  const writer = await openBucketWriter('s3://recordings/study', { env: s3.env })
  await writer.uploadFile('r1/RM_one/ada/microphone-TR_AMone-2026-11-22T060000.ogg', sound)
  await writer.close()

  // Nothing of AWS is in what the backend was started with.
  const { PATH, HOME } = process.env
  const ingest = openCaptureIngest({
    store,
    webRoot: join(folder, 'web'),
    version: 'test',
    env: { PATH, HOME },
  })
  const bringIn = async (project: string, room = 'r1') => {
    await ingest.start(project, room)
    await expect.poll(() => ingest.state(project, room).state, { timeout: 30_000 }).not.toBe('running')
    return ingest.state(project, room)
  }
  try {
    // Two rooms at once share one workbench.
    const [done, other] = await Promise.all([bringIn('own'), bringIn('own', 'r2')])
    expect(other).toMatchObject({ state: 'done', url: new URL(done.url!).origin })
    expect(done).toMatchObject({
      state: 'done',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/s\/./),
    })
    const sessions = await fetch(new URL('/api/sessions', done.url))
    expect(await sessions.text()).toContain('"roomName":"r1"')
    const refused = await bringIn('wrong')
    expect(refused.state).toBe('failed')
    expect(JSON.stringify([done, refused])).not.toMatch(/lockstep-test-secret|that-is-wrong/)
  } finally {
    await ingest.close()
    store.close()
    await s3.stop()
  }
  const catalog = await readFile(join(folder, 'state/projects/own/catalog.duckdb'))
  expect(catalog.includes('r1/RM_one')).toBe(true)
  expect(catalog.includes(secretAccessKey)).toBe(false)
  await rm(folder, { recursive: true, force: true })
})
