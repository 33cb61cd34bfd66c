/** Aligning over HTTP: a job that is started once, and what is said of a session or an edge that is not there. */
import { afterEach, expect, it } from 'vitest'
import type { AlignResult, Job } from '../../core/protocol/index.ts'
import { createTestServer, type TestServer } from './support.ts'

let server: TestServer | undefined
afterEach(() => server?.close())

const RESULT: AlignResult = {
  sessionId: 'one',
  dryRun: true,
  decoded: 1,
  cached: 0,
  pairs: { compared: 0, cached: 0, accepted: 0, refused: 0 },
  unheard: [],
  moves: [],
  recordings: [],
  ms: 5,
}

it('starts one job a session, which ends with what moved', async () => {
  const asked: [string, boolean][] = []
  const result = Promise.withResolvers<AlignResult>()
  server = await createTestServer({
    align: async (_catalog, sessionId, { dryRun, onProgress }) => {
      asked.push([sessionId, dryRun])
      onProgress({ stage: 'decode', done: 1, total: 2, perSecond: null, secondsLeft: null })
      return result.promise
    },
  })
  const start = async (body: unknown): Promise<Job> => {
    const answer = await server!.post('/api/sessions/one/align', body)
    expect(answer.status).toBe(202)
    return (await answer.json()) as Job
  }
  const job = await start({ dryRun: true })
  expect(job).toMatchObject({ kind: 'align', title: expect.stringContaining('one') })
  expect((await start({ dryRun: true })).jobId).toBe(job.jobId)
  expect(server.jobs.get(job.jobId).progress).toMatchObject({ stage: 'decode', done: 1 })
  result.resolve(RESULT)
  expect(await server.jobs.settled(job.jobId)).toMatchObject({ state: 'done', result: RESULT })
  const again = await start({})
  await server.jobs.settled(again.jobId)
  expect(asked).toEqual([
    ['one', true],
    ['one', false],
  ])
})

const codeOf = async (answer: Response): Promise<unknown> => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
]

it('says which session or edge is not there', async () => {
  server = await createTestServer()
  expect(await codeOf(await server.post('/api/sessions/two/align', {}))).toEqual([404, 'session_missing'])
  expect(await codeOf(await server.ask('/api/sessions/one/clocks/edges/edge_x'))).toEqual([
    404,
    'edge_missing',
  ])
})
