/** The exports place in each of its states, in a real browser: what it says, and that axe finds nothing. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { ExportDetail, Job } from '../../../core/protocol/index.ts'
import { makeSession } from '../makeSession.ts'
import { ANSWERS as COMMON } from '../places/answers.ts'
import { usePlacesPage } from '../places/placesPage.ts'
import type { Answer } from '../places/servePage.ts'

const session = makeSession()
const job = (changes: Partial<Job>): Job => ({
  jobId: 'exp_1',
  kind: 'export',
  title: 'RM_1 0:00:10.000 – 0:00:20.000',
  state: 'done',
  progress: null,
  findings: 0,
  recentFindings: [],
  message: null,
  hint: null,
  result: null,
  createdWallUs: Date.UTC(2025, 5, 12, 9) * 1000,
  ...changes,
})

const detail: ExportDetail = {
  exportId: 'exp_1',
  request: { sessionId: 'RM_1', fromUs: 10e6, toUs: 20e6 },
  plan: {
    sessionId: 'RM_1',
    fromUs: 10e6,
    toUs: 20e6,
    folderName: 'RM_1',
    clips: [
      {
        recordingId: 'leo1',
        identity: 'leo',
        source: 'camera',
        kind: 'video',
        fileName: 'media/leo_camera_1.mp4',
        method: 'H264 in MP4, re-encoded',
        trueStartUs: 9_960_000,
        trueEndUs: 20e6,
        frames: 251,
        estimatedBytes: 100_000,
        gaps: [],
        sigmaUs: 28_000,
        grade: 'B',
      },
    ],
    omissions: [
      { identity: 'mia', source: 'microphone', trackId: null, reason: 'not recorded in this span' },
    ],
    logRows: 3,
  },
  manifest: {},
  folder: '/home/ann/exports/RM_1',
  files: [
    { index: 0, name: 'media/leo_camera_1.mp4', sizeBytes: 90_000, kind: 'video', isThere: true },
    { index: 1, name: 'logs/room.csv', sizeBytes: 2_000, kind: 'log', isThere: false },
    { index: 2, name: 'manifest.json', sizeBytes: 3_000, kind: 'manifest', isThere: true },
  ],
  createdWallUs: Date.UTC(2025, 5, 12, 9) * 1000,
  finishedWallUs: Date.UTC(2025, 5, 12, 9, 1) * 1000,
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  ...COMMON,
  'GET /api/sessions': { json: [session] },
  'GET /api/sessions/RM_1': { json: session },
  'GET /api/exports/exp_1': { json: detail },
  'GET /api/jobs': { json: [job({})] },
}

const at = usePlacesPage()

/** As long as a step may take. */
const poll = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 12_000 })
const open = (search = ''): Promise<void> => at.open(`/exports${search}`)
const jobsAre = (...jobs: Job[]): void => {
  at.fake.answers = { ...ANSWERS, 'GET /api/jobs': { json: jobs } }
}
beforeEach(() => (at.fake.answers = ANSWERS))

describe('the exports', () => {
  it('say how to make the first', async () => {
    jobsAre()
    await open()
    await at.page.getByText('No exports yet').waitFor()
    await at.seeNothingWrong()
  })

  it('show what the newest made: true cuts, files, what is gone, what was left out', async () => {
    await open()
    const chosen = at.page.getByRole('region', { name: 'The chosen export' })
    await chosen.getByText('1 clip, 93 kB').waitFor()
    await chosen.getByText('1 of its files were moved or deleted since').waitFor()
    await chosen.getByText('251 frames · −40 ms at the start').waitFor()
    await chosen.getByText('±28 ms').waitFor()
    await chosen.getByText('logs/room.csv is no longer there').waitFor()
    await chosen.getByText('Mia · microphone').waitFor()
    const file = chosen.getByRole('link', { name: 'media/leo_camera_1.mp4' })
    expect(await file.getAttribute('href')).toBe('/api/exports/exp_1/files/0')
    expect(await file.getAttribute('target')).toBe('_blank')
    const segment = chosen.getByRole('link', { name: 'Open the segment' })
    expect(await segment.getAttribute('href')).toMatch(/^\/s\/RM_1\?t=10&in=10&out=20/)
    await at.seeNothingWrong()
    await at.page.emulateMedia({ colorScheme: 'dark' })
    await at.seeNothingWrong()
  })

  it('are chosen by keyboard, and the choice is in the URL', async () => {
    jobsAre(job({}), job({ jobId: 'exp_2', state: 'cancelled', createdWallUs: 0 }))
    await open()
    await at.page.getByRole('link', { name: /done/ }).focus()
    await at.page.keyboard.press('ArrowDown')
    await poll(() => new URL(at.page.url()).search).toBe('?job=exp_2')
    await at.page.getByText(/was cancelled/).waitFor()
    await at.page.getByText(/Nothing was left behind/).waitFor()
    await at.page.reload()
    await at.page.getByText(/was cancelled/).waitFor()
  })

  it('show how far one is, and cancel it', async () => {
    const progress = { stage: 'clips', done: 3, total: 10, perSecond: 1.5, secondsLeft: 5 }
    jobsAre(job({ state: 'running', progress }))
    at.fake.answers = {
      ...at.fake.answers,
      'DELETE /api/jobs/exp_1': { json: job({ state: 'running', progress }) },
    }
    await open()
    await at.page.getByRole('status').getByText('clips: 3 of 10 · 1.5 a second · 5 s left').waitFor()
    await at.seeNothingWrong()
    const asked = at.page.waitForRequest((request) => request.method() === 'DELETE')
    await at.page.getByRole('button', { name: 'Cancel' }).click()
    await asked
    at.fake.send(job({ state: 'done' }))
    await at.page.getByRole('button', { name: 'Make it again' }).waitFor()
  })

  it('say what went wrong and what to do, and try again', async () => {
    jobsAre(job({ state: 'failed', message: 'the disk is full', hint: 'Free 2 GB.' }))
    const again = job({ jobId: 'exp_2', state: 'waiting', createdWallUs: Date.UTC(2025, 5, 12, 10) * 1000 })
    at.fake.answers = {
      ...at.fake.answers,
      'POST /api/exports/exp_1/replay': { status: 202, json: again },
      'GET /api/exports/exp_2': { json: { ...detail, exportId: 'exp_2', files: [] } },
    }
    await open()
    const alert = at.page.getByRole('alert')
    await alert.getByText('the disk is full').waitFor()
    await alert.getByText('Free 2 GB.').waitFor()
    await at.seeNothingWrong()
    await at.page.getByRole('button', { name: 'Try again' }).click()
    await poll(() => new URL(at.page.url()).search).toBe('?job=exp_2')
    await at.page.getByRole('status').getByText('waiting for its turn').waitFor()
  })

  it('say so where the folder cannot be shown, and where a link is of another catalog', async () => {
    at.fake.answers = {
      ...ANSWERS,
      'POST /api/exports/exp_1/reveal': {
        status: 409,
        json: { code: 'reveal_failed', message: 'this machine has no desktop', hint: 'The folder is /x.' },
      },
    }
    await open()
    await at.page.getByRole('button', { name: 'Show the folder' }).click()
    await at.page.getByRole('alert').getByText('this machine has no desktop').waitFor()
    await open('?job=exp_9')
    await at.page.getByText('This export is not in the catalog').waitFor()
  })
})
