/** Every control says its name, and one that shows only a picture says it in a tooltip, by pointer and by keyboard. */
import { describe, expect, it } from 'vitest'
import { usePlacesPage } from './placesPage.ts'

const at = usePlacesPage()

/** Controls that are seen and show no word of their own. */
const PICTURES = `(() => {
  const controls = [...document.querySelectorAll('button, a[href], [role=button], [role=tab]')]
  const isSeen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1
  const shown = controls.filter((element) => isSeen(element) && !element.matches('[disabled], [aria-disabled=true]'))
  return shown.filter((element) => !/[\\p{L}\\p{N}]/u.test(element.innerText)).map((element, index) => {
    element.dataset.picture = String(index)
    return element.getAttribute('aria-label') ?? element.title ?? ''
  })
})()`

/** Controls that lie beyond the window and in nothing that scrolls. */
const OUTSIDE = `(() => {
  const page = document.documentElement.getBoundingClientRect()
  const scrolls = (element) => {
    for (let over = element.parentElement; over; over = over.parentElement)
      if (/auto|scroll/.test(getComputedStyle(over).overflow)) return true
    return false
  }
  return [...document.querySelectorAll('button, a[href], input, [role=tab], [role=separator]')]
    .filter((element) => element.checkVisibility() && !scrolls(element))
    .filter((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      return left < -1 || top < -1 || right > page.width + 1 || bottom > page.height + 1
    })
    .map((element) => element.getAttribute('aria-label') ?? element.textContent)
})()`

/** Those whose tooltip was seen already: the top bar and the stage stand in many places. */
const explained = new Set<string>()

describe.each([
  '/',
  '/query',
  '/exports',
  '/settings?section=keys',
  '/s/RM_1/health',
  '/s/RM_1?in=10&out=20',
  '/s/RM_1?panel=annotations',
  '/s/RM_1?panel=details&rec=mia1',
  '/s/RM_1?panel=findings',
  '/s/RM_1?panel=query',
])('at %s', (path) => {
  it('each picture that can be pressed is named, and explained where the pointer rests', async () => {
    await at.open(path)
    await at.page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
    const names = await at.page.evaluate<string[]>(PICTURES)
    const unexplained: string[] = []
    for (const [index, name] of names.entries()) {
      const control = at.page.locator(`[data-picture="${index}"]`)
      if (explained.has(name) || (await control.count()) === 0 || (await control.getAttribute('title')))
        continue
      // The pointer leaves the tooltip before: two are never open at once.
      await at.page.mouse.move(0, 0)
      await at.page.getByRole('tooltip').waitFor({ state: 'detached' })
      await control.hover({ force: true })
      const hasTip = await at.page
        .getByRole('tooltip')
        .waitFor({ timeout: 2_500 })
        .then(
          () => true,
          () => false,
        )
      if (hasTip) explained.add(name)
      else unexplained.push(name)
    }
    expect(names.filter((name) => name.trim() === '')).toEqual([])
    expect(unexplained).toEqual([])
  }, 120_000)
})

it('a control reached by Tab shows its tooltip with its key', async () => {
  await at.open('/')
  await at.page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true')
  const theme = at.page.getByRole('button', { name: /Use the (light|dark) theme/ })
  await at.page.getByRole('button', { name: 'Find people, events, commands' }).focus()
  await at.page.keyboard.press('Tab')
  expect(await theme.evaluate((element) => element === document.activeElement)).toBe(true)
  await expect.poll(() => at.page.getByRole('tooltip').innerText()).toMatch(/Light or dark\s+T/)
})

describe('at any size', () => {
  it.each([
    ['200 % zoom', 720, 450],
    ['the smallest', 1024, 640],
    ['a large screen', 2560, 1440],
  ])('%s: nothing of the bar, the panes or the transport is out of reach', async (_name, width, height) => {
    await at.page.setViewportSize({ width, height })
    await at.openSession('?t=20&in=10&out=20')
    await expect.poll(() => at.page.evaluate<string[]>(OUTSIDE)).toEqual([])
    const heights = await at.page.evaluate(() =>
      ['stage', 'side', 'bottom'].map((id) => document.getElementById(id)!.getBoundingClientRect().height),
    )
    for (const px of heights) expect(px).toBeGreaterThan(140)
  })
})
