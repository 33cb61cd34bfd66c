/** Renditions asked for, made by the real store in its child process, and read as the page reads them. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../../app/server/server.ts'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { parseRenditionIndex, type RenditionsAnswer } from '../../core/protocol/rendition.ts'
import { buildCatalog, recordingIdOf } from '../support/catalogRows.ts'
import { probePts, run, words } from '../support/mediaJudge.ts'

const [SHORT, LONG] = ['short.mp4', 'long.mp4'].map((key) => recordingIdOf('s1', key)) as [string, string]
let folder: string
let catalog: Catalog
let server: RunningServer
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-renditions-'))
  for (const [name, seconds] of [
    ['short', 2],
    ['long', 60],
  ] as const) {
    const source = `-v error -f lavfi -i testsrc2=size=640x360:rate=10:duration=${seconds}`
    const file = path.join(folder, `${name}.mp4`)
    await run('ffmpeg', [...words(source), ...words('-c:v libx264 -preset ultrafast -g 100'), file])
  }
  catalog = await buildCatalog(path.join(folder, 'c.duckdb'), folder, {
    sessionId: 'one',
    epochWallUs: 1_795_000_000_000_000,
    recordings: ['short', 'long'].map((identity) => ({
      objectKey: `${identity}.mp4`,
      identity,
      source: 'camera',
      pts0WallUs: 1_795_000_000_000_000,
    })),
  })
  await writeFile(path.join(folder, 'index.html'), 'page')
  server = await startServer({ catalog, port: 0, webRoot: folder, version: '0' })
}, 60_000)
afterAll(async () => {
  await server.close()
  await catalog.close()
  await rm(folder, { recursive: true, force: true })
})

async function ask(...ids: string[]): Promise<RenditionsAnswer> {
  const answer = await fetch(`${server.url}/api/sessions/one/renditions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ wanted: ids.map((recordingId) => ({ recordingId, level: '180' })) }),
  })
  return (await answer.json()) as RenditionsAnswer
}

it('are made, indexed and served; the server closes while the next is being made and leaves no half', async () => {
  expect((await ask(SHORT)).states[0]!.state).toBe('making')
  await expect.poll(async () => (await ask(SHORT)).states[0]!.state, { timeout: 20_000 }).toBe('ready')
  const { version, widthPx, heightPx } = (await ask(SHORT)).states[0]!
  expect([widthPx, heightPx]).toEqual([320, 180])
  const found = await fetch(`${server.url}/api/recordings/${SHORT}/renditions/180/index?v=${version}`)
  const index = parseRenditionIndex(await found.arrayBuffer())
  const media = await fetch(`${server.mediaOrigin}/media/${SHORT}?v=${version}&r=180`)
  expect(media.headers.get('cache-control')).toContain('immutable')
  const file = path.join(folder, 'served.mp4')
  await writeFile(file, new Uint8Array(await media.arrayBuffer()))
  const expected = await probePts(path.join(folder, 'short.mp4'))
  expect([...index.ptsUs].map((us) => us / 1e6)).toEqual(expected)
  expect(await probePts(file)).toEqual(expected)

  expect((await ask(LONG)).states[0]!.state).toBe('making')
  const folderOf = path.join(catalog.cacheDir, 'renditions')
  const halves = async (): Promise<string[]> =>
    (await readdir(folderOf)).filter((name) => name.endsWith('.part'))
  await expect.poll(halves, { timeout: 20_000 }).not.toEqual([])
  await server.close()
  expect(await halves()).toEqual([])
  expect((await readdir(folderOf)).filter((name) => name.endsWith('.mp4'))).toHaveLength(1)
})
