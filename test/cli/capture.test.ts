import { describe, expect, it } from 'vitest'
import { runLockstep } from '../support/cli.ts'

describe('lockstep capture', () => {
  it('says which setting of the LiveKit server is missing, and shows none', async () => {
    const { code, stderr } = await runLockstep(['capture', '--no-open', '--json'], {
      env: { LIVEKIT_URL: 'ws://127.0.0.1:1', LIVEKIT_API_SECRET: 'a-secret-of-somebody' },
    })
    expect(code).toBe(1)
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'livekit_incomplete',
      message: 'LIVEKIT_API_KEY is not set',
    })
    expect(stderr).not.toContain('a-secret-of-somebody')
  })

  it('takes no secret on its command line', async () => {
    const { stdout } = await runLockstep(['capture', '--help'])
    expect(stdout).toContain('lockstep capture --dev --bucket ./recordings')
    expect(stdout.match(/--[a-z-]*(?:secret|password|token)/g)).toBeNull()
    const wrong = await runLockstep(['capture', '--public-url', 'nowhere'])
    expect([wrong.code, wrong.stderr.includes('https://capture.example')]).toEqual([2, true])
  })
})
