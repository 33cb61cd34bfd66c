/** Every place and state of the page that is worth a look, and how to get there. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { HINTS } from '../../../app/web/widgets/hints.ts'
import type { Truth } from '../../../fixtures/generate.ts'
import { openLesson, openWorkbench, type OpenBucket } from './openBucket.ts'
import { openStates } from './states.ts'

export interface Place {
  readonly name: string
  open(page: Page): Promise<void>
}

export interface Places {
  readonly places: readonly Place[]
  readonly lesson: OpenBucket
  readonly truth: Truth
  close(): Promise<void>
}

/** Places of an open lesson, with a moment of its own. */
export const isOfLesson = ({ name }: Place): boolean =>
  /^(first-run|workbench.*|log-.*|annotations|details|recording|findings|export|nudge|palette|keys)$/.test(
    name,
  )

const isCompared = ({ name }: Place): boolean => /^clocks(-table|-mark)?$/.test(name)

/** The lesson's places, and those of an empty catalog and of each state that is no success. */
export async function openPlaces(lessonFolder: string): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-places-'))
  const lesson = await openLessonPlaces(lessonFolder)
  const states = await openStates(folder, lessonFolder)
  return {
    ...lesson,
    places: [
      ...lesson.places.filter((place) => !isCompared(place)),
      ...states.places,
      ...lesson.places.filter(isCompared),
    ],
    async close() {
      await Promise.all([lesson.close(), states.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Serves the lesson of that folder with what a person marked in it. */
export async function openLessonPlaces(lessonFolder: string): Promise<Places> {
  const lesson = await openLesson(lessonFolder)
  const truth = JSON.parse(await readFile(join(lessonFolder, 'truth.json'), 'utf8')) as Truth
  await review(lesson)
  const at = (search: string) => (page: Page) => openWorkbench(page, lesson, search)
  const marked = '?t=142.5&in=138&out=150'
  return {
    lesson,
    truth,
    places: [
      { name: 'clocks-new', open: (page) => open(page, clocksUrl(lesson), 'What knows what') },
      { name: 'clocks-comparing', open: (page) => compare(page, lesson) },
      { name: 'sessions', open: (page) => open(page, lesson.url, 'group-3') },
      { name: 'ingest', open: (page) => press(page, lesson.url, 'n', 'dialog') },
      { name: 'first-run', open: at('?t=20&first=1') },
      { name: 'workbench', open: at(marked) },
      { name: 'workbench-gaps', open: at('?t=60') },
      { name: 'workbench-focus', open: at('?t=30&focus=Ben/camera') },
      { name: 'workbench-compare', open: at('?t=30&layout=compare&focus=Leo/camera&other=Mia/camera') },
      { name: 'workbench-film', open: at('?t=30&layout=film&view=20-60') },
      { name: 'log-filtered', open: at('?t=100&log=topic:draw&field=stroke') },
      { name: 'annotations', open: at(`${marked}&panel=annotations`) },
      { name: 'details', open: at('?t=30&panel=details') },
      {
        name: 'recording',
        open: (page) =>
          openWorkbench(
            page,
            lesson,
            `?t=30&panel=details&rec=${lesson.session.lanes[0]!.recordings[0]!.recordingId}`,
          ),
      },
      { name: 'findings', open: at('?t=30&panel=findings') },
      {
        name: 'export',
        async open(page) {
          await openWorkbench(page, lesson, marked)
          await page.keyboard.press('e')
          await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).waitFor()
          await page.getByRole('dialog').getByText('manifest.json').waitFor()
        },
      },
      {
        name: 'nudge',
        async open(page) {
          await openWorkbench(page, lesson, '?t=30&focus=Ben/camera')
          await page.keyboard.press('u')
          await page.getByRole('form', { name: /nudge/i }).waitFor()
        },
      },
      {
        name: 'palette',
        async open(page) {
          await openWorkbench(page, lesson, '?t=20')
          await page.keyboard.press('Control+k')
          await page.getByRole('dialog', { name: 'Find' }).waitFor()
          await page.keyboard.type('m')
        },
      },
      {
        name: 'keys',
        async open(page) {
          await openWorkbench(page, lesson, '?t=20')
          await page.keyboard.press('?')
          await page.getByRole('dialog').waitFor()
        },
      },
      {
        name: 'health',
        open: (page) =>
          open(page, `${lesson.url}/s/${encodeURIComponent(lesson.session.sessionId)}/health`, 'Ines'),
      },
      {
        name: 'certificate',
        open: (page) =>
          open(
            page,
            `${lesson.url}/s/${encodeURIComponent(lesson.session.sessionId)}/certificate`,
            'Statement',
          ),
      },
      { name: 'query', open: (page) => open(page, `${lesson.url}/query`, 'Run') },
      { name: 'exports', open: (page) => open(page, `${lesson.url}/exports`, 'Make it again') },
      { name: 'settings', open: (page) => open(page, `${lesson.url}/settings`, 'Settings') },
      ...['look', 'keys', 'about'].map((section) => ({
        name: `settings-${section}`,
        open: (page: Page) => open(page, `${lesson.url}/settings?section=${section}`, 'Settings'),
      })),
      { name: 'nowhere', open: (page) => open(page, `${lesson.url}/nowhere`, 'sessions') },
      { name: 'not-found', open: (page) => open(page, `${lesson.url}/s/RM_nobody`, 'RM_nobody') },
      // After the others: the sounds have been compared by then.
      { name: 'clocks', open: (page) => openAligned(page, lesson, '') },
      { name: 'clocks-table', open: (page) => openAligned(page, lesson, '?list=table&kind=egress_info') },
      { name: 'clocks-mark', open: (page) => openAligned(page, lesson, `?mark=${pairOf(lesson)}`) },
    ],
    close: () => lesson.close(),
  }
}

/** A profile in which every hint has been read, but where the address says `first=1`. */
export async function newReader(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  await context.addInitScript((hintsRead) => {
    if (location.search.includes('first=1')) localStorage.removeItem('lockstep.settings')
    else localStorage.setItem('lockstep.settings', JSON.stringify({ hintsRead }))
  }, Object.keys(HINTS))
  return context
}

/** What a person would have marked and exported: two markers, a tier, one short export. */
async function review({ url, session }: OpenBucket): Promise<void> {
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  }
  const { sessionId, clockVersion } = session
  await post(`/sessions/${sessionId}/tiers`, { tierId: 'strategy', name: 'strategy' })
  const marks = [
    ['compare', 20, 34],
    ['guess', 60, 71],
    ['partition the whole', 138, 150],
    ['explain to peer', 155, 171],
  ] as const
  for (const [label, startS, endS] of marks) {
    const span = { startUs: startS * 1e6, endUs: endS * 1e6, label, clockVersion }
    await post(`/sessions/${sessionId}/annotations`, { annotationId: label, tierId: 'strategy', ...span })
  }
  const point = { annotationId: 'mark-1', tierId: null, startUs: 142e6, endUs: 142e6, clockVersion }
  await post(`/sessions/${sessionId}/annotations`, { ...point, label: 'first right answer' })
  await post('/exports', { sessionId, fromUs: 140e6, toUs: 141e6 })
}

const clocksUrl = ({ url, session }: OpenBucket): string => `${url}/s/${session.sessionId}/clocks`

/** A camera and a microphone, for a mark in two lanes. */
const pairOf = ({ session }: OpenBucket): string =>
  ['Ms Adeyemi/camera', 'Leo/microphone']
    .map((laneId) => session.lanes.find((lane) => lane.laneId === laneId)!.recordings[0]!.recordingId)
    .join('+')

/** The clock view while the sounds are compared. */
async function compare(page: Page, lesson: OpenBucket): Promise<void> {
  await open(page, clocksUrl(lesson), 'What knows what')
  // Whoever comes a second time finds it done.
  if ((await page.getByText('sound never compared').count()) === 0) return
  await page.getByRole('button', { name: 'Align by sound' }).first().click()
  await page.getByText('Aligning by sound').first().waitFor()
}

/** The clock view once the sounds were compared. */
async function openAligned(page: Page, lesson: OpenBucket, search: string): Promise<void> {
  await page.goto(clocksUrl(lesson) + search)
  await page.getByRole('heading', { name: 'What knows what' }).waitFor()
  await page.getByText('sound never compared').waitFor({ state: 'detached', timeout: 120_000 })
  await page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
}

async function open(page: Page, url: string, text: string): Promise<void> {
  await page.goto(url)
  await page.getByText(text).first().waitFor()
}

/** Opens a place without a player, presses a key there, and waits for what it opens. */
async function press(page: Page, url: string, key: string, role: 'dialog'): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
  await page.keyboard.press(key)
  await page.getByRole(role).waitFor()
}
