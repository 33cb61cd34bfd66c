/** The states of the page that are no success: what is said, what still works, and that it goes on by itself. */
import { describe, expect, it } from 'vitest'
import { ANSWERS, CONFIG, problem, session } from './answers.ts'
import { usePlacesPage } from './placesPage.ts'

const at = usePlacesPage()

/** A promise that a test fulfils. */
function hold(): { readonly after: Promise<void>; readonly letGo: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { after: promise, letGo: resolve }
}

describe('while something loads', () => {
  it('the workbench stands as it will be', async () => {
    const { after, letGo } = hold()
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions/RM_1': { json: session, after } }
    await at.open('/s/RM_1')
    await at.page.getByRole('status', { name: 'Loading the session' }).waitFor()
    letGo()
    await at.page.waitForFunction(() => window.lockstep !== undefined)
  })

  it('the list stands as it will be', async () => {
    const { after, letGo } = hold()
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions': { json: [session], after } }
    await at.open('/')
    await at.page.getByRole('status', { name: /Loading/ }).waitFor()
    letGo()
    await at.page.getByRole('link', { name: session.roomName }).waitFor()
  })
})

describe('while the server is gone', () => {
  it('it says since when and what still works, and what was read stays', async () => {
    await at.openSession('?t=20')
    await at.page.getByRole('row', { name: /chat/ }).waitFor()
    at.fake.setGone(true)
    const banner = at.page.getByRole('alert', { name: 'The server', exact: true })
    await banner.getByText(/The server is gone since \d\d:\d\d:\d\d UTC/).waitFor()
    await at.page.keyboard.press('i')
    await expect.poll(() => new URL(at.page.url()).searchParams.get('in')).toBe('20')
    await at.page.getByRole('row', { name: /chat/ }).click()
    await expect.poll(() => at.page.evaluate(() => window.lockstep!.player.now())).toBe(30_000_000)
    await at.seeNothingWrong()
  })

  it('a write that nobody hears is said so, until the server is back', async () => {
    await at.openSession('?t=20')
    at.fake.setGone(true)
    await at.page.getByRole('alert', { name: 'The server', exact: true }).waitFor()
    await at.page.keyboard.press('m')
    await at.page.getByText(/Not saved|Not in the catalog yet/).waitFor()
    at.fake.setGone(false)
    await at.page.getByText('everything was read again').waitFor({ timeout: 20_000 })
    await at.page.getByRole('alert', { name: 'The server', exact: true }).waitFor({ state: 'detached' })
  })

  it('what changed meanwhile is read when it is back', async () => {
    await at.open('/')
    await at.page.getByRole('link', { name: 'Whole class' }).waitFor()
    at.fake.setGone(true)
    await at.page.getByRole('alert', { name: 'The server', exact: true }).waitFor()
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions': { json: [session] } }
    at.fake.setGone(false)
    await expect.poll(() => at.page.locator('tbody tr').count(), { timeout: 20_000 }).toBe(1)
  })
})

describe('while another process has the catalog', () => {
  const lock = {
    message: 'the catalog c.duckdb is held by process 41',
    hint: 'It is free as soon as that command has ended.',
    pid: 41,
    command: 'lockstep ingest s3://spring/',
    url: null,
    sinceWallUs: Date.UTC(2025, 5, 11, 15, 0, 7) * 1000,
  }
  const held = problem(503, 'catalog_locked', lock.message)
  const LOCKED = {
    ...Object.fromEntries(Object.keys(ANSWERS).map((route) => [route, held])),
    'GET /api/jobs/events': held,
    'GET /api/config': { json: { ...CONFIG, catalogState: 'locked', lock } },
  }

  it.each(['/', '/s/RM_1', '/query'])('%s says calmly who has it, and opens by itself', async (path) => {
    at.fake.answers = LOCKED
    await at.open(path)
    await at.page.getByRole('heading', { name: 'The catalog is in use' }).waitFor()
    await at.page.getByText('lockstep ingest s3://spring/').waitFor()
    await at.page.getByText('15:00:07 UTC').waitFor()
    await at.seeNothingWrong()
    at.fake.answers = ANSWERS
    await at.page.getByRole('heading', { name: 'The catalog is in use' }).waitFor({
      state: 'detached',
      timeout: 20_000,
    })
    await at.page.locator('main h1').waitFor({ state: 'attached' })
  })

  it('the settings can be opened all the same', async () => {
    at.fake.answers = LOCKED
    await at.open('/')
    await at.page.getByRole('heading', { name: 'The catalog is in use' }).waitFor()
    await at.page.getByRole('link', { name: 'Settings' }).click()
    await at.page.getByRole('heading', { name: 'Settings' }).waitFor()
  })

  it('an open session stays on the screen, under a word about it', async () => {
    await at.openSession()
    at.fake.setGone(true)
    await at.page.getByRole('alert', { name: 'The server', exact: true }).waitFor()
    at.fake.answers = LOCKED
    at.fake.setGone(false)
    await at.page
      .getByRole('alert', { name: 'The catalog', exact: true })
      .getByText(lock.message)
      .waitFor({ timeout: 20_000 })
    expect(await at.page.evaluate(() => window.lockstep !== undefined)).toBe(true)
  })
})

describe('a part of the page that fails', () => {
  it('says so, copies a report, and leaves the other places open', async () => {
    const broken = { ...session, lanes: null }
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions/RM_1': { json: broken } }
    await at.page.goto(`${at.fake.url}/s/RM_1`)
    await at.page.getByRole('heading', { name: 'This part of the page has failed' }).waitFor()
    await at.page.getByRole('button', { name: 'Copy the report' }).click()
    await at.page.getByRole('button', { name: 'Report copied' }).waitFor()
    const report = await at.page.evaluate(() => navigator.clipboard.readText())
    expect(report).toMatch(/^Lockstep: a part of the page failed\nat .*\/s\/RM_1/)
    await at.seeNothingWrong()
    await at.page.keyboard.press('Alt+1')
    await at.page.getByRole('link', { name: 'Whole class' }).waitFor()
  })
})

describe('an address', () => {
  it('that is no place says so, and leads on', async () => {
    await at.open('/nowhere')
    await at.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
    await at.page.getByRole('link', { name: 'Go to sessions' }).click()
    await at.page.getByRole('link', { name: 'Whole class' }).waitFor()
  })
})

describe('media that cannot be read', () => {
  it('says so on the tile, and the others play on', async () => {
    await at.openSession('?t=20')
    await at.page.getByText(/Leo cannot be shown/).waitFor()
    await at.page
      .getByText(/the server answered 404/)
      .first()
      .waitFor()
    await at.page.getByRole('grid', { name: 'Log' }).waitFor()
  })
})
