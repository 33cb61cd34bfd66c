/** The routes of renditions and their files on the media port. */
import { parseFrames } from '../../app/web/api/several.ts'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  formatRenditionIndex,
  type RecordingRenditions,
  type RenditionsAnswer,
} from '../../core/protocol/rendition.ts'
import { createFakeRenditions, stored, type FakeRenditions } from './fakeRenditions.ts'
import { createTestServer, RECORDING as SOUND, type TestServer } from './support.ts'

const PICTURES = 'rec_pictures'
const INDEX = formatRenditionIndex({
  codec: 'avc1.42c01e',
  description: Uint8Array.of(1),
  widthPx: 320,
  heightPx: 180,
  ptsUs: Float64Array.of(0),
  key: Uint8Array.of(1),
  offset: Float64Array.of(0, 10),
})

let server: TestServer
let fake: FakeRenditions
const file = (): string => path.join(server.folder, 'a.mp4')

beforeAll(async () => {
  fake = createFakeRenditions()
  server = await createTestServer({ openRenditions: () => Promise.resolve(fake.store) })
  // Placed, shown and probed as the sound beside it is; only its kind and its person differ.
  await server.catalog.run(
    `INSERT INTO recordings BY NAME (SELECT * REPLACE ('${PICTURES}' AS recording_id, 'video' AS kind,
       'eve' AS identity, 1 AS stream_index) FROM recordings WHERE recording_id = '${SOUND}')`,
  )
  await server.catalog.run(
    `INSERT INTO sessions BY NAME (SELECT * REPLACE ('two' AS session_id) FROM sessions WHERE session_id = 'one')`,
  )
}, 60_000)
afterAll(() => server.close())
beforeEach(async () => {
  await writeFile(
    file(),
    Uint8Array.from({ length: 1000 }, (_, at) => at),
  )
  await writeFile(path.join(server.folder, 'a.lsr'), INDEX)
  fake.kept.clear()
  fake.kept.set(
    `${PICTURES} 180`,
    stored(PICTURES, '180', {
      file: file(),
      indexFile: path.join(server.folder, 'a.lsr'),
      version: 'v1',
      sizeBytes: 1000,
    }),
  )
})

const ask = (session: string, ...wanted: [string, string][]): Promise<Response> =>
  server.post(`/api/sessions/${session}/renditions`, {
    wanted: wanted.map(([recordingId, level]) => ({ recordingId, level })),
  })
const codeOf = async (answer: Response): Promise<[number, unknown]> => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
]

describe('asking for renditions', () => {
  it('says how each stands, in the order asked for', async () => {
    const answer = await ask('one', [PICTURES, '90'], [PICTURES, '180'], [PICTURES, '90'])
    expect(answer.status).toBe(200)
    const { states, left } = (await answer.json()) as RenditionsAnswer
    expect(states.map(({ level, state, version }) => [level, state, version])).toEqual([
      ['90', 'making', null],
      ['180', 'ready', 'v1'],
      ['90', 'making', null],
    ])
    expect(left).toBe(1)
    const looked = await server.ask(`/api/recordings/${PICTURES}/renditions`)
    const { states: both } = (await looked.json()) as RecordingRenditions
    expect(both.map(({ level, state, sizeBytes }) => [level, state, sizeBytes])).toEqual([
      ['180', 'ready', 1000],
      ['90', 'making', null],
    ])
    await expect.poll(() => fake.begun).toEqual([`${PICTURES} 90`])
    fake.end(`${PICTURES} 90`)
  })

  it('refuses recordings of another session, sound, and what it cannot read', async () => {
    expect(await codeOf(await ask('two', [PICTURES, '180']))).toEqual([404, 'recording_missing'])
    expect(await codeOf(await ask('none'))).toEqual([404, 'session_missing'])
    expect(await codeOf(await ask('one', [SOUND, '180']))).toEqual([404, 'recording_missing'])
    expect(await codeOf(await ask('one', [PICTURES, '1080']))).toEqual([400, 'bad_request'])
  })

  it('makes and gives nothing of a withheld person', async () => {
    const begun = fake.begun.length
    await server.catalog.run(
      `INSERT INTO withholdings (withholding_id, session_id, identity, reason, author, created_at)
       VALUES ('w1', 'one', 'eve', 'asked not to be shown', 'tester', now())`,
    )
    fake.kept.clear()
    const { states } = (await (await ask('one', [PICTURES, '180'])).json()) as RenditionsAnswer
    expect(states[0]).toMatchObject({ state: 'failed', message: 'eve is withheld: asked not to be shown' })
    expect(fake.begun.length).toBe(begun)
    expect(await codeOf(await server.askMedia(`/media/${PICTURES}?r=180`))).toEqual([403, 'withheld'])
    const index = `/api/recordings/${PICTURES}/renditions/180/index`
    expect(await codeOf(await server.ask(index))).toEqual([403, 'withheld'])
    await server.catalog.run(`DELETE FROM withholdings WHERE withholding_id = 'w1'`)
  })
})

describe('the files of a rendition', () => {
  it('come several in one answer, each range as it would come alone', async () => {
    const of = ['v1&r=180 10-19', 'old&r=180 0-9', 'v1&r=180 998-1005'].map(
      (text) => `of=${encodeURIComponent(`/media/${PICTURES}?v=${text}`)}`,
    )
    const answer = await server.askMedia(`/several?${of.join('&')}`)
    const parts = parseFrames(await answer.arrayBuffer())
    expect(parts.map(({ status }) => status)).toEqual([206, 409, 206])
    expect([...parts[0]!.bytes]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    expect(parts[2]!.bytes).toHaveLength(2)
  })

  it('come in ranges with a tag, kept for ever under their version', async () => {
    const answer = await server.askMedia(`/media/${PICTURES}?v=v1&r=180`, {
      headers: { range: 'bytes=10-19' },
    })
    expect(answer.status).toBe(206)
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-range': 'bytes 10-19/1000',
      'cache-control': 'public, max-age=31536000, immutable',
      etag: '"v1"',
    })
    const same = { 'if-none-match': '"v1"' }
    expect((await server.askMedia(`/media/${PICTURES}?v=v1&r=180`, { headers: same })).status).toBe(304)
    expect(await codeOf(await server.askMedia(`/media/${PICTURES}?v=old&r=180`))).toEqual([
      409,
      'media_changed',
    ])
  })

  it('have an index that is kept for ever under the version', async () => {
    const index = `/api/recordings/${PICTURES}/renditions/180/index`
    const answer = await server.ask(`${index}?v=v1`)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(INDEX)
    expect((await server.ask(index)).headers.get('cache-control')).toBe('no-cache')
    expect(await codeOf(await server.ask(`${index}?v=old`))).toEqual([409, 'media_changed'])
  })

  it('say what to do where there are none, and where they have gone meanwhile', async () => {
    expect(await codeOf(await server.askMedia(`/media/${PICTURES}?r=1080`))).toEqual([400, 'bad_request'])
    const missing = [404, 'rendition_missing']
    expect(await codeOf(await server.askMedia(`/media/${PICTURES}?r=90`))).toEqual(missing)
    await rm(file())
    await rm(path.join(server.folder, 'a.lsr'))
    const gone = await server.askMedia(`/media/${PICTURES}?r=180`, { headers: { range: 'bytes=0-9' } })
    expect(await codeOf(gone)).toEqual(missing)
    expect(await codeOf(await server.ask(`/api/recordings/${PICTURES}/renditions/180/index`))).toEqual(
      missing,
    )
  })
})
