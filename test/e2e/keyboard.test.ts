/**
 * The whole page by keyboard alone: every place, and every command of the table, each seen to do what it says. A
 * command without a check here fails the last test, which is why the whole walk stands in one file.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { COMMANDS, getCommand } from '../../app/web/commands/table.ts'
import { annotationSetSchema, type AnnotationSet, type ClockGraph } from '../../core/protocol/index.ts'
import { openLesson, openWorkbench, tileOf, waitForIdle, type OpenBucket } from './support/openBucket.ts'

let bucket: OpenBucket
let page: Page
let pageErrors: readonly string[]
const walked = new Set<string>()

beforeAll(async () => {
  bucket = await openLesson(inject('lessonFolder'))
  const watched = await bucket.newPage({ permissions: ['clipboard-read', 'clipboard-write'] })
  page = watched.page
  pageErrors = watched.errors
})

afterAll(() => bucket?.close())

/** `Mod+Shift+z` as the browser driver writes it. */
const stroke = (keys: string): string =>
  keys
    .replace('Mod+', 'Control+')
    .replace(/(Shift\+)([a-z])$/, (_, shift: string, letter: string) => shift + letter.toUpperCase())

/** Presses a command's own key; one that has none is called by its name, from the palette. */
async function give(id: string): Promise<void> {
  walked.add(id)
  const { keys, name } = getCommand(id)
  if (keys[0] !== undefined) return page.keyboard.press(stroke(keys[0]))
  await callByName(name)
}

async function callByName(text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Find' }).waitFor()
  await page.keyboard.type(text)
  await page.getByRole('dialog', { name: 'Find' }).getByText(text, { exact: true }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Find' }).waitFor({ state: 'hidden' })
}

/** Takes the palette's first answer to a text. */
async function goTo(text: string): Promise<void> {
  await give('palette')
  const palette = page.getByRole('dialog', { name: 'Find' })
  await palette.waitFor()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await palette.waitFor({ state: 'hidden' })
}

/** Shows another moment of the open session, as a link inside the page does. */
async function begin(search: string): Promise<void> {
  await page.evaluate((query) => {
    window.lockstep!.player.pause()
    history.replaceState(history.state, '', location.pathname + query)
    dispatchEvent(new PopStateEvent('popstate'))
  }, search)
  await waitForIdle(page)
}

const now = (): Promise<number> => page.evaluate(() => window.lockstep!.player.now())
const player = <Key extends 'playing' | 'rate' | 'loop' | 'lanes'>(key: Key) =>
  page.evaluate((name) => window.lockstep!.player.state.getState()[name], key)
const query = (): URLSearchParams => new URL(page.url()).searchParams
const untilQuery = (name: string, value: string | null): Promise<void> =>
  expect.poll(() => query().get(name), { message: `?${name}=` }).toBe(value)
const layout = (): Promise<string | null> =>
  page.getByLabel('Stage', { exact: true }).getAttribute('data-layout')

async function near(wantedUs: number, withinUs = 1000): Promise<void> {
  await expect
    .poll(async () => Math.abs((await now()) - wantedUs), { message: `not at ${wantedUs} µs` })
    .toBeLessThanOrEqual(withinUs)
  await waitForIdle(page)
}

async function readClocks(): Promise<ClockGraph> {
  const answer = await fetch(`${bucket.url}/api/sessions/${bucket.session.sessionId}/clocks`)
  return (await answer.json()) as ClockGraph
}

async function readMarks(): Promise<AnnotationSet> {
  const answer = await fetch(`${bucket.url}/api/sessions/${bucket.session.sessionId}/annotations`)
  return annotationSetSchema.parse(await answer.json())
}
const untilMarks = (labels: readonly string[]): Promise<void> =>
  expect.poll(async () => (await readMarks()).annotations.map(({ label }) => label)).toEqual(labels)

// A page of its own for each test: what one leaves open does not reach the next.
beforeEach(() => openWorkbench(page, bucket, '?t=30'))

describe('by keyboard alone', () => {
  it('a session is found in the list and opened', async () => {
    await page.goto(bucket.url)
    await page.getByRole('row', { name: /group-3/ }).waitFor()
    await give('list.search')
    await page.keyboard.type('group')
    await untilQuery('q', 'group')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await give('list.ingest')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    const chosen = page.locator('tr[data-selected=true]')
    for (const id of [
      'list.next',
      'list.previous',
      'list.first',
      'list.last',
      'list.pageDown',
      'list.pageUp',
    ]) {
      await give(id)
      await expect.poll(() => chosen.count(), { message: id }).toBe(1)
    }
    await give('list.link')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/s\/[^/?]+$/)
    await give('list.menu')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    await give('list.health')
    await page.waitForURL(/\/health$/)
    await page.goBack()
    await page.getByRole('row', { name: /group-3/ }).waitFor()
    await give('list.next')
    await give('list.open')
    await page.waitForURL(/\/s\//)
    await waitForIdle(page)
  })

  it('it plays, shuttles, steps and jumps', async () => {
    await begin('?t=20')
    await give('play.toggle')
    await expect.poll(() => player('playing')).toBe(true)
    await give('play.toggle')
    await expect.poll(() => player('playing')).toBe(false)
    await give('play.forward')
    await give('play.forward')
    await expect.poll(() => player('rate')).toBe(2)
    await give('play.stop')
    await expect.poll(() => player('playing')).toBe(false)
    await begin('?t=20')
    await give('play.back')
    await expect.poll(now).toBeLessThan(19.5e6)
    await give('play.stop')
    await begin('?t=20&focus=Ben/camera')
    const before = await now()
    await give('step.forward')
    await expect.poll(now).toBeGreaterThan(before)
    await waitForIdle(page)
    const after = await now()
    expect(after - before).toBeLessThan(150_000)
    await give('step.back')
    await expect.poll(now).toBeLessThan(after)
    for (const [id, from, to] of [
      ['jump.back.second', 20, 19],
      ['jump.forward.second', 20, 21],
      ['jump.back.ten', 20, 10],
      ['jump.forward.ten', 20, 30],
      ['jump.start', 20, 0],
      ['jump.end', 20, bucket.session.durationUs / 1e6],
    ] as const) {
      await begin(`?t=${from}`)
      await give(id)
      await near(to * 1e6)
    }
  })

  it('a segment is set, jumped, looped, exported and cleared', async () => {
    await begin('?t=30')
    await give('segment.in')
    await untilQuery('in', '30')
    await page.keyboard.press('Alt+ArrowRight')
    await near(40e6)
    await give('segment.out')
    await untilQuery('out', '40')
    await give('segment.toStart')
    await near(30e6)
    await give('segment.toEnd')
    await near(40e6)
    await give('segment.loop')
    await expect.poll(() => player('loop')).toEqual({ start: 30e6, end: 40e6 })
    await give('segment.loop')
    await expect.poll(() => player('loop')).toBeUndefined()
    await give('segment.export')
    await page.getByRole('dialog').getByText('manifest.json').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await give('segment.clear')
    await untilQuery('in', null)
    await give('undo')
    await untilQuery('in', '30')
    await give('redo')
    await untilQuery('in', null)
  })

  it('the timeline zooms and moves', async () => {
    await begin('?t=60&in=50&out=70')
    await give('view.segment')
    await expect.poll(() => query().get('view')).toMatch(/^4\d(\.\d+)?-7\d/)
    await give('view.whole')
    await untilQuery('view', null)
    await give('view.in')
    await expect.poll(() => query().get('view')).not.toBeNull()
    const [start = 0] = query().get('view')!.split('-').map(Number)
    await give('view.right')
    await expect.poll(() => Number(query().get('view')!.split('-')[0])).toBeGreaterThan(start)
    await give('view.left')
    await expect.poll(() => Number(query().get('view')!.split('-')[0])).toBeCloseTo(start, 3)
    await give('view.out')
    await untilQuery('view', null)
  })

  it('the rows of the timeline are filtered, folded and made taller, and the panes put back', async () => {
    const rows = page.getByTestId('timeline').locator('[data-row]')
    const all = await rows.count()
    await give('rows.filter')
    await page.keyboard.type('microphone')
    await untilQuery('lanes', 'microphone')
    await expect.poll(() => rows.count()).toBeLessThan(all)
    await page.keyboard.press('Escape')
    await untilQuery('lanes', null)
    await page.keyboard.press('Escape')
    const camera = page.locator('[data-row="Leo/camera"]')
    const height = async (): Promise<number> => (await camera.boundingBox())!.height
    const normal = await height()
    await give('rows.tall')
    await expect.poll(height).toBeGreaterThan(normal)
    await give('rows.small')
    await expect.poll(height).toBeLessThan(normal)
    await give('rows.normal')
    await expect.poll(height).toBe(normal)
    await give('rows.fold')
    await expect.poll(() => camera.count()).toBe(0)
    await expect.poll(() => query().getAll('fold')).toContain('Leo')
    await give('rows.unfold')
    await expect.poll(() => camera.count()).toBe(1)
    const bar = page.getByRole('toolbar', { name: 'Transport' })
    const top = async (): Promise<number> => (await bar.boundingBox())!.y
    const before = await top()
    await page.getByRole('separator', { name: 'Height of the timeline' }).focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect.poll(top).toBeLessThan(before)
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await give('view.panes')
    await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(2)
    await give('rows.signals')
    const signals = page.getByRole('dialog', { name: 'Signals of the log' })
    await signals.getByRole('checkbox').first().press('Space')
    await expect.poll(() => query().getAll('signal').length).toBe(1)
    await signals.getByRole('checkbox').first().press('Space')
    await untilQuery('signal', null)
    await page.keyboard.press('Escape')
    await signals.waitFor({ state: 'hidden' })
  })

  it('the moments of a query are gone through', async () => {
    await give('panel.query')
    const editor = page.getByRole('textbox', { name: /sql/i })
    await editor.fill(`select session_id, t_s from log_timeline where topic = 'answer' order by t_s`)
    await editor.press('Control+Enter')
    await page.getByRole('tabpanel').getByText(bucket.session.sessionId).first().waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await give('query.next')
    await expect.poll(now).not.toBe(30e6)
    const first = await now()
    await give('query.next')
    await expect.poll(now).toBeGreaterThan(first)
    await give('query.previous')
    await near(first)
  })

  it('the stage changes its layout, and each lane is muted, heard alone, pinned, moved and hidden', async () => {
    await begin('?t=30')
    for (const name of ['film', 'compare', 'focus', 'grid'] as const) {
      await give(`view.${name}`)
      await expect.poll(layout).toBe(name)
      if (name !== 'grid') await untilQuery('layout', name === 'focus' ? null : name)
    }
    await begin('?t=30&focus=Leo/camera')
    await give('lane.mute')
    await expect.poll(async () => (await player('lanes'))['Leo/microphone']?.muted).toBe(true)
    await give('lane.mute')
    await give('lane.solo')
    await expect.poll(async () => (await player('lanes'))['Leo/microphone']?.solo).toBe(true)
    await give('lane.solo')
    await give('lane.pin')
    await untilQuery('pin', 'Leo/camera')
    await give('lane.pin')
    await untilQuery('pin', null)
    const places = async (): Promise<string[]> =>
      page
        .getByLabel('Stage', { exact: true })
        .locator('[data-lane]')
        .evaluateAll((tiles) => {
          const sorted = tiles.map(
            (tile) =>
              [
                tile.getBoundingClientRect().top,
                tile.getBoundingClientRect().left,
                tile.getAttribute('data-lane'),
              ] as const,
          )
          return sorted.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , lane]) => lane!)
        })
    await begin('?t=30&layout=film&focus=Leo/camera')
    const asBefore = await places()
    await give('lane.right')
    await expect.poll(places).not.toEqual(asBefore)
    await give('lane.left')
    await expect.poll(places).toEqual(asBefore)
    await begin('?t=30&focus=Leo/camera')
    await give('lane.hide')
    await untilQuery('hide', 'Leo/camera')
    await expect.poll(() => tileOf(page, 'Leo/camera').count()).toBe(0)
    await give('lane.showAll')
    await untilQuery('hide', null)
    await tileOf(page, 'Leo/camera').waitFor()
  })

  it('a picture is saved, and a lane is nudged in time on trial', async () => {
    await begin('?t=30&focus=Ben/camera')
    const [download] = await Promise.all([page.waitForEvent('download'), give('lane.still')])
    expect(download.suggestedFilename()).toMatch(/Ben.*camera.*\.png$/)
    const shown = (): Promise<string> =>
      page.evaluate(() => String(window.lockstep!.player.reading('Ben/camera')?.wantedPtsUs))
    const untouched = await shown()
    await give('lane.nudge')
    await page
      .getByRole('group', { name: /nudge/i })
      .or(page.getByRole('form', { name: /nudge/i }))
      .waitFor()
    await page.keyboard.press('Escape')
    for (const id of ['nudge.frameEarlier', 'nudge.frameLater', 'nudge.earlier', 'nudge.later']) {
      await begin('?t=30&focus=Ben/camera')
      for (let time = 0; time < 6; time++) await give(id)
      await expect.poll(shown, { message: id }).not.toBe(untouched)
      await page.keyboard.press('Escape')
      await expect.poll(shown, { message: id }).toBe(untouched)
    }
    const corrections = await fetch(`${bucket.url}/api/sessions/${bucket.session.sessionId}/corrections`)
    expect(await corrections.json()).toEqual([])
  })

  it('the side panel shows each of its tabs', async () => {
    await begin('?t=30')
    for (const tab of ['annotations', 'details', 'findings', 'query', 'exports', 'log']) {
      await give(`panel.${tab}`)
      await expect
        .poll(() => page.getByRole('tab', { selected: true }).innerText())
        .toMatch(new RegExp(tab, 'i'))
      await untilQuery('panel', tab === 'log' ? null : tab)
    }
  })

  it('the log is filtered and walked from match to match', async () => {
    await begin('?t=0')
    await give('panel.filter')
    await page.keyboard.type('topic:answer')
    await untilQuery('log', 'topic:answer')
    await page.keyboard.press('Enter')
    const rows = page.getByRole('row').filter({ hasText: 'answer' })
    await rows.first().waitFor()
    await give('log.next')
    await expect.poll(now).toBeGreaterThan(0)
    const first = await now()
    await give('log.next')
    await expect.poll(now).toBeGreaterThan(first)
    await give('log.previous')
    await near(first)
    await give('log.clocks')
    await expect.poll(() => page.getByRole('columnheader').allInnerTexts()).not.toHaveLength(4)
    await give('log.clear')
    await untilQuery('log', null)
  })

  it('moments are marked, named, found again, deleted and taken back', async () => {
    await begin('?t=30')
    await give('mark.drop')
    await page.keyboard.type('Look here')
    await page.keyboard.press('Enter')
    await untilMarks(['Look here'])
    expect((await readMarks()).annotations[0]?.startUs).toBe(30e6)
    await begin('?t=60')
    await give('mark.drop')
    await page.keyboard.press('Escape')
    await untilMarks(['Look here', ''])
    await give('mark.previous')
    await near(30e6)
    await give('mark.next')
    await near(60e6)
    await give('mark.name')
    await page.keyboard.type('And here')
    await page.keyboard.press('Enter')
    await untilMarks(['Look here', 'And here'])
    await give('mark.delete')
    await untilMarks(['Look here'])
    await give('undo')
    await untilMarks(['Look here', 'And here'])
    await give('redo')
    await untilMarks(['Look here'])
    await begin('?t=30&in=70&out=80')
    await give('mark.segment')
    await expect
      .poll(async () => (await readMarks()).annotations.map(({ startUs, endUs }) => [startUs, endUs]))
      .toContainEqual([70e6, 80e6])
    await page.keyboard.press('Escape')
  })

  it('the palette finds times, frames, people, findings and marks', async () => {
    await begin('?t=0')
    await goTo('1:24')
    await near(84e6)
    await goTo('15:31:40')
    const wall = Date.parse('2025-06-11T15:31:40Z') * 1000
    await near(wall - bucket.session.epochWallUs, 1_000_000)
    await begin('?t=30&focus=Ben/camera')
    await goTo('frame 500')
    await expect.poll(() => page.evaluate(() => window.lockstep!.player.currentFrame())).toBe(500)
    await begin('?t=30')
    await goTo('Mia')
    await untilQuery('focus', 'Mia/camera')
    await goTo('Look here')
    await near(30e6)
  })

  it('keys, link, theme, zone, clocks and hints answer anywhere', async () => {
    await begin('?t=30')
    await give('keys')
    await page.getByRole('dialog').getByText('Play or pause').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await give('view.link')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('/s/')
    expect(new URL(await page.evaluate(() => navigator.clipboard.readText())).searchParams.get('t')).toBe(
      '30',
    )
    const theme = (): Promise<string | undefined> =>
      page.evaluate(() => document.documentElement.dataset['theme'])
    const before = await theme()
    await give('theme')
    await expect.poll(theme).not.toBe(before)
    await give('theme.system')
    await expect.poll(theme).toBe(before)
    const settings = (): Promise<Record<string, unknown>> =>
      page.evaluate(
        () => JSON.parse(localStorage.getItem('lockstep.settings') ?? '{}') as Record<string, unknown>,
      )
    await give('zone.next')
    await expect.poll(async () => (await settings())['zone']).toBe('local')
    await give('zone.next')
    await give('zone.next')
    await expect.poll(async () => (await settings())['zone']).toBe('utc')
    await give('times.swap')
    await expect.poll(async () => (await settings())['times']).toBe('wall')
    await give('times.swap')
    await give('hints.again')
    await expect.poll(async () => (await settings())['hintsRead']).toEqual([])
  })

  it('every place is reached, and left again', async () => {
    await begin('?t=30')
    for (const [id, path, text] of [
      ['go.health', /\/s\/.+\/health$/, 'Who was recorded'],
      ['go.certificate', /\/s\/.+\/certificate$/, 'Statement'],
      ['go.workbench', /\/s\/[^/]+$/, 'Ms Adeyemi'],
      ['go.query', /\/query$/, 'Run'],
      ['go.exports', /\/exports$/, 'Exports'],
      ['go.settings', /\/settings$/, 'Settings'],
      ['go.sessions', /^\/$/, 'group-3'],
    ] as const) {
      await give(id)
      await expect.poll(() => new URL(page.url()).pathname, { message: id }).toMatch(path)
      await page.getByRole('main').getByText(text).first().waitFor()
    }
  })

  it('the clocks are aligned, and their edges walked, heard, muted, tried out, applied and taken back', async () => {
    await give('go.clocks')
    await page.getByText('The sounds were never compared').waitFor()
    await give('clocks.align')
    await page.getByText(/sound, \d+ of \d+ windows/).waitFor({ timeout: 120_000 })
    await give('clocks.next')
    await expect.poll(() => query().get('edge')).not.toBeNull()
    const second = query().get('edge')
    await give('clocks.previous')
    await expect.poll(() => query().get('edge')).not.toBe(second)
    await give('clocks.open')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SECTION')
    await give('clocks.hear')
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    await give('clocks.hear')
    await page.getByRole('button', { name: 'Hear both' }).waitFor()
    await give('clocks.view')
    await untilQuery('list', 'table')
    await give('clocks.view')
    await untilQuery('list', null)

    const home = `${bucket.url}/s/${bucket.session.sessionId}/clocks`
    const clocks = await readClocks()
    const camera = clocks.recordings.find(({ laneId }) => laneId === 'Ben/camera')!.recordingId
    const sound = clocks.recordings.find(({ laneId }) => laneId === 'Ben/microphone')!.recordingId
    const edge = clocks.edges.find(({ kind, from }) => kind === 'egress_info' && from === `media:${camera}`)!
    await page.goto(`${home}?edge=${edge.edgeId}`)
    const changes = page.getByRole('toolbar', { name: 'Clocks' }).getByRole('status')
    await page.getByRole('button', { name: 'Mute edge' }).waitFor()
    await give('clocks.mute')
    await expect.poll(() => changes.innerText()).toMatch(/^1 change not applied: moves \d+ recording/)
    await give('clocks.preview')
    await page.getByText('Trying out the clocks.').waitFor()
    await give('go.clocks')
    await expect.poll(() => changes.innerText()).toMatch(/moves \d+ recording/)
    await give('clocks.apply')
    await expect.poll(() => changes.count()).toBe(0)
    expect((await readClocks()).edges.find(({ edgeId }) => edgeId === edge.edgeId)?.muted).not.toBeNull()
    await give('undo')
    await expect
      .poll(async () => (await readClocks()).edges.find(({ edgeId }) => edgeId === edge.edgeId)?.muted)
      .toBeNull()

    await give('clocks.mark')
    await page.getByRole('heading', { name: 'One event in two lanes' }).waitFor()
    await page.goto(`${home}?mark=${camera}+${sound}`)
    const moment = page.getByRole('slider', { name: 'Moment in the recording' }).first()
    await moment.waitFor()
    const before = await moment.inputValue()
    await give('clocks.frameLater')
    await expect.poll(() => moment.inputValue()).not.toBe(before)
    await give('clocks.frameEarlier')
    await expect.poll(() => moment.inputValue()).toBe(before)
  })

  it('the URL of a moment with everything chosen reopens it exactly', async () => {
    await openWorkbench(
      page,
      bucket,
      '?t=61.5&in=60&out=65&view=40-90&layout=compare&focus=Leo/camera&other=Ben/camera&hide=Ines/camera' +
        '&pin=Zo%C3%AB/microphone&order=Mia/camera&fold=Ben&height=Leo/camera:80&lanes=camera&log=topic:draw&field=pts&panel=findings',
    )
    await page.keyboard.press('Shift+ArrowRight')
    await untilQuery('t', '62.5')
    const search = new URL(page.url()).search
    const second = (await bucket.newPage()).page
    await openWorkbench(second, bucket, search)
    await expect.poll(() => second.evaluate(() => window.lockstep!.player.now())).toBe(62_500_000)
    expect(new URL(second.url()).search).toBe(search)
    for (const name of [
      'layout',
      'focus',
      'other',
      'hide',
      'pin',
      'order',
      'fold',
      'height',
      'lanes',
      'log',
      'field',
      'panel',
    ])
      expect(new URLSearchParams(search).has(name), name).toBe(true)
    await expect
      .poll(() => second.getByLabel('Stage', { exact: true }).getAttribute('data-layout'))
      .toBe('compare')
    await second.close()
  })

  it('no command was left out, and the browser logged no error', () => {
    expect(COMMANDS.map(({ id }) => id).filter((id) => !walked.has(id))).toEqual([])
    expect(pageErrors).toEqual([])
  })
})
