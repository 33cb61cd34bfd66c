/** The query place by keyboard in a real browser: suggestions, results, moments, failures. */
import { describe, expect, it } from 'vitest'
import { ANSWERS } from '../places/answers.ts'
import { usePlacesPage } from '../places/placesPage.ts'

const at = usePlacesPage()
const sql = () => at.page.getByRole('textbox', { name: 'SQL' })

const answer = (columns: readonly string[], rows: readonly unknown[][]) => ({
  'POST /api/query': {
    json: { columns: columns.map((name) => ({ name, type: 'VARCHAR' })), rows, truncated: false, ms: 4 },
  },
})
const SCHEMA = answer(
  ['table_name', 'about', 'is_view', 'column_name', 'data_type', 'column_about'],
  [
    ['log_timeline', 'The log.', true, 'session_id', 'VARCHAR', 'Session.'],
    ['log_timeline', 'The log.', true, 't_s', 'DOUBLE', 'Session time.'],
    ['track_timeline', 'Recordings.', true, 'start_s', 'DOUBLE', ''],
  ],
)
const MOMENTS = answer(
  ['session_id', 't_s', 'sender'],
  [
    ['RM_1', 21, 'mia'],
    ['RM_1', 30, 'leo'],
  ],
)

describe('the query place', () => {
  it('suggests what the catalog holds', async () => {
    at.fake.answers = { ...ANSWERS, ...SCHEMA }
    await at.open('/query')
    await at.page.getByRole('button', { name: 'log_timeline' }).waitFor()
    await at.seeNothingWrong()
    await sql().fill('')
    await sql().pressSequentially('SELECT * FROM time')
    await expect.poll(() => at.page.getByRole('option').allInnerTexts()).toHaveLength(2)
    await at.seeNothingWrong()
    await at.page.keyboard.press('ArrowDown')
    await at.page.keyboard.press('Enter')
    await expect.poll(() => sql().inputValue()).toBe('SELECT * FROM track_timeline')
    await sql().pressSequentially(' WHERE st')
    await at.page.getByRole('option', { name: 'start_s' }).waitFor()
    await at.page.keyboard.press('Escape')
    await expect.poll(() => at.page.getByRole('option').count()).toBe(0)
  })

  it('keeps the query in the address, and plays its rows as moments', async () => {
    at.fake.answers = { ...ANSWERS, ...MOMENTS }
    await at.open(`/query?${new URLSearchParams({ sql: 'SELECT 1' }).toString()}`)
    await at.page.getByRole('table').waitFor()
    await expect.poll(() => sql().inputValue()).toBe('SELECT 1')
    await sql().fill('SELECT 2')
    await at.page.keyboard.press('Control+Enter')
    await expect.poll(() => new URL(at.page.url()).searchParams.get('sql')).toBe('SELECT 2')
    await at.page.getByRole('radio', { name: 'Moments 2' }).focus()
    await at.page.keyboard.press('Space')
    await at.page.getByRole('button', { name: /0:00:30.000/ }).waitFor()
    await at.seeNothingWrong()
    await at.page.getByRole('button', { name: 'The next moment' }).press('Enter')
    await at.page.waitForFunction(() => window.lockstep !== undefined)
    const now = () => at.page.evaluate(() => window.lockstep?.player.now())
    await expect.poll(now).toBe(21_000_000)
    await at.page.keyboard.press('Alt+n')
    await expect.poll(now).toBe(30_000_000)
  })

  it('says where a query is wrong and leads there', async () => {
    const message = 'Binder Error: no such column\n\nLINE 2: FROM nothing\n             ^'
    const problem = { status: 400, json: { code: 'query_failed', message } }
    at.fake.answers = { ...ANSWERS, 'POST /api/query': problem }
    await at.open('/query')
    await sql().fill('SELECT *\nFROM nothing')
    await at.page.keyboard.press('Control+Enter')
    await at.page.getByText('The query failed at line 2, column 6').waitFor()
    await at.seeNothingWrong()
    await at.page.getByRole('button', { name: 'Go there' }).press('Enter')
    const chosen = await sql().evaluate((box: HTMLTextAreaElement) =>
      box.value.slice(box.selectionStart, box.selectionEnd),
    )
    expect(chosen).toBe('nothing')
  })
})
