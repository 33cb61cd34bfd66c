/** Each place and state of the page, light and dark: it comes up, says what it should, and axe finds nothing. */
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measureFirstView } from '../support/firstView.ts'
import { tileOf } from './support/openBucket.ts'
import { newReader, openPlaces, type Places } from './support/places.ts'

let places: Places

beforeAll(async () => {
  places = await openPlaces()
})

afterAll(async () => places?.close())

describe('the places of the page', () => {
  it('are accessible, light and dark', async () => {
    const context = await newReader(places.lesson.browser, { viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    for (const place of places.places) {
      await place.open(page)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.waitForFunction(
          (theme) => document.documentElement.dataset['theme'] === theme,
          colorScheme,
        )
        const { violations } = await new AxeBuilder({ page }).analyze()
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
        )
        expect(found, `${place.name}, ${colorScheme}`).toEqual([])
      }
    }
    await context.close()
  })

  it('never scroll sideways, from 1024 × 640 to 2560 × 1440', async () => {
    const { page } = await places.lesson.newPage()
    for (const [width, height] of [
      [720, 450], // 1440 × 900 at a zoom of 200 %
      [1024, 640],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height })
      for (const place of places.places) {
        await place.open(page)
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(over, `${place.name} at ${width} × ${height}`).toBeLessThanOrEqual(0)
      }
    }
  })

  it('take at most 350 kB of JavaScript, gzipped, until something useful is painted', async () => {
    const { browser, url, session } = places.lesson
    const id = encodeURIComponent(session.sessionId)
    for (const [at, useful, answer] of [
      [url, 'tbody tr', '/api/sessions'],
      [`${url}/s/${id}`, '[data-testid=lanes] canvas', `/api/sessions/${id}`],
    ] as const) {
      const view = await measureFirstView(browser, at, { useful, answer })
      expect(view.scriptBytes, at).toBeGreaterThan(100_000)
      expect(view.scriptBytes, at).toBeLessThanOrEqual(350_000)
    }
  })

  it('tell a newcomer with an empty catalog what to type', async () => {
    const { page } = await places.lesson.newPage()
    await places.places.find(({ name }) => name === 'empty')!.open(page)
    const text = await page.locator('main').innerText()
    expect(text).toMatch(/lockstep ingest/)
    expect(text).toMatch(/demo/)
  })

  it('show a lost file as failed on its own tile, and play the others', async () => {
    const { page } = await places.lesson.newPage()
    await places.places.find(({ name }) => name === 'failed')!.open(page)
    expect(await tileOf(page, 'Leo/camera').getAttribute('data-state')).toBe('failed')
    await tileOf(page, 'Leo/camera').getByText('Its file is no longer in the bucket.').waitFor()
    expect(await tileOf(page, 'Ms Adeyemi/camera').getAttribute('data-state')).toBe('ok')
  })
})
