/** What a person meets in each place, by keyboard, and in each state that is no success. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatLog } from '../../support/formatLog.ts'
import type { ExportPlan, Job } from '../../../core/protocol/index.ts'
import { launchBrowser } from '../../support/browser.ts'
import { makeSession } from '../makeSession.ts'
import { servePage, type Answer, type FakePage } from './servePage.ts'

const session = makeSession({ logCount: 3 })
const other = makeSession({
  sessionId: 'RM_2',
  roomName: 'Whole class',
  findings: 0,
  headline: null,
  durationUs: 50e6,
})
const at = (seconds: number): bigint => BigInt(session.epochWallUs + seconds * 1e6) * 1000n
const log = formatLog(
  ['answer', 'draw', 'chat'].map((topic, index) => ({
    recv_ns: at(10 + index * 10),
    sender_ns: null,
    sender: index === 1 ? 'mia' : 'leo',
    topic,
    payload: JSON.stringify({ n: index }),
  })),
  session.epochWallUs,
)

const ANSWERS: Readonly<Record<string, Answer>> = {
  'GET /api/config': {
    json: { version: '0', catalog: 'c.duckdb', mediaOrigin: 'http://127.0.0.1:9', demo: false },
  },
  'GET /api/sessions': { json: [session, other] },
  'GET /api/sessions/RM_1': { json: session },
  'GET /api/sessions/RM_1/log': { bytes: log },
  'GET /api/sessions/RM_1/corrections': { json: [] },
  'GET /api/jobs': { json: [] },
}

const PLAN: ExportPlan = {
  sessionId: 'RM_1',
  fromUs: 0,
  toUs: 10e6,
  folderName: 'RM_1',
  clips: [
    {
      recordingId: 'leo1',
      identity: 'leo',
      source: 'camera',
      kind: 'video',
      fileName: 'media/leo_camera_1.mp4',
      method: 'H264 in MP4, re-encoded',
      trueStartUs: 0,
      trueEndUs: 10e6,
      frames: 250,
      estimatedBytes: 100_000,
      gaps: [],
      sigmaUs: 28_000,
      grade: 'B',
    },
  ],
  omissions: [{ identity: 'mia', source: 'microphone', trackId: null, reason: 'not recorded in this span' }],
  logRows: 3,
}

const problem = (status: number, code: string, message: string): Answer => ({
  status,
  json: { code, message, hint: 'Do this.' },
})

let fake: FakePage
let browser: Browser
let page: Page

beforeAll(async () => {
  fake = await servePage()
  browser = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await fake?.close()
})

beforeEach(async () => {
  fake.answers = ANSWERS
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  page = await context.newPage()
})

afterEach(() => page.context().close())

const open = async (path: string): Promise<void> => {
  await page.goto(fake.url + path)
  await page.getByRole('banner').waitFor({ timeout: 60_000 })
}

const openSession = async (search = ''): Promise<void> => {
  await open(`/s/RM_1${search}`)
  await page.waitForFunction(() => window.lockstep !== undefined)
}

describe('the sessions', () => {
  it('are found, sorted and opened by keyboard', async () => {
    await open('/')
    const rows = page.locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(2)
    await page.keyboard.press('/')
    await page.keyboard.type('mia')
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('mia')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('fractions')
    await expect.poll(() => rows.count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/s\/RM_1/)
  })

  it('say how to fill an empty catalog', async () => {
    fake.answers = { ...ANSWERS, 'GET /api/sessions': { json: [] } }
    await open('/')
    await page.getByText('No sessions yet').waitFor()
    await page.getByText(/lockstep ingest s3:\/\/bucket\/prefix --catalog c\.duckdb/).waitFor()
    await page.getByText('npm run demo').waitFor()
  })

  it('say what failed and what to do, and are read again', async () => {
    fake.answers = {
      ...ANSWERS,
      'GET /api/sessions': problem(423, 'catalog_locked', 'the catalog is held by 41'),
    }
    await open('/')
    await page.getByRole('alert').getByText('the catalog is held by 41').waitFor()
    await page.getByText('Do this.').waitFor()
    fake.answers = ANSWERS
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Whole class' }).waitFor()
  })

  it('show an ingest under way, and are read again when it is done', async () => {
    await open('/')
    await page.getByRole('link', { name: 'Whole class' }).waitFor()
    const progress = { stage: 'probe', done: 50, total: 200, perSecond: 25, secondsLeft: 6, findings: 1 }
    const job: Job = {
      jobId: 'j1',
      kind: 'ingest',
      title: 's3://bucket/spring/',
      state: 'running',
      progress,
      message: null,
      hint: null,
      result: null,
      findings: 1,
      recentFindings: [],
      createdWallUs: 1,
    }
    await expect
      .poll(async () => {
        fake.send(job)
        return page.getByText('50 of 200 · 25 a second · 6 s left · 1 finding so far').count()
      })
      .toBe(1)
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25')
    fake.answers = { ...ANSWERS, 'GET /api/sessions': { json: [session] } }
    fake.send({ ...job, state: 'done', progress: null })
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    expect(await page.getByRole('progressbar').count()).toBe(0)
  })

  it('say when the server is gone, and when it is back', async () => {
    await open('/')
    await page.getByRole('link', { name: 'Whole class' }).waitFor()
    const banner = page.getByText('The server is gone.')
    await expect
      .poll(async () => {
        fake.setGone(true)
        return banner.count()
      })
      .toBe(1)
    fake.setGone(false)
    await banner.waitFor({ state: 'detached', timeout: 20_000 })
  })
})

describe('the workbench', () => {
  it('says that a session is not in the catalog', async () => {
    fake.answers = {
      ...ANSWERS,
      'GET /api/sessions/nope': problem(404, 'session_missing', 'no session nope'),
    }
    await open('/s/nope')
    await page.getByRole('heading', { name: 'This session is not in the catalog' }).waitFor()
  })

  it('sets a segment by I and O, edits it as numbers, and says it in the URL', async () => {
    await openSession('?t=20')
    await page.keyboard.press('i')
    await page.evaluate(() => window.lockstep!.player.seek(33e6))
    await page.keyboard.press('o')
    await expect.poll(() => new URL(page.url()).search).toMatch(/in=20&out=33/)
    await page.getByRole('button', { name: "Type the segment's ends" }).click()
    await page.getByLabel('To', { exact: true }).fill('0:00:31.5')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).search).toMatch(/in=20&out=31\.5/)
  })

  it('shows each side panel by its number and keeps keys out of text fields', async () => {
    await openSession()
    for (const [key, name] of [
      ['2', 'Details'],
      ['3', 'Findings'],
      ['4', 'Query'],
      ['5', 'Exports'],
      ['1', 'Log'],
    ] as const) {
      await page.keyboard.press(key)
      await expect.poll(() => page.getByRole('tab', { selected: true }).innerText()).toMatch(name)
    }
    await page.keyboard.press('/')
    await page.keyboard.type('topic:draw 3')
    expect(await page.getByRole('tab', { selected: true }).innerText()).toMatch('Log')
    await page.keyboard.press('Backspace')
    await expect.poll(() => page.getByRole('grid', { name: 'Log' }).locator('[data-row]').count()).toBe(1)
  })

  it('follows the playhead in the log, and seeks where a row is clicked', async () => {
    await openSession('?t=21')
    const now = page.locator('[aria-current=true]')
    await expect.poll(() => now.innerText()).toMatch(/Mia[^]*draw/)
    await page.getByRole('row', { name: /chat/ }).click()
    await expect.poll(() => page.evaluate(() => window.lockstep!.player.now())).toBe(30_000_000)
    await expect.poll(() => now.innerText()).toMatch(/chat/)
  })

  it('shows what a query’s author did wrong', async () => {
    fake.answers = { ...ANSWERS, 'POST /api/query': problem(400, 'sql', 'Table "nothing" does not exist') }
    await openSession('?panel=query')
    await page.getByRole('textbox', { name: 'SQL' }).press('Control+Enter')
    await page.getByRole('alert').getByText('Table "nothing" does not exist').waitFor()
  })

  it('goes to a time and a person by the palette', async () => {
    await openSession()
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Find' }).fill('1:24')
    await page.getByRole('button', { name: 'Go to 0:01:24.000' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => window.lockstep!.player.now())).toBe(84_000_000)
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Find' }).fill('mia')
    await page.getByRole('button', { name: /Mia/ }).first().waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('focus')).toBe('mia/camera')
  })
})

const seeNothingWrong = async (): Promise<void> => {
  await page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
}

describe.each(['light', 'dark'] as const)('in the %s theme axe finds nothing', (colorScheme) => {
  beforeEach(() => page.emulateMedia({ colorScheme, reducedMotion: 'reduce' }))

  it.each(['/', '/query', '/exports', '/nowhere', '/s/RM_1', '/s/RM_1?panel=findings'])(
    'at %s',
    async (path) => {
      await open(path)
      await seeNothingWrong()
    },
  )

  it('in a recording’s details', async () => {
    await openSession('?panel=details&rec=mia1')
    await page.getByRole('heading', { name: 'Mia · camera' }).waitFor()
    await seeNothingWrong()
  })

  it.each([
    ['e', 'Export a segment of Fractions, group 3'],
    ['?', 'Keys'],
    ['Control+k', 'Find'],
  ])('in the dialog of %s', async (keys, name) => {
    fake.answers = { ...ANSWERS, 'POST /api/exports/plan': { json: PLAN } }
    await openSession()
    await page.keyboard.press(keys)
    await page.getByRole('dialog', { name }).waitFor()
    await seeNothingWrong()
  })
})
