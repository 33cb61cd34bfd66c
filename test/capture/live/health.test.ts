import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCapture } from '../../support/capture/captureRun.ts'

it('the running backend says that LiveKit is down: on the wall where, in its health only that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-health-'))
  const env = {
    LIVEKIT_URL: 'ws://127.0.0.1:1',
    LIVEKIT_API_KEY: 'APIkey',
    LIVEKIT_API_SECRET: 'x'.repeat(40),
  }
  const capture = await openCapture({ state: join(folder, 'state'), bucket: join(folder, 'bucket'), env })
  try {
    const readCodes = async (): Promise<string[]> => {
      const { problems } = await capture.ask<{ problems: { code: string }[] }>('GET', '/health')
      return problems.map(({ code }) => code)
    }
    await expect.poll(readCodes).toContain('livekit_down')
    expect(JSON.stringify(await capture.ask('GET', '/health'))).not.toContain('127.0.0.1:1')
    const { alerts } = await capture.ask<{ alerts: { message: string }[] }>('GET', '/projects/default/wall')
    expect(alerts.map(({ message }) => message).join()).toContain('127.0.0.1:1')
  } finally {
    await capture.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
