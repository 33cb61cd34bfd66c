/** Webhooks that were kept, real ones, laid beside the media of a bucket. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { EgressInfo } from '@livekit/protocol'
import { runLockstep, type CliResult } from '../../support/cli.ts'
import { KEY, sign } from './egressMaking.ts'

const RECORDED = join(import.meta.dirname, 'recorded')
const sidecars = readFileSync(join(RECORDED, 'sidecars.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { key: string; info: { fileResults: { filename: string }[] } })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-import-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A bucket whose media are named as the real ones are; their content is of no matter here. */
async function makeBucket(rename: (name: string) => string = (name) => name): Promise<string> {
  const bucket = join(folder, 'bucket')
  for (const { info } of sidecars) {
    const path = join(bucket, rename(info.fileResults[0]!.filename))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, '')
  }
  return bucket
}

const run = (...argv: string[]): Promise<CliResult> =>
  runLockstep(['capture', 'import-webhooks', ...argv], { cwd: folder })

const webhooks = join(RECORDED, 'webhooks.jsonl')

it('writes the last state of each real egress beside its media, once', async () => {
  const bucket = await makeBucket()
  const dry = await run(webhooks, '--bucket', bucket, '--dry-run', '--json')
  expect(dry.code).toBe(0)
  expect(JSON.parse(dry.stdout)).toMatchObject({ webhooks: 47, egresses: 8, unplaced: [], unchanged: [] })
  await expect(readFile(join(bucket, sidecars[0]!.key))).rejects.toThrow(/ENOENT/)

  const { stdout: out, code } = await run(webhooks, '--bucket', bucket)
  expect(code).toBe(0)
  expect(out).toContain('8 sidecars written')
  for (const { key, info } of sidecars)
    expect(JSON.parse(await readFile(join(bucket, key), 'utf8'))).toEqual(info)

  expect((await run(webhooks, '--bucket', bucket)).stdout).toContain('0 sidecars written')
})

it('keeps what another wrote into a sidecar, and adds what it lacks', async () => {
  const bucket = await makeBucket()
  const { key, info } = sidecars[0]!
  const clockReadings = [{ ptsUs: 0, wallNs: '1795252123001892596', clock: 'utc' }]
  const early = EgressInfo.fromJsonString(JSON.stringify(info))
  early.fileResults = []
  await writeFile(join(bucket, key), JSON.stringify({ ...(early.toJson() as object), clockReadings }))
  await run(webhooks, '--bucket', bucket)
  expect(JSON.parse(await readFile(join(bucket, key), 'utf8'))).toEqual({ ...info, clockReadings })
})

it('finds media in a bucket that was copied without its first folders, and says what it cannot place', async () => {
  const bucket = await makeBucket((name) => name.split('/').slice(2).join('/'))
  const lost = sidecars[0]!.info.fileResults[0]!.filename
  await rm(join(bucket, lost.split('/').slice(2).join('/')))
  const extra = join(folder, 'more.jsonl')
  const failed = { egressId: 'EG_failed', status: 'EGRESS_FAILED', error: 'Start signal not received' }
  await writeFile(
    extra,
    `not json\n${JSON.stringify({ event: 'egress_ended', egressInfo: failed })}\n{"a":1}\n`,
  )
  const { stdout: out, stderr: err } = await run(webhooks, extra, '--bucket', bucket)
  expect(out).toContain('7 sidecars written')
  expect(err).toContain(`its file ${lost} is not in the bucket`)
  expect(err).toContain('EG_failed has no file (it ended with: Start signal not received)')
  expect(err).toContain('more.jsonl:1: is no webhook of LiveKit')
  expect(err).toContain('more.jsonl:3: is no webhook of LiveKit')
  const read = await readFile(join(bucket, sidecars[1]!.key.split('/').slice(2).join('/')), 'utf8')
  expect(JSON.parse(read)).toEqual(sidecars[1]!.info)
})

it('takes only what the key signed, where one is given, however long ago', async () => {
  const bucket = await makeBucket()
  const bodies = readFileSync(webhooks, 'utf8').trimEnd().split('\n')
  const stored = await Promise.all(
    bodies.map(async (body, n) => ({
      body,
      ...(n % 2 === 0 && { authorization: await sign(body, KEY, '-1h') }),
    })),
  )
  await writeFile(join(folder, 'kept.jsonl'), stored.map((entry) => JSON.stringify(entry)).join('\n'))
  await writeFile(join(folder, 'key.yaml'), `${KEY.apiKey}: ${KEY.apiSecret}\n`)
  const { stdout: out, code } = await run(
    'kept.jsonl',
    '--bucket',
    bucket,
    '--secret-file',
    'key.yaml',
    '--json',
  )
  expect(code).toBe(0)
  const report = JSON.parse(out) as { refused: unknown[]; webhooks: number }
  expect(report.refused).toHaveLength(Math.floor(bodies.length / 2))
  expect(out).not.toContain(KEY.apiSecret)
})

it('refuses what is not there before it makes anything', async () => {
  const nowhere = await run(webhooks, '--bucket', 'nowhere')
  expect(nowhere).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nowhere is not there') as string,
  })
  const bucket = await makeBucket()
  expect((await run('none', '--bucket', bucket)).stderr).toContain('there are no webhooks at')
  await writeFile(join(folder, 'bad'), 'hm')
  expect((await run(webhooks, '--bucket', bucket, '--secret-file', 'bad')).stderr).toContain(
    'a key and its secret',
  )
  expect((await run(webhooks)).code).toBe(2)
})
