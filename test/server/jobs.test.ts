import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { restoreExports } from '../../app/server/exportJobs.ts'
import { createJobs, RECENT_FINDINGS } from '../../app/server/jobs.ts'
import { UserError } from '../../core/model/index.ts'
import { jobSchema, type ExportPlan, type Job } from '../../core/protocol/index.ts'
import { createTestServer, type TestServer } from './support.ts'

const PROGRESS = { stage: 'work', done: 1, total: 2, perSecond: null, secondsLeft: null }

const finding = (n: number) => ({
  severity: 'warning' as const,
  code: 'stall',
  subject: `file ${n}`,
  message: `stalled ${n}`,
  hint: 'look',
  evidence: {},
})

describe('a job', () => {
  it('runs, tells its progress, ends with its result', async () => {
    const jobs = createJobs(() => 5)
    const seen: string[] = []
    jobs.subscribe((job) => seen.push(`${job.state} ${job.progress?.done ?? '-'}`))
    const { jobId } = jobs.start('ingest', 'title', async ({ onProgress }) => {
      onProgress(PROGRESS)
      return { objects: 3 }
    })
    expect(await jobs.settled(jobId)).toMatchObject({
      state: 'done',
      result: { objects: 3 },
      createdWallUs: 5,
    })
    expect(seen).toEqual(['waiting -', 'running -', 'running 1', 'done 1'])
  })

  it('waits for the one before it of its kind, not for others', async () => {
    const jobs = createJobs()
    const first = Promise.withResolvers<Record<string, unknown>>()
    const blocked = jobs.start('ingest', 'a', () => first.promise)
    const second = jobs.start('ingest', 'b', async () => ({}))
    const other = jobs.start('export', 'c', async () => ({}))
    expect((await jobs.settled(other.jobId)).state).toBe('done')
    expect(jobs.get(second.jobId).state).toBe('waiting')
    first.resolve({})
    expect((await jobs.settled(second.jobId)).state).toBe('done')
    expect(jobs.get(blocked.jobId).state).toBe('done')
  })

  it('says why it failed, with the hint', async () => {
    const jobs = createJobs()
    const { jobId } = jobs.start('export', 'x', async () => {
      throw new UserError('disk_full', 'no room', { hint: 'make some' })
    })
    expect(await jobs.settled(jobId)).toMatchObject({
      state: 'failed',
      message: 'no room',
      hint: 'make some',
    })
  })

  it('is cancelled by its signal, or before it has begun', async () => {
    const jobs = createJobs()
    const running = jobs.start(
      'export',
      'x',
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
    const waiting = jobs.start('export', 'y', async () => ({}))
    jobs.cancel(waiting.jobId)
    expect(jobs.get(waiting.jobId).state).toBe('cancelled')
    await Promise.resolve()
    jobs.cancel(running.jobId)
    expect((await jobs.settled(running.jobId)).state).toBe('cancelled')
    expect((await jobs.settled(waiting.jobId)).state).toBe('cancelled')
  })
})

describe('a job that finds', () => {
  it('tells the latest and their number as they come, not each by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const jobs = createJobs()
      const told: number[] = []
      const end = Promise.withResolvers<Record<string, unknown>>()
      const begun = Promise.withResolvers<(n: number) => void>()
      const { jobId } = jobs.start('ingest', 'x', ({ onFinding }) => {
        begun.resolve((n) => onFinding(finding(n)))
        return end.promise
      })
      const find = await begun.promise
      jobs.subscribe((job) => told.push(job.findings))
      for (let n = 0; n < 130; n++) find(n)
      expect(told).toEqual([])
      vi.advanceTimersByTime(200)
      expect(told).toEqual([130])
      const { recentFindings } = jobSchema.parse(jobs.get(jobId))
      expect(recentFindings).toHaveLength(RECENT_FINDINGS)
      expect([recentFindings[0]!.subject, recentFindings.at(-1)!.subject]).toEqual(['file 80', 'file 129'])
      find(130)
      end.resolve({})
      expect(await jobs.settled(jobId)).toMatchObject({ state: 'done', findings: 131 })
      vi.advanceTimersByTime(1000)
      expect(told).toEqual([130, 131])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the demo', () => {
  it('is a job where the server offers it, one at a time, and a problem where not', async () => {
    const made = Promise.withResolvers<Record<string, unknown>>()
    const offering = await createTestServer({ makeDemo: () => made.promise })
    try {
      const answers = [await offering.post('/api/demo', {}), await offering.post('/api/demo', {})]
      const [first, second] = await Promise.all(
        answers.map(async (answer) => jobSchema.parse(await answer.json())),
      )
      expect(first).toMatchObject({ kind: 'demo' })
      expect(second!.jobId).toBe(first!.jobId)
      made.resolve({ sessions: 1 })
      expect(await offering.jobs.settled(first!.jobId)).toMatchObject({
        state: 'done',
        result: { sessions: 1 },
      })
    } finally {
      await offering.close()
    }
    const other = await createTestServer()
    try {
      expect((await other.post('/api/demo', {})).status).toBe(404)
      expect(await (await other.ask('/api/config')).json()).toMatchObject({
        offersDemo: false,
        catalogState: 'open',
      })
    } finally {
      await other.close()
    }
  }, 60_000)
})

describe('export jobs', () => {
  const plan: ExportPlan = {
    sessionId: 'one',
    fromUs: 0,
    toUs: 1_000_000,
    folderName: 'one_x',
    clips: [],
    omissions: [],
    logRows: 0,
  }
  let server: TestServer
  let finish = Promise.withResolvers<{ folder: string; manifest: unknown }>()
  beforeAll(async () => {
    server = await createTestServer({
      planExport: async () => plan,
      executeExport: async (_catalog, _request, { signal, onProgress }) => {
        onProgress(PROGRESS)
        signal.addEventListener('abort', () => finish.reject(signal.reason))
        return finish.promise
      },
    })
  }, 60_000)
  afterAll(() => server.close())

  const start = async (): Promise<Job> => {
    finish = Promise.withResolvers()
    const answer = await server.post('/api/exports', { sessionId: 'one', fromUs: 0, toUs: 1_000_000 })
    expect(answer.status).toBe(202)
    return jobSchema.parse(await answer.json())
  }

  it('are told as events, keep a row, and are listed again after a restart', async () => {
    const events = await server.ask('/api/jobs/events')
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
    const { jobId } = await start()
    finish.resolve({ folder: '/made/one_x', manifest: { clips: 0 } })
    let text = ''
    while (!text.includes('"state":"done"')) text += (await reader.read()).value ?? ''
    await reader.cancel()
    expect(text).toContain('"stage":"work"')
    const [row] = await server.catalog.all(
      'SELECT state, folder, manifest FROM exports WHERE export_id = ?',
      [jobId],
    )
    expect(row).toEqual({ state: 'done', folder: '/made/one_x', manifest: '{"clips":0}' })
    const restarted = createJobs()
    await restoreExports(server.catalog, restarted)
    expect(restarted.get(jobId)).toMatchObject({ state: 'done', result: { folder: '/made/one_x' } })
  })

  it('are cancelled over HTTP', async () => {
    const { jobId } = await start()
    expect((await server.ask(`/api/jobs/${jobId}`, { method: 'DELETE' })).status).toBe(200)
    expect((await server.jobs.settled(jobId)).state).toBe('cancelled')
  })

  it('that a killed server left running are said to have failed', async () => {
    await server.catalog.run(
      `INSERT INTO exports (export_id, session_id, start_us, end_us, folder, state, plan, created_at)
       VALUES ('exp_old', 'one', 0, 1, '/x', 'running', '{}', now())`,
    )
    const restarted = createJobs()
    await restoreExports(server.catalog, restarted)
    expect(restarted.get('exp_old')).toMatchObject({
      state: 'failed',
      hint: expect.stringContaining('again'),
    })
  })
})
