/** What a person reaches by keys and by the palette, and keys of their own, in the page itself. */
import { describe, expect, it } from 'vitest'
import { ANSWERS } from './answers.ts'
import { usePlacesPage } from './placesPage.ts'

const at = usePlacesPage()

const find = async (text: string): Promise<void> => {
  await at.page.keyboard.press('Control+k')
  await at.page.getByRole('textbox', { name: 'Find' }).fill(text)
}
const now = (): Promise<number> => at.page.evaluate(() => window.lockstep!.player.now())
const segment = (): string | null => new URL(at.page.url()).searchParams.get('in')

describe('undo and redo', () => {
  it('take the segment back and do it again, and say so', async () => {
    await at.openSession('?t=20')
    await at.page.keyboard.press('i')
    await expect.poll(segment).toBe('20')
    await at.page.keyboard.press('Control+z')
    await at.page.getByText('mark a segment', { exact: true }).waitFor()
    await expect.poll(segment).toBeNull()
    await at.page.keyboard.press('Control+Shift+z')
    await at.page.getByText('Done again:').waitFor()
    await expect.poll(segment).toBe('20')
  })
})

describe('the palette', () => {
  it('goes to session time, the wall clock in the chosen zone, and from here', async () => {
    await at.open('/settings')
    await at.page.evaluate(() => localStorage.setItem('lockstep.settings', JSON.stringify({ zone: 'local' })))
    await at.openSession()
    for (const [text, t] of [
      ['1:24', 84e6],
      ['84.5', 84.5e6],
      ['+10s', 94.5e6],
      ['-5', 89.5e6],
    ] as const) {
      await find(text)
      await at.page.getByRole('button', { name: /^Go / }).first().waitFor()
      await at.page.keyboard.press('Enter')
      await expect.poll(now).toBe(t)
    }
    const clock = await at.page.evaluate(() =>
      new Date(window.lockstep!.session.epochWallUs / 1e3 + 21_000).toTimeString().slice(0, 8),
    )
    await find(clock)
    await at.page.getByRole('button', { name: `Go to ${clock}` }).waitFor()
    await at.page.keyboard.press('Enter')
    await expect.poll(now).toBe(21e6)
  })

  it('runs a command by words in any order, and offers it first the next time', async () => {
    await at.openSession()
    await find('grid tiles')
    await at.page.getByRole('button', { name: /grid/ }).first().waitFor()
    await at.page.keyboard.press('Enter')
    await at.page.getByRole('dialog', { name: 'Find' }).waitFor({ state: 'detached' })
    await at.page.keyboard.press('Control+k')
    const first = at.page.getByRole('dialog', { name: 'Find' }).getByRole('button').first()
    await expect.poll(() => first.innerText()).toMatch(/grid/)
  })
})

describe('what is typed faster than the palette comes', () => {
  it('is kept for it, and not taken for commands, while its code is loaded', async () => {
    const loaded = Promise.withResolvers<void>()
    await at.page.route(/Palette-.*\.js$/, async (route) => {
      await loaded.promise
      await route.continue()
    })
    await at.openSession('?t=20')
    await at.page.keyboard.press('Control+k')
    await at.page.keyboard.type('miss')
    await at.page.keyboard.press('Backspace')
    await at.page.keyboard.press('Backspace')
    await at.page.keyboard.type('a')
    await at.page.keyboard.press('Enter')
    loaded.resolve()
    await expect.poll(() => new URL(at.page.url()).searchParams.get('focus')).toBe('mia/camera')
    await at.page.getByRole('dialog', { name: 'Find' }).waitFor({ state: 'detached' })
    expect(segment()).toBeNull()
    expect(at.fake.asked.filter((route) => route.startsWith('POST'))).toEqual([])
  })

  it('is one call after the other, and then the page’s again', async () => {
    await at.openSession()
    await at.page.keyboard.press('Control+k')
    await at.page.keyboard.type('1:24')
    await at.page.keyboard.press('Enter')
    await at.page.keyboard.press('Control+k')
    await at.page.keyboard.type('mia')
    await at.page.keyboard.press('Enter')
    await at.page.keyboard.press('i')
    await expect.poll(segment).toBe('84')
    expect(new URL(at.page.url()).searchParams.get('focus')).toBe('mia/camera')
    // On a slow machine Escape comes between the palette and its field.
    const slow = await at.page.context().newCDPSession(at.page)
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 8 })
    await at.page.keyboard.press('Control+k')
    await at.page.keyboard.press('Escape')
    await at.page.keyboard.press('3')
    await at.page.getByRole('tab', { name: 'Details', selected: true }).waitFor()
    await slow.detach()
  })

  it('is entered as soon as the sessions it names have been read', async () => {
    const read = Promise.withResolvers<void>()
    at.fake.answers = {
      ...ANSWERS,
      'GET /api/sessions': { ...ANSWERS['GET /api/sessions'], after: read.promise },
    }
    await at.openSession()
    await at.page.keyboard.press('Control+k')
    await at.page.keyboard.type('Whole class')
    await at.page.keyboard.press('Enter')
    read.resolve()
    await at.page.waitForURL(/\/s\/RM_2/)
  })
})

describe('keys of a person’s own', () => {
  it('are pressed, asked about where they are taken, and read by keys, sheet and palette alike', async () => {
    await at.open('/settings?section=keys')
    const search = at.page.getByRole('textbox', { name: 'Find a command or a key' })
    await search.fill('light dark')
    await at.page.getByRole('button', { name: 'Change the keys of “Light or dark”' }).press('Enter')
    await at.page.keyboard.press('i')
    await at.page.getByText(/is “Start the segment here” now/).waitFor()
    await at.page.getByRole('button', { name: 'Use it here' }).press('Enter')
    await search.fill('start segment')
    await at.page.getByText('was given to “Light or dark”').waitFor()
    await at.openSession('?t=20')
    const theme = (): Promise<string | undefined> =>
      at.page.evaluate(() => document.documentElement.dataset['theme'])
    const before = await theme()
    await at.page.keyboard.press('i')
    await expect.poll(theme).not.toBe(before)
    expect(segment()).toBeNull()
    await find('light or dark')
    const row = at.page.getByRole('dialog', { name: 'Find' }).getByRole('button', { name: /Light or dark/ })
    await expect.poll(() => row.first().innerText()).toMatch(/I$/)
    await at.page.keyboard.press('Escape')
    await at.open('/settings?section=keys')
    await at.page.getByRole('button', { name: 'Reset all keys' }).press('Enter')
    await at.page.getByText('All keys are as they came').waitFor()
  })

  it('are given up by Escape, and taken away altogether', async () => {
    await at.open('/settings?section=keys')
    await at.page.getByRole('textbox', { name: 'Find a command or a key' }).fill('light dark')
    await at.page.getByRole('button', { name: 'Change the keys of “Light or dark”' }).press('Enter')
    await at.page.keyboard.press('Escape')
    await at.page.getByText('All keys are as they came').waitFor()
    await at.page.getByRole('button', { name: 'Take the keys from “Light or dark”' }).press('Enter')
    await at.page.getByText('1 of your own').waitFor()
    await at.page.getByText('no key', { exact: true }).first().waitFor()
  })
})

describe('the settings', () => {
  it('are chosen by keyboard, named in the URL, and kept', async () => {
    await at.open('/settings')
    await at.page.getByRole('tab', { name: 'Times' }).focus()
    await at.page.keyboard.press('ArrowDown')
    await at.page.waitForURL(/section=look/)
    await at.page.getByRole('radio', { name: 'Light' }).check()
    await expect.poll(() => at.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
    await at.open('/settings?section=times')
    await at.page.getByRole('radio', { name: 'Wall clock' }).check()
    await at.page.reload()
    await expect.poll(() => at.page.getByRole('radio', { name: 'Wall clock' }).isChecked()).toBe(true)
  })
})

describe('a hint', () => {
  it('is put away by keyboard for good, and comes back when it is asked for', async () => {
    await at.openSession()
    const hints = at.page.getByRole('note')
    await expect.poll(() => hints.count()).toBeGreaterThan(2)
    while ((await hints.count()) > 0)
      await hints.first().getByRole('button', { name: 'Got it' }).press('Enter')
    await at.page.reload()
    await at.page.waitForFunction(() => window.lockstep !== undefined)
    expect(await hints.count()).toBe(0)
    await at.open('/settings?section=hints')
    await at.page.getByRole('button', { name: 'Show the hints again' }).press('Enter')
    await at.openSession()
    await expect.poll(() => hints.count()).toBeGreaterThan(2)
  })
})
