/** The sync certificate over HTTP, and what the page measured while playing. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashCertificate } from '../../app/server/readCertificate.ts'
import { issuedCertificateSchema, type NewPlaybackRun } from '../../core/protocol/index.ts'
import { createTestServer, RECORDING, type TestServer } from './support.ts'

let server: TestServer
beforeAll(async () => {
  server = await createTestServer()
}, 60_000)
afterAll(() => server.close())

const RUN: NewPlaybackRun = {
  clockVersion: 'hand',
  playedMs: 9050,
  tiles: 6,
  samples: 2826,
  exactSamples: 2820,
  p50Frames: 0,
  p95Frames: 0,
  maxFrames: 1,
  engine: 'webcodecs',
  rate: 1,
  droppedDraws: 3,
  failedTiles: 2,
  maxLevel: 1,
}
const readCertificate = async () =>
  issuedCertificateSchema.parse(await (await server.ask('/api/sessions/one/certificate')).json())

it('is issued with the hash of what it says, which does not change by asking again', async () => {
  const first = await readCertificate()
  expect(first.recordings).toMatchObject([
    { recordingId: RECORDING, file: { source: 'folder', key: 'ann.ogg' }, span: { startUs: 60_000 } },
  ])
  expect(first.sha256).toBe(hashCertificate(first))
  expect((await readCertificate()).sha256).toBe(first.sha256)
  expect((await server.ask('/api/sessions/none/certificate')).status).toBe(404)
})

it('is a page for paper that may load and run nothing', async () => {
  const answer = await server.ask('/api/sessions/one/certificate.html')
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await answer.text()).toContain('<h1>Sync certificate</h1>')
})

it('states what the page measured last, once a second at most, and refuses what cannot be', async () => {
  expect((await readCertificate()).playback).toBeNull()
  const headers = { 'user-agent': 'Browser/1' }
  const tell = (run: object, id = 'one') => server.post(`/api/sessions/${id}/playback-run`, run, headers)
  expect((await tell({ ...RUN, p95Frames: -1 })).status).toBe(400)
  expect((await tell(RUN, 'none')).status).toBe(404)
  expect(await (await tell(RUN)).json()).toEqual({ kept: true })
  expect(await (await tell({ ...RUN, samples: 1 })).json()).toEqual({ kept: false })
  expect((await readCertificate()).playback).toMatchObject({
    ...RUN,
    browser: 'Browser/1',
    programVersion: '0',
  })
})

it('says nothing of who is withheld but that there is somebody', async () => {
  await server.post('/api/sessions/one/withholdings', { identity: 'ann', reason: 'no consent' })
  const certificate = await readCertificate()
  expect(certificate).toMatchObject({ recordings: [], withheld: { people: 1, recordings: 1 } })
  expect(JSON.stringify(certificate)).not.toMatch(/"ann"|ann\.ogg|consent/)
})
