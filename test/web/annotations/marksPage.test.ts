/** Marks, findings, withholding and health in a real browser, by keyboard: each state says what it should. */
import { describe, expect, it } from 'vitest'
import type { Annotation, NewAnnotation } from '../../../core/protocol/review.ts'
import { ANSWERS, problem, session } from '../places/answers.ts'
import { usePlacesPage } from '../places/placesPage.ts'
import { makeMark, makeSet } from './makeMarks.ts'

const at = usePlacesPage()
/** What asks the server several things one after another. */
const PATIENT = { timeout: 15_000 }
const READ = 'GET /api/sessions/RM_1/annotations'

/** What a server does with annotations; `refuse` says what it answers instead, once. */
interface Desk {
  marks: Annotation[]
  readonly asked: string[]
  refuse: { status: number; code: string } | undefined
}

/** Answers all writes to annotations as the server would, from a list. */
function keepMarks(marks: readonly Annotation[] = []): Desk {
  const desk: Desk = { marks: [...marks], asked: [], refuse: undefined }
  const known = new Map(desk.marks.map((mark) => [mark.annotationId, mark]))
  at.fake.desk = ({ method, path, body }) => {
    if (!/^\/api\/(sessions\/RM_1\/annotations|annotations\/)/.test(path)) return undefined
    if (method === 'GET') return { json: makeSet(desk.marks) }
    desk.asked.push(`${method} ${body}`)
    const { refuse } = desk
    if (refuse) {
      desk.refuse = undefined
      return { status: refuse.status, json: { code: refuse.code, message: 'Not so' } }
    }
    const id = path.split('/')[3] ?? ''
    if (method === 'DELETE') desk.marks = desk.marks.filter((mark) => mark.annotationId !== id)
    else {
      const sent = JSON.parse(body || '{}') as Partial<NewAnnotation>
      const before = known.get(sent.annotationId ?? id)
      const mark = { ...(before ?? makeMark(sent.annotationId!, sent.startUs!)), ...sent } as Annotation
      known.set(mark.annotationId, mark)
      desk.marks = [...desk.marks.filter((one) => one.annotationId !== mark.annotationId), mark].toSorted(
        (a, b) => a.startUs - b.startUs,
      )
    }
    return { json: method === 'DELETE' ? { annotationId: id } : (known.get(id) ?? desk.marks.at(-1)) }
  }
  return desk
}

const row = (name: string) => at.page.getByRole('list', { name: 'Annotations' }).getByRole('button', { name })
const labels = (desk: Desk): string[] => desk.marks.map((mark) => mark.label)

describe('a marker', () => {
  it('is written as M is pressed, and named by what is typed next', async () => {
    const desk = keepMarks()
    await at.openSession('?t=20&panel=annotations')
    await at.page.getByText('Nothing is marked yet').waitFor()
    await at.page.keyboard.press('m')
    await at.page.keyboard.type('jump in')
    await at.page.keyboard.press('Enter')
    await expect.poll(() => labels(desk), PATIENT).toEqual(['jump in'])
    expect(desk.asked[0]).toMatch(/^POST .*"startUs":20000000/)
    await row('jump in').waitFor()
  })

  it('stays unnamed at Esc', async () => {
    const desk = keepMarks()
    await at.openSession('?t=20&panel=annotations')
    await at.page.keyboard.press('m')
    await at.page.keyboard.type('no')
    await at.page.keyboard.press('Escape')
    await row('unnamed').waitFor()
    await expect.poll(() => labels(desk), PATIENT).toEqual([''])
  })

  it('is in the list though what was read first is older than it', async () => {
    const desk = keepMarks()
    const { promise: written, resolve: release } = Promise.withResolvers<void>()
    let reads = 0
    await at.page.route('**/api/sessions/RM_1/annotations', async (route) => {
      if (route.request().method() !== 'GET' || reads++ > 0) return route.fallback()
      await written
      // The page may have given that read up by now.
      return route.fulfill({ json: makeSet([]) }).catch(() => undefined)
    })
    await at.openSession('?t=20&panel=annotations')
    await expect.poll(() => reads, PATIENT).toBe(1)
    await at.page.keyboard.press('m')
    await expect.poll(() => desk.marks.length, PATIENT).toBe(1)
    release()
    await row('unnamed').waitFor()
  })

  it('is deleted, and comes back by Ctrl Z', async () => {
    const desk = keepMarks([makeMark('a', 20e6, { label: 'idea' })])
    await at.openSession('?t=0&panel=annotations')
    await row('idea').waitFor()
    await at.page.keyboard.press('Shift+ArrowDown')
    await expect.poll(() => new URL(at.page.url()).searchParams.get('mark')).toBe('a')
    await at.page.keyboard.press('Delete')
    await expect.poll(() => labels(desk), PATIENT).toEqual([])
    await at.page.keyboard.press('Control+z')
    await expect.poll(() => labels(desk), PATIENT).toEqual(['idea'])
    await row('idea').waitFor()
  })
})

describe('a mark the server does not take', () => {
  it('is kept, said to be kept, and sent when a person asks', async () => {
    const desk = keepMarks()
    await at.openSession('?t=20&panel=annotations')
    desk.refuse = { status: 500, code: 'bug' }
    await at.page.keyboard.press('m')
    await at.page.keyboard.press('Enter')
    const alert = at.page.getByRole('alert').filter({ hasText: 'not in the catalog yet' })
    await alert.getByText(/Nothing is lost/).waitFor()
    await row('unnamed').getByLabel('not in the catalog yet').waitFor()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => desk.marks.length, PATIENT).toBe(1)
    await alert.waitFor({ state: 'detached' })
  })

  it('outlives the page', async () => {
    const desk = keepMarks()
    await at.openSession('?t=20&panel=annotations')
    desk.refuse = { status: 500, code: 'bug' }
    await at.page.keyboard.press('m')
    await at.page.getByRole('alert').filter({ hasText: 'not in the catalog yet' }).waitFor()
    await at.page.reload()
    await expect.poll(() => desk.marks.length, PATIENT).toBe(1)
  })

  it('is read again where the alignment has moved, and sent once more', async () => {
    const desk = keepMarks()
    await at.openSession('?t=20&focus=leo/camera')
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions/RM_1': { json: { ...session, clockVersion: '2' } } }
    desk.refuse = { status: 409, code: 'clock_moved' }
    await at.page.keyboard.press('m')
    await expect.poll(() => desk.marks.length, PATIENT).toBe(1)
    expect(desk.asked[0]).toContain('"clockVersion":"1"')
    expect(desk.asked[1]).toContain('"clockVersion":"2"')
  })
})

describe('the list', () => {
  const marks = [
    makeMark('a', 5e6, { label: 'first' }),
    makeMark('b', 10e6, { tierId: 't1', label: 'compare', endUs: 15e6 }),
    makeMark('c', 30e6, { tierId: 't1', label: 'compare', endUs: 31e6 }),
  ]

  it('shows a tier and words as its address says', async () => {
    keepMarks(marks)
    await at.openSession('?panel=annotations&tier=t1')
    await expect.poll(() => at.page.getByRole('listitem').count(), PATIENT).toBe(2)
    await at.page.getByRole('button', { name: /^Markers/ }).click()
    await expect.poll(() => new URL(at.page.url()).searchParams.get('tier')).toBe('markers')
    await at.page.getByLabel('Search labels, notes, authors').fill('nothing like it')
    await at.page.getByText('Nothing here fits').waitFor()
  })

  it('offers the codes of the tier for a segment, the arrows take one', async () => {
    const desk = keepMarks(marks)
    await at.openSession('?t=50&in=50&out=60&tier=t1')
    await at.page.getByRole('tab', { name: /^Annotations\s*3$/ }).waitFor()
    await at.page.keyboard.press('Shift+A')
    await at.page.keyboard.type('c')
    await at.page.getByRole('option', { name: 'compare' }).waitFor()
    await at.page.keyboard.press('ArrowDown')
    await at.page.keyboard.press('Enter')
    await expect.poll(() => labels(desk), PATIENT).toEqual(['first', 'compare', 'compare', 'compare'])
    expect(desk.marks.at(-1)).toMatchObject({ tierId: 't1', startUs: 50e6, endUs: 60e6 })
  })

  it('goes from row to row by arrows, and to their times', async () => {
    keepMarks(marks)
    await at.openSession('?panel=annotations')
    await row('first').focus()
    await at.page.keyboard.press('ArrowDown')
    await expect.poll(() => at.page.evaluate(() => window.lockstep!.player.now())).toBe(10e6)
    await expect.poll(() => at.page.evaluate(() => document.activeElement?.textContent)).toMatch(/compare/)
  })

  it('says why it cannot be read', async () => {
    at.fake.answers = { ...ANSWERS, [READ]: problem(500, 'bug', 'the catalog is in pieces') }
    await at.openSession('?panel=annotations')
    await at.page.getByRole('alert').getByText('the catalog is in pieces').waitFor()
  })
})

describe('findings, people and health', () => {
  const ACCEPTED = { note: 'known', author: 'ada', createdWallUs: session.epochWallUs }

  it('are accepted with a word why', async () => {
    at.fake.answers = { ...ANSWERS, 'PUT /api/findings/f1/acceptance': { json: ACCEPTED } }
    await at.openSession('?panel=findings')
    await at.page.getByRole('button', { name: 'Accept…' }).click()
    await at.page.keyboard.type('known')
    const findingList = session.findingList.map((finding) => ({ ...finding, accepted: ACCEPTED }))
    at.fake.answers = { ...at.fake.answers, 'GET /api/sessions/RM_1': { json: { ...session, findingList } } }
    await at.page.keyboard.press('Enter')
    await at.page.getByText('All of these are accepted').waitFor()
    await at.page.getByText('Accepted 1').click()
    await at.page.getByText(/Accepted by ada/).waitFor()
  })

  it('stay as they were where the server refuses, and say so', async () => {
    at.fake.answers = { ...ANSWERS, 'PUT /api/findings/f1/acceptance': problem(500, 'bug', 'no room') }
    await at.openSession('?panel=findings')
    await at.page.getByRole('button', { name: 'Accept…' }).click()
    await at.page.keyboard.press('Enter')
    await at.page.getByRole('alert').getByText('nothing has changed').waitFor()
  })

  it('are withheld only with a reason', async () => {
    await at.openSession('?panel=details')
    await at.page.getByRole('button', { name: 'Withhold Mia…' }).click()
    const dialog = at.page.getByRole('dialog', { name: 'Withhold Mia from this session' })
    const button = dialog.getByRole('button', { name: 'Withhold Mia' })
    expect(await button.isDisabled()).toBe(true)
    await dialog.getByLabel('Why').fill('consent withdrawn')
    await expect.poll(() => button.isDisabled()).toBe(false)
    await at.seeNothingWrong()
  })

  it('are told of a whole session, and each cell leads to its lane', async () => {
    at.fake.answers = { ...ANSWERS, 'GET /api/sessions/RM_1/origin': { json: { sources: [], leftOut: [] } } }
    await at.open('/s/RM_1/health')
    await at.page.getByRole('link', { name: /^Mia, camera: 75 % recorded/ }).focus()
    await at.page.keyboard.press('ArrowUp')
    await at.page.keyboard.press('Enter')
    await at.page.waitForURL(/\/s\/RM_1\?t=0&focus=leo\/camera/)
  })

  it('are missed in words where there is no such session', async () => {
    at.fake.answers = {
      ...ANSWERS,
      'GET /api/sessions/nope': problem(404, 'session_missing', 'no session nope'),
    }
    await at.open('/s/nope/health')
    await at.page.getByRole('heading', { name: 'This session is not in the catalog' }).waitFor()
  })
})

async function seeNothingWrong(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await at.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await at.seeNothingWrong()
  }
}

describe('in light and dark axe finds nothing', () => {
  it('in an unfolded mark', async () => {
    keepMarks([makeMark('a', 5e6, { label: 'first' })])
    await at.openSession('?panel=annotations&mark=a')
    await at.page.getByLabel('Note', { exact: true }).waitFor()
    await seeNothingWrong()
  })

  it('in the field that names one', async () => {
    keepMarks([makeMark('a', 5e6, { label: 'first' })])
    await at.openSession('?t=20')
    await at.page.keyboard.press('m')
    await at.page.getByRole('option', { name: 'first' }).waitFor()
    await seeNothingWrong()
  })
})
