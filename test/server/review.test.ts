/** What people make while they review, over HTTP. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  annotationSchema,
  annotationSetSchema,
  sessionDetailSchema,
  tierSchema,
  withholdingSchema,
} from '../../core/protocol/index.ts'
import { createTestServer, EPOCH, RECORDING, type TestServer } from './support.ts'

let server: TestServer
beforeAll(async () => {
  server = await createTestServer()
}, 60_000)
afterAll(() => server.close())

const send = (method: string, path: string, body: unknown = {}) =>
  server.ask(path, {
    method,
    ...(method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  })
const problemOf = async (answer: Response) => ({
  status: answer.status,
  ...((await answer.json()) as object),
})
const readSet = async () =>
  annotationSetSchema.parse(await (await server.ask('/api/sessions/one/annotations')).json())
const readSession = async () =>
  sessionDetailSchema.parse(await (await server.ask('/api/sessions/one')).json())
const post = (body: unknown) => server.post('/api/sessions/one/annotations', body)
const newMarker = (annotationId: string, startUs: number, more: object = {}) => ({
  annotationId,
  tierId: null,
  startUs,
  endUs: startUs,
  clockVersion: 'hand',
  ...more,
})

const clip = (identity: string) => ({ file: `${identity}.ogg`, identity, kind: 'audio', sizeBytes: 7 })

describe('annotations', () => {
  it('are made, changed, taken back and put back', async () => {
    const made = annotationSchema.parse(await (await post(newMarker('m1', 1_000_000))).json())
    expect(made).toMatchObject({ label: '', anchor: { recordingId: RECORDING, startMediaUs: 940_000 } })
    expect(made.author).not.toBe('')
    expect(await (await post(newMarker('m1', 2_000_000))).json()).toEqual(made)
    const change = { label: 'a half', startUs: 1_500_000, endUs: 2_500_000, clockVersion: 'hand' }
    const changed = await send('PATCH', '/api/annotations/m1', change)
    expect(annotationSchema.parse(await changed.json())).toMatchObject({ label: 'a half', endUs: 2_500_000 })
    expect(await (await send('DELETE', '/api/annotations/m1')).json()).toEqual({ sessionId: 'one' })
    expect((await readSet()).annotations).toEqual([])
    const restored = await send('POST', '/api/annotations/m1/restore')
    expect(annotationSchema.parse(await restored.json())).toMatchObject({ label: 'a half' })
    expect(await readSet()).toMatchObject({ clockVersion: 'hand', annotations: [{ annotationId: 'm1' }] })
  })

  it('of another alignment, or of nothing, are refused', async () => {
    const old = await server.post(
      '/api/sessions/one/annotations',
      newMarker('m2', 1, { clockVersion: 'old' }),
    )
    expect(await problemOf(old)).toMatchObject({ status: 409, code: 'clock_moved' })
    expect(await problemOf(await send('PATCH', '/api/annotations/none', { label: 'x' }))).toMatchObject({
      status: 404,
      code: 'annotation_missing',
    })
    expect((await server.post('/api/sessions/two/annotations', newMarker('m3', 1))).status).toBe(404)
    expect((await post(newMarker('m3', 1.5))).status).toBe(400)
    const noTier = await post(newMarker('m3', 1, { tierId: 'none' }))
    expect(await problemOf(noTier)).toMatchObject({ status: 404, code: 'tier_missing' })
  })

  it('stand in tiers', async () => {
    const made = await server.post('/api/sessions/one/tiers', { tierId: 't1', name: 'strategy' })
    expect(tierSchema.parse(await made.json())).toMatchObject({ name: 'strategy', identity: null })
    await server.post(
      '/api/sessions/one/annotations',
      newMarker('a1', 2_000_000, { tierId: 't1', author: 'eve' }),
    )
    await send('PATCH', '/api/tiers/t1', { name: 'moves' })
    await send('DELETE', '/api/tiers/t1')
    expect((await readSet()).tiers).toEqual([])
    await send('POST', '/api/tiers/t1/restore')
    expect(await readSet()).toMatchObject({
      tiers: [{ name: 'moves' }],
      annotations: [{ annotationId: 'm1' }, { annotationId: 'a1', author: 'eve' }],
    })
  })

  it('are a file of the canonical columns', async () => {
    const csv = await server.ask('/api/sessions/one/annotations/file?format=csv')
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="one-annotations.csv"')
    const [head, , line] = (await csv.text()).split('\r\n')
    expect(head).toBe(
      'session,tier,subject,track_ids,start_s,end_s,start_utc,end_utc,label,text,author,source,created_utc,recording,start_media_s,end_media_s,clock_version,id',
    )
    const utc = new Date(EPOCH / 1000 + 2000).toISOString().replace('Z', '000Z')
    expect(line).toContain(`one,moves,ann,file:ann.ogg,2.000000,2.000000,${utc},${utc},,,eve,manual,`)
    const markers = await (
      await server.ask('/api/sessions/one/annotations/file?format=jsonl&markers=true')
    ).text()
    expect(markers.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(markers)).toMatchObject({
      id: 'm1',
      label: 'a half',
      start_s: 1.5,
      track_ids: ['file:ann.ogg'],
    })
    expect((await server.ask('/api/sessions/one/annotations/file?format=eaf')).status).toBe(400)
  })
})

describe('a withheld person', () => {
  it('is nowhere to be had until that is taken back', async () => {
    const before = await readSession()
    const version = before.lanes[0]!.recordings[0]!.version
    const request = { identity: 'ann', reason: 'no consent' }
    const answer = await server.post('/api/sessions/one/withholdings', request)
    const { withholdingId } = withholdingSchema.parse(await answer.json())
    const hidden = await readSession()
    expect(hidden.lanes[0]).toMatchObject({ recordings: [], gaps: [{ reason: 'withheld' }] })
    expect(hidden.logCount).toBe(1)
    for (const media of [`/media/${RECORDING}`, `/media/${RECORDING}?v=${version}`])
      expect(await problemOf(await server.askMedia(media))).toMatchObject({ status: 403, code: 'withheld' })
    for (const derived of ['packets', 'index', 'peaks'])
      expect((await server.ask(`/api/recordings/${RECORDING}/${derived}`)).status).toBe(403)
    const log = await (await server.ask('/api/sessions/one/log')).arrayBuffer()
    expect(Buffer.from(log).includes('😀')).toBe(false)
    await send('DELETE', `/api/withholdings/${withholdingId}`)
    expect(await readSession()).toEqual(before)
    expect((await server.askMedia(`/media/${RECORDING}`)).status).toBe(200)
  })

  it('is not served from exports of before, nor what was logged', async () => {
    const folder = path.join(server.folder, 'old')
    await mkdir(folder)
    for (const name of ['ann.ogg', 'bob.ogg', 'chat.csv', 'manifest.json'])
      await writeFile(path.join(folder, name), name)
    const manifest = {
      clips: [clip('ann'), clip('bob')],
      logs: [{ files: [{ file: 'chat.csv', sizeBytes: 8 }] }],
    }
    await server.catalog.append('exports', [
      {
        export_id: 'old',
        session_id: 'one',
        start_us: 0,
        end_us: 1,
        folder,
        state: 'done',
        plan: '{}',
        manifest: JSON.stringify(manifest),
        created_at: new Date(Date.now() - 1000),
      },
    ])
    const statuses = async () =>
      Promise.all([0, 1, 2, 3].map(async (at) => (await server.ask(`/api/exports/old/files/${at}`)).status))
    expect(await statuses()).toEqual([200, 200, 200, 200])
    const answer = await server.post('/api/sessions/one/withholdings', { identity: 'ann', reason: 'x' })
    expect(await statuses()).toEqual([403, 200, 403, 200])
    const { withholdingId } = withholdingSchema.parse(await answer.json())
    await send('DELETE', `/api/withholdings/${withholdingId}`)
    expect(await statuses()).toEqual([200, 200, 200, 200])
  })

  it('is somebody of the session', async () => {
    const answer = await server.post('/api/sessions/one/withholdings', { identity: 'zoe', reason: 'x' })
    expect(await problemOf(answer)).toMatchObject({ status: 404, code: 'person_missing' })
    expect((await send('DELETE', '/api/withholdings/none')).status).toBe(404)
  })
})

it('keeps the zone and the findings people said something of', async () => {
  await server.catalog.append('findings', [
    {
      finding_id: 'f1',
      stage: 'form',
      severity: 'warning',
      code: 'odd',
      subject: 'ann.ogg',
      session_id: 'one',
      message: 'odd',
      hint: '',
      evidence: '{}',
    },
  ])
  await send('PUT', '/api/findings/f1/acceptance', { note: 'as meant', author: 'eve' })
  await send('PUT', '/api/sessions/one/zone', { zone: 'Europe/Vienna' })
  expect(await readSession()).toMatchObject({
    zone: 'Europe/Vienna',
    concerns: 0,
    findingList: [{ accepted: { note: 'as meant', author: 'eve' } }],
  })
  await send('DELETE', '/api/findings/f1/acceptance')
  await send('PUT', '/api/sessions/one/zone', { zone: null })
  expect(await readSession()).toMatchObject({ zone: null, concerns: 1, findingList: [{ accepted: null }] })
  expect((await send('PUT', '/api/sessions/one/zone', { zone: 'Nowhere' })).status).toBe(400)
  expect((await send('PUT', '/api/findings/none/acceptance', { note: '' })).status).toBe(404)
})
