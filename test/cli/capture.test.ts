import { describe, expect, it } from 'vitest'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey } from '../../capture/store/keys.ts'
import { openCaptureStore } from '../../capture/store/store.ts'
import { runLockstep } from '../support/cli.ts'

describe('lockstep capture', () => {
  it.each([
    [
      'which setting of the LiveKit server is missing',
      ['--no-open'],
      { LIVEKIT_URL: 'ws://127.0.0.1:1', LIVEKIT_API_SECRET: 'a-secret-of-somebody' },
      { code: 'livekit_incomplete', message: 'LIVEKIT_API_KEY is not set' },
    ],
    [
      'that a bucket alone is no project',
      ['--bucket', 'recordings'],
      {},
      { code: 'livekit_missing', message: 'no LiveKit server is named' },
    ],
    ['which consent text cannot be read', ['--consent', 'nowhere.txt'], {}, { code: 'consent_unreadable' }],
  ])('says %s, and shows no secret', async (_, argv, env, problem) => {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-capture-cli-'))
    const { code, stderr } = await runLockstep(['capture', '--json', '--state', folder, ...argv], { env })
    expect(code).toBe(1)
    expect(JSON.parse(stderr)).toMatchObject(problem)
    expect(stderr).not.toContain('a-secret-of-somebody')
    await rm(folder, { recursive: true })
  })

  it('offers a link that signs in on a terminal alone, and its code works once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-capture-cli-'))
    const env = {
      LIVEKIT_URL: 'ws://127.0.0.1:1',
      LIVEKIT_API_KEY: 'key',
      LIVEKIT_API_SECRET: 'a-secret-of-somebody-else-of-32-letters',
    }
    const run = (tty: boolean, heard: (text: string) => Promise<void>) => {
      const ending = new AbortController()
      const options = { env, cwd: folder, tty, signal: ending.signal }
      const argv = ['capture', '--no-open', '--port', '0', '--state', 'state', '--bucket', 'recordings']
      const onOutput = (text: string): void => void heard(text).then(() => ending.abort())
      return runLockstep(argv, { ...options, onOutput })
    }
    const statuses: number[] = []
    let base = ''
    const seen = await run(true, async (text) => {
      const code = /#code=(\S+)/.exec(text)?.[1]
      if (code === undefined) {
        base ||= text.trim()
        return new Promise(() => undefined)
      }
      for (let times = 0; times < 2; times++) {
        const headers = { 'content-type': 'application/json' }
        const body = JSON.stringify({ code })
        statuses.push((await fetch(`${base}/api/v1/token/code`, { method: 'POST', headers, body })).status)
      }
    })
    expect(seen).toMatchObject({ code: 0 })
    expect(statuses).toEqual([200, 401])
    expect(seen.stderr).toContain(join(folder, 'state', 'first-admin-key.json'))
    const piped = await run(false, async () => undefined)
    expect([piped.code, piped.stdout.includes('#code')]).toEqual([0, false])
    // The file may go once another admin key exists, and stays gone.
    const path = join(folder, 'state', 'first-admin-key.json')
    await rm(path)
    await run(false, async () => undefined)
    expect(existsSync(path)).toBe(true)
    await rm(path)
    const store = await openCaptureStore({ folder: join(folder, 'state') })
    await createKey(store, { label: 'desk', scopes: ['admin'] })
    store.close()
    await run(false, async () => undefined)
    expect(existsSync(path)).toBe(false)
    await rm(folder, { recursive: true })
  })

  it('takes no secret on its command line', async () => {
    const { stdout } = await runLockstep(['capture', '--help'])
    expect(stdout).toContain('lockstep capture --dev')
    expect(stdout.match(/--[a-z-]*(?:secret|password|token)/g)).toBeNull()
    const wrong = await runLockstep(['capture', '--public-url', 'nowhere'])
    expect([wrong.code, wrong.stderr.includes('https://capture.example')]).toEqual([2, true])
  })
})
