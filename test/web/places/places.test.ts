/** What a person meets in each place, by keyboard, and in each state that is no success. */
import { describe, expect, it } from 'vitest'
import { formatSignalTiles } from '../../../core/protocol/signals.ts'
import type { Job } from '../../../core/protocol/index.ts'
import { findWrong } from '../axe.ts'
import { ANSWERS, problem, session } from './answers.ts'
import { usePlacesPage } from './placesPage.ts'

const at = usePlacesPage()

describe('the sessions', () => {
  it('are found, sorted and opened by keyboard', async () => {
    await at.open('/')
    const rows = at.page.locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(2)
    await at.page.keyboard.press('/')
    await at.page.keyboard.type('mia')
    await expect.poll(() => new URL(at.page.url()).searchParams.get('q')).toBe('mia')
    await at.page.keyboard.press('Control+A')
    await at.page.keyboard.type('fractions')
    await expect.poll(() => rows.count()).toBe(1)
    await at.page.keyboard.press('Enter')
    await at.page.keyboard.press('Enter')
    await at.page.waitForURL(/\/s\/RM_1/)
  })

  it('say how to fill an empty catalog', async () => {
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions': { json: [] } }
    await at.open('/')
    await at.page.getByText('No sessions yet').waitFor()
    await at.page.getByText(/lockstep ingest s3:\/\/bucket\/prefix --catalog c\.duckdb/).waitFor()
    await at.page.getByText('npm run demo').waitFor()
  })

  it('say what failed and what to do, and are read again', async () => {
    at.fake.answers = {
      ...ANSWERS,
      'GET /api/sessions': problem(500, 'bug', 'the catalog is in pieces'),
    }
    await at.open('/')
    await at.page.getByRole('alert').getByText('the catalog is in pieces').waitFor()
    await at.page.getByText('Do this.').waitFor()
    at.fake.answers = ANSWERS
    await at.page.getByRole('button', { name: 'Try again' }).click()
    await at.page.getByRole('link', { name: 'Whole class' }).waitFor()
  })

  it('show an ingest under way, and are read again when it is done', async () => {
    await at.open('/')
    await at.page.getByRole('link', { name: 'Whole class' }).waitFor()
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
        at.fake.send(job)
        return at.page.getByText('50 of 200 · 25 a second · 6 s left · 1 finding so far').count()
      })
      .toBe(1)
    expect(await at.page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25')
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions': { json: [session] } }
    at.fake.send({ ...job, state: 'done', progress: null })
    await expect.poll(() => at.page.locator('tbody tr').count()).toBe(1)
    await expect.poll(() => at.page.getByRole('progressbar').count()).toBe(0)
  })
})

describe('the workbench', () => {
  it('says that a session is not in the catalog', async () => {
    at.fake.answers = {
      ...ANSWERS,
      'GET /api/sessions/nope': problem(404, 'session_missing', 'no session nope'),
    }
    await at.open('/s/nope')
    await at.page.getByRole('heading', { name: 'This session is not in the catalog' }).waitFor()
  })

  it('sets a segment by I and O, edits it as numbers, and says it in the URL', async () => {
    await at.openSession('?t=20')
    await at.page.keyboard.press('i')
    await at.page.evaluate(() => window.lockstep!.player.seek(33e6))
    await at.page.keyboard.press('o')
    await expect.poll(() => new URL(at.page.url()).search).toMatch(/in=20&out=33/)
    await at.page.getByRole('button', { name: "Type the segment's ends" }).click()
    await at.page.getByLabel('To', { exact: true }).fill('0:00:31.5')
    await at.page.keyboard.press('Enter')
    await expect.poll(() => new URL(at.page.url()).search).toMatch(/in=20&out=31\.5/)
  })

  it('shows each side panel by its number and keeps keys out of text fields', async () => {
    const read = Promise.withResolvers<void>()
    at.fake.answers = {
      ...ANSWERS,
      'GET /api/sessions/RM_1/log': { ...ANSWERS['GET /api/sessions/RM_1/log'], after: read.promise },
    }
    await at.openSession()
    for (const [key, name] of [
      ['2', 'Annotations'],
      ['3', 'Details'],
      ['4', 'Findings'],
      ['5', 'Query'],
      ['6', 'Exports'],
      ['1', 'Log'],
    ] as const) {
      await at.page.keyboard.press(key)
      await expect.poll(() => at.page.getByRole('tab', { selected: true }).innerText()).toMatch(name)
    }
    await at.page.keyboard.press('/')
    await at.page.keyboard.type('topic:draw 3')
    expect(await at.page.getByRole('tab', { selected: true }).innerText()).toMatch('Log')
    await at.page.keyboard.press('Backspace')
    read.resolve()
    await expect.poll(() => at.page.getByRole('grid', { name: 'Log' }).locator('[data-row]').count()).toBe(1)
  })

  it('follows the playhead in the log, and seeks where a row is clicked', async () => {
    await at.openSession('?t=21')
    const now = at.page.locator('[aria-current=true]')
    await expect.poll(() => now.innerText()).toMatch(/Mia[^]*draw/)
    await at.page.getByRole('row', { name: /chat/ }).click()
    await expect.poll(() => at.page.evaluate(() => window.lockstep!.player.now())).toBe(30_000_000)
    await expect.poll(() => now.innerText()).toMatch(/chat/)
  })

  it('lists the numbers of the log, and gives those that are ticked a row that the URL names', async () => {
    const wave = { topic: 'pose', count: 900, min: 0, max: 4, startUs: 0, endUs: 50e6 }
    const tile = Array.from({ length: 1024 }, (_, k) => k % 5)
    const columns = {
      min: Float64Array.from(tile),
      max: Float64Array.from(tile),
      mean: Float64Array.from(tile),
    }
    const bytes = formatSignalTiles({
      gapUs: 1e6,
      tiles: [{ before: undefined, after: undefined, ...columns }],
    })
    at.fake.answers = {
      ...ANSWERS,
      'GET /api/sessions/RM_1/signals': {
        json: [
          { ...wave, signalId: 'sig_1', name: 'gaze.x', identity: 'leo' },
          { ...wave, signalId: 'sig_2', name: 'load', identity: '' },
        ],
      },
      'GET /api/sessions/RM_1/signals/sig_1': { bytes },
    }
    await at.openSession()
    await at.page.keyboard.press('Control+k')
    await at.page.getByLabel('Find', { exact: true }).last().fill('signal lane')
    await at.page.keyboard.press('Enter')
    const words = at.page.getByRole('textbox', { name: 'Find a signal' })
    await words.fill('leo')
    expect(await findWrong(at.page, { within: '[role=dialog]' })).toEqual([])
    await words.press('ArrowDown')
    await at.page.keyboard.press('Space')
    expect(await at.page.getByRole('checkbox').count()).toBe(1)
    await at.page.keyboard.press('Escape')
    await expect.poll(() => new URL(at.page.url()).searchParams.getAll('signal')).toEqual(['sig_1'])
    await at.page.locator('[data-row="signal:sig_1"]').getByText('gaze.x').waitFor()
    await at.page.keyboard.press('Control+z')
    await at.page.locator('[data-row="signal:sig_1"]').waitFor({ state: 'detached' })
  })

  it('shows what a query’s author did wrong', async () => {
    at.fake.answers = { ...ANSWERS, 'POST /api/query': problem(400, 'sql', 'Table "nothing" does not exist') }
    await at.openSession('?panel=query')
    await at.page.getByRole('textbox', { name: 'SQL' }).press('Control+Enter')
    await at.page.getByRole('alert').getByText('Table "nothing" does not exist').waitFor()
  })

  it('goes to a time and a person by the palette', async () => {
    await at.openSession()
    await at.page.keyboard.press('Control+k')
    await at.page.getByRole('textbox', { name: 'Find' }).fill('1:24')
    await at.page.getByRole('button', { name: 'Go to 0:01:24.000' }).waitFor()
    await at.page.keyboard.press('Enter')
    await expect.poll(() => at.page.evaluate(() => window.lockstep!.player.now())).toBe(84_000_000)
    await at.page.keyboard.press('Control+k')
    await at.page.getByRole('textbox', { name: 'Find' }).fill('mia')
    await at.page.getByRole('button', { name: /Mia/ }).first().waitFor()
    await at.page.keyboard.press('Enter')
    await expect.poll(() => new URL(at.page.url()).searchParams.get('focus')).toBe('mia/camera')
  })
})
