/** The log panel in each of its states, by keyboard, in a real browser. */
import { beforeEach, describe, expect, it } from 'vitest'
import { formatLog } from '../../support/formatLog.ts'
import { findWrong } from '../axe.ts'
import { makeSession } from '../makeSession.ts'
import { ANSWERS as COMMON } from '../places/answers.ts'
import { usePlacesPage } from '../places/placesPage.ts'
import type { Answer } from '../places/servePage.ts'

const COUNT = 600
const session = makeSession({ logCount: COUNT })
const TOPICS = ['answer', 'draw', 'chat']
const PAYLOADS = [
  (row: number) => JSON.stringify({ q: row % 7, ok: row % 2 === 0, at: { x: row } }),
  () => 'not json {',
  (row: number) => (row === 2 ? 'base64:AAECAw==' : `"${'long '.repeat(row === 5 ? 4000 : 2)}"`),
]
const log = formatLog(
  Array.from({ length: COUNT }, (_, row) => {
    const received = BigInt(session.epochWallUs + 50_000 + row * 150_000) * 1000n + 1n
    return {
      recv_ns: received,
      sender_ns: row % 5 === 0 ? null : received - 28_000_000n,
      sender: row % 2 === 0 ? 'leo' : 'mia',
      topic: TOPICS[row % 3]!,
      payload: PAYLOADS[row % 3]!(row),
    }
  }),
  session.epochWallUs,
)

const ANSWERS: Readonly<Record<string, Answer>> = {
  ...COMMON,
  'POST /api/query': { json: { columns: [], rows: [['maths/data.jsonl', 199]], truncated: false, ms: 1 } },
  'GET /api/sessions': { json: [session] },
  'GET /api/sessions/RM_1': { json: session },
  'GET /api/sessions/RM_1/log': { bytes: log },
}

const at = usePlacesPage()

beforeEach(() => (at.fake.answers = ANSWERS))
/** As long as a step may take. */
const poll = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 12_000 })
const grid = () => at.page.getByRole('grid', { name: 'Log' })
const count = (text: string | RegExp) =>
  at.page.getByRole('tabpanel').getByRole('status').getByText(text).waitFor()
const now = (): Promise<number> => at.page.evaluate(() => window.lockstep!.player.now())
const timeOf = (row: number): number => 50_001 + row * 150_000

describe('the log', () => {
  it('filters as one types, counts, and keeps the filter in the URL', async () => {
    await at.openSession()
    await count('600 rows')
    await at.page.keyboard.press('/')
    await at.page.keyboard.type('topic:answer q>3 -sender:mia')
    await count('43 of 600')
    await poll(() => new URL(at.page.url()).searchParams.get('log')).toBe('topic:answer q>3 -sender:mia')
    await at.page.reload()
    await count('43 of 600')
    await at.page.getByRole('textbox', { name: /Filter the log/ }).fill('q>many')
    await at.page.getByText('q>many: > compares numbers.').waitFor()
    await at.page.getByRole('textbox', { name: /Filter the log/ }).fill('nothing-like-this')
    await at.page.getByRole('button', { name: 'Clear the filter' }).last().click()
    await count('600 rows')
  })

  it('goes from match to match with N and Shift N, whichever panel is shown', async () => {
    await at.openSession('?t=0&log=topic:chat')
    await count('200 of 600')
    await at.page.keyboard.press('4')
    await poll(() => at.page.getByRole('tab', { selected: true }).innerText()).toMatch('Findings')
    for (const [key, row] of [
      ['n', 2],
      ['n', 5],
      ['n', 8],
      ['Shift+n', 5],
    ] as const) {
      await at.page.keyboard.press(key)
      await poll(now).toBe(timeOf(row))
    }
  })

  it('chooses rows by keyboard and copies them', async () => {
    await at.openSession('?t=30')
    await at.page.locator('[aria-current=true][role=row]').waitFor()
    await grid().focus()
    for (const keys of ['ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown']) await at.page.keyboard.press(keys)
    await poll(() => grid().locator('[aria-selected=true]').count()).toBe(3)
    await at.page.getByRole('button', { name: 'Follow the playhead' }).waitFor()
    await at.page.keyboard.press('Control+c')
    await at.page.getByText('Copied 3 rows as a table').waitFor()
    const text = await at.page.evaluate(() => navigator.clipboard.readText())
    expect(text.trim().split('\n')).toHaveLength(4)
    await at.page.keyboard.press('Enter')
    await poll(now).toBe(timeOf(201))
    await at.page.keyboard.press('Escape')
    await poll(() => grid().locator('[aria-selected=true]').count()).toBe(0)
  })

  it('yields to who scrolls, and follows again when asked', async () => {
    await at.openSession('?t=60')
    const current = at.page.locator('[aria-current=true][role=row]')
    await current.waitFor()
    await grid().hover()
    await at.page.mouse.wheel(0, -4000)
    await poll(() => current.count()).toBe(0)
    await at.page.getByRole('button', { name: 'Follow the playhead' }).click()
    await current.waitFor()
  })

  it('says whose clock each time is of, and unfolds a row to both in full', async () => {
    await at.openSession('?t=30')
    await at.page.getByRole('button', { name: '2 clocks' }).click()
    const headings = async (): Promise<string> =>
      (await at.page.getByRole('columnheader').allInnerTexts()).join(' ')
    await poll(headings).toMatch(/recorder UTC.*sender UTC.*difference/s)
    await poll(() => new URL(at.page.url()).searchParams.get('clocks')).toBe('2')
    await grid().locator('[data-row="198"]').click()
    await at.page.getByText('2025-06-11 15:31:08.750000 UTC').waitFor()
    await at.page.getByText(/sender’s clock, difference \+28 ms/).waitFor()
    await at.page.getByText('line 199 of').waitFor()
  })

  it('shows a field of the payloads as a column, from the row and from the list', async () => {
    await at.openSession('?t=30')
    await grid().locator('[data-row="198"]').click()
    await at.page.getByRole('button', { name: 'Show q as a column' }).click()
    await at.page.getByRole('columnheader', { name: 'q' }).waitFor()
    await at.page.getByRole('button', { name: 'Columns of fields' }).click()
    await at.page.getByRole('menuitemcheckbox', { name: /at\.x/ }).click()
    await at.page.keyboard.press('Escape')
    await at.page.getByRole('columnheader', { name: 'at.x' }).waitFor()
    await poll(() => new URL(at.page.url()).searchParams.getAll('field')).toEqual(['q', 'at.x'])
    await at.page.getByRole('button', { name: 'Take the column q away' }).click()
    await poll(() => at.page.getByRole('columnheader', { name: 'q', exact: true }).count()).toBe(0)
  })

  it('shows what is no JSON, no text, or very long', async () => {
    await at.openSession('?t=0.4')
    await grid().locator('[data-row="2"]').click()
    await at.page.getByText('Bytes that are no text, in base64:').waitFor()
    await grid().locator('[data-row="1"]').click()
    await at.page.locator('pre').getByText('not json {').waitFor()
    await grid().locator('[data-row="5"]').click()
    await at.page.getByRole('button', { name: 'Show all 20,002 characters' }).click()
    expect((await at.page.locator('pre').innerText()).length).toBeGreaterThan(20_000)
  })

  it('says what would make a log where there is none', async () => {
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions/RM_1/log': { bytes: formatLog([], 0) } }
    await at.openSession()
    await at.page.getByText('This session has no text log').waitFor()
  })

  it('says why it could not be read, and reads it again', async () => {
    const problem = { code: 'log', message: 'the log is in pieces', hint: 'Ingest it again.' }
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions/RM_1/log': { status: 500, json: problem } }
    await at.openSession()
    await at.page.getByRole('alert').getByText('the log is in pieces').waitFor()
    at.fake.answers = ANSWERS
    await at.page.getByRole('button', { name: 'Try again' }).click()
    await count('600 rows')
  })

  it.each(['light', 'dark'] as const)('has nothing that axe finds, in the %s theme', async (colorScheme) => {
    await at.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await at.openSession('?t=30&clocks=2&log=topic:answer')
    await grid().locator('[data-row="198"]').click()
    await at.page.getByRole('group', { name: 'Payload' }).waitFor()
    await at.page.getByRole('button', { name: 'How to filter' }).click()
    await at.page.getByRole('button', { name: 'note:*' }).waitFor()
    await at.page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
    const wrong = await findWrong(at.page, { within: '[role=tabpanel]' })
    expect(wrong).toEqual([])
  })
})
