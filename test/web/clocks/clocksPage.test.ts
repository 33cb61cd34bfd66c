/** The clock view in the page itself: what a person meets in each state, by keyboard, and that axe objects to nothing. */
import { describe, expect, it } from 'vitest'
import type { ClockGraph, Job } from '../../../core/protocol/index.ts'
import { makeClockGraph, makeClockSession, makeCrowd, makeMark } from '../makeClockGraph.ts'
import { makeEvidence } from '../makeEvidence.ts'
import { ANSWERS, problem } from '../places/answers.ts'
import { usePlacesPage } from '../places/placesPage.ts'
import type { Answer } from '../places/servePage.ts'

const at = usePlacesPage()
const graph = makeClockGraph({ marks: [makeMark()] })
const moved: ClockGraph = {
  ...graph,
  clockVersion: 'v2',
  recordings: graph.recordings.map((recording) =>
    recording.recordingId === 'zoe' ? { ...recording, grade: 'C', lacks: 'nothing ties it' } : recording,
  ),
}
const moves = [
  { recordingId: 'zoe', byUs: 361_000, fromSigmaUs: 45_000, toSigmaUs: 45_000, fromGrade: 'B', toGrade: 'C' },
]
const nothing = { mute: [], unmute: [], marks: [], withdrawMarks: [] }

const answersFor = (shown: ClockGraph): Record<string, Answer> => ({
  ...ANSWERS,
  'GET /api/sessions/RM_1': { json: makeClockSession(shown) },
  'GET /api/sessions/RM_1/clocks': { json: shown },
  'POST /api/sessions/RM_1/clocks/preview': { json: { graph: moved, moves } },
  'POST /api/sessions/RM_1/clocks/apply': { json: { graph: moved, moves, undo: nothing } },
  ...Object.fromEntries(
    shown.edges.map(({ edgeId }) => [
      `GET /api/sessions/RM_1/clocks/edges/${edgeId}`,
      { json: makeEvidence(edgeId) },
    ]),
  ),
})

async function open(search = '', shown = graph): Promise<void> {
  at.fake.answers = answersFor(shown)
  await at.open(`/s/RM_1/clocks${search}`)
  await at.page.getByRole('heading', { name: 'What knows what' }).waitFor()
}
const edge = (): string | null => new URL(at.page.url()).searchParams.get('edge')
const title = (name: string) => at.page.getByRole('heading', { name, exact: true })
const changes = () => at.page.getByRole('toolbar', { name: 'Clocks' }).getByRole('status')

describe('the clock view', () => {
  it('shows what disagrees first, and is walked, opened and read by keyboard', async () => {
    await open()
    await title('Ben’s microphone ↔ Zoë’s camera').waitFor()
    await at.page.getByText('5 of 8 in one group · p95 34 ms').waitFor()
    await at.page.keyboard.press('j')
    await expect.poll(edge).toBe('ada-leo')
    await at.page.keyboard.press('k')
    await expect.poll(edge).toBe('ben-zoe')
    await at.page.keyboard.press('v')
    await at.page.getByRole('columnheader', { name: /State/ }).waitFor()
    await at.page.getByRole('button', { name: 'disagrees 1' }).click()
    await expect.poll(() => at.page.getByRole('region', { name: 'Edges' }).getByRole('row').count()).toBe(2)
    await at.seeNothingWrong()
    await at.page.keyboard.press('Enter')
    await expect.poll(() => at.page.evaluate(() => document.activeElement?.tagName)).toBe('SECTION')
  })

  it('says a stall with its size, its moment and whose it was', async () => {
    await open('?edge=ben-leo')
    await at.page.getByText('stall of 342 ms (Ben) at 0:16:02').waitFor()
    await at.page.getByText('sound, 54 of 60 windows').waitFor()
    await at.page.getByText('1.84 × next').waitFor()
  })

  it('opens a person into their recordings', async () => {
    await open()
    await at.page.getByRole('button', { name: 'Mia: 2 recordings' }).press('Enter')
    await at.page.getByRole('button', { name: /^Mia · microphone \(2\): 1 recording/ }).waitFor()
    await at.page.getByRole('button', { name: 'Close Mia' }).click()
    await at.page.getByRole('button', { name: 'Mia: 2 recordings' }).waitFor()
  })
})

describe('a change', () => {
  it('is tried out, kept over a reload, undone, applied and taken back', async () => {
    await open('?edge=ben-zoe')
    await at.page.keyboard.press('m')
    await expect
      .poll(() => changes().innerText())
      .toBe('1 change not applied: moves 1 recording, at most 361 ms')
    await at.page.getByRole('row', { name: /Zoë/ }).getByText('+361 ms').waitFor()
    await at.page.reload()
    await expect.poll(() => changes().innerText()).toMatch(/^1 change/)
    await at.page.keyboard.press('m')
    await expect.poll(() => changes().count()).toBe(0)
    await at.page.keyboard.press('Control+z')
    await expect.poll(() => changes().count()).toBe(1)
    await at.page.keyboard.press('Control+Enter')
    await at.page.getByText('1 recording moved').waitFor()
    await expect.poll(() => changes().count()).toBe(0)
    await at.page.keyboard.press('Control+z')
    await expect.poll(() => changes().count()).toBe(1)
  })

  it('that the clocks have overtaken says so, and stays in hand', async () => {
    await open('?edge=ben-zoe')
    at.fake.answers = {
      ...answersFor(graph),
      'POST /api/sessions/RM_1/clocks/apply': problem(409, 'clock_moved', 'the clocks were solved anew'),
    }
    await at.page.keyboard.press('m')
    await at.page.getByRole('button', { name: 'Apply' }).click()
    await at.page.getByRole('alert').getByText('the clocks were solved anew').waitFor()
  })

  it('is heard and seen in the workbench before it is written', async () => {
    await open('?edge=ben-zoe')
    await at.page.keyboard.press('m')
    await expect.poll(() => changes().innerText()).toMatch(/361 ms/)
    await at.page.keyboard.press('p')
    await at.page.getByText('Trying out the clocks.').waitFor()
    await at.page.getByRole('link', { name: 'Back to the clocks' }).click()
    await expect.poll(() => changes().count()).toBe(1)
  })

  it('is a mark of one event in two lanes, withdrawn again', async () => {
    await open('?mark=ada+leo')
    const [first, second] = ['First lane', 'Second lane'].map((name) => at.page.getByRole('group', { name }))
    const add = at.page.getByRole('button', { name: 'Add the mark' })
    await first!.getByRole('button', { name: 'One second on' }).click()
    expect(await add.isDisabled()).toBe(true)
    await second!.getByRole('button', { name: 'Other’s moment' }).click()
    await at.page.keyboard.press('.')
    await at.seeNothingWrong()
    await add.click()
    await expect.poll(() => changes().innerText()).toMatch(/^1 change/)
    await at.page.getByRole('button', { name: 'Withdraw' }).click()
    await expect.poll(() => changes().innerText()).toMatch(/^2 changes/)
    await at.page.getByRole('button', { name: 'Take out' }).click()
    await expect.poll(() => changes().innerText()).toMatch(/^1 change/)
  })
})

describe('aligning by sound', () => {
  const job: Job = {
    jobId: 'j1',
    kind: 'align',
    title: 'Fractions, group 1 RM_1',
    state: 'running',
    progress: { stage: 'compare', done: 4, total: 10, perSecond: 2, secondsLeft: 3 },
    findings: 0,
    recentFindings: [],
    message: null,
    hint: null,
    result: null,
    createdWallUs: 1,
  }

  it('is explained where it was never done, followed, and its result told', async () => {
    const never = makeClockGraph({ alignedWallUs: null, pairs: { compared: 0, refused: 0 } })
    await open('', never)
    at.fake.answers = { ...answersFor(never), 'POST /api/sessions/RM_1/align': { status: 202, json: job } }
    await at.page.getByText('The sounds were never compared').waitFor()
    await at.seeNothingWrong()
    await at.page.keyboard.press('a')
    await at.page.getByRole('progressbar', { name: 'Progress of aligning by sound' }).waitFor()
    at.fake.answers = answersFor(graph)
    const pairs = { compared: 15, cached: 0, accepted: 10, refused: 5 }
    at.fake.send({ ...job, state: 'done', progress: null, result: { sessionId: 'RM_1', pairs, moves } })
    await at.page.getByText('10 of 15 pairs agree, 1 recording moved, at most 361 ms').waitFor()
    await title('Ben’s microphone ↔ Zoë’s camera').waitFor()
  })

  it('that fails says why', async () => {
    await open()
    at.fake.answers = {
      ...answersFor(graph),
      'POST /api/sessions/RM_1/align': problem(500, 'broken', 'no sound could be decoded'),
    }
    await at.page.getByRole('button', { name: 'Align by sound' }).click()
    await at.page.getByRole('alert').getByText('no sound could be decoded').waitFor()
  })
})

describe('other sessions', () => {
  it('forty people show the links that hold them together, and all of one who is pointed at', async () => {
    await open('', makeCrowd(40))
    await at.page.getByText(/of 780 links/).waitFor()
    const links = at.page
      .getByRole('group', { name: 'Graph of the clocks' })
      .getByRole('button', { name: / and / })
    expect(await links.count()).toBeLessThan(60)
  })

  it('one person alone has no edges, and is told what can be done', async () => {
    const one = makeClockGraph({ edges: [], alignedWallUs: null })
    await open('', { ...one, recordings: one.recordings.filter(({ identity }) => identity === 'leo') })
    await at.page.getByText('Nothing relates these clocks').waitFor()
    await at.page.getByText('Only one recording here has sound.').waitFor()
  })

  it('one that cannot be read says so, and is read again', async () => {
    at.fake.answers = {
      ...answersFor(graph),
      'GET /api/sessions/RM_1/clocks': problem(500, 'broken', 'the table is gone'),
    }
    await at.open('/s/RM_1/clocks')
    await at.page.getByRole('heading', { name: 'The session could not be read' }).waitFor()
    at.fake.answers = answersFor(graph)
    await at.page.getByRole('button', { name: 'Try again' }).click()
    await at.page.getByRole('heading', { name: 'What knows what' }).waitFor()
  })

  it('evidence that cannot be read leaves the rest standing', async () => {
    at.fake.answers = {
      ...answersFor(graph),
      'GET /api/sessions/RM_1/clocks/edges/ben-leo': problem(500, 'broken', 'the sound is gone'),
    }
    await at.open('/s/RM_1/clocks?edge=ben-leo')
    await at.page.getByText('What it rests on could not be read').waitFor()
    await at.page.getByText('−1.204 s ± 6 ms').waitFor()
  })
})
