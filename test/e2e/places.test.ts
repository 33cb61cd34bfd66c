/** Each place and state of the page, light and dark: it comes up, says what it should, and axe finds nothing. */
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tileOf } from './support/openBucket.ts'
import { newReader, openPlaces, type Places } from './support/places.ts'

/** 1440 × 900 at a zoom of 200 %, a small laptop, a large screen. */
const SIZES = [
  [720, 450],
  [1024, 640],
  [2560, 1440],
] as const

let places: Places

beforeAll(async () => {
  places = await openPlaces()
})

afterAll(async () => places?.close())

describe('the places of the page', () => {
  it('are accessible, light and dark, and never scroll sideways', async () => {
    const context = await newReader(places.lesson.browser, {})
    const page = await context.newPage()
    const wrong: string[] = []
    for (const place of places.places) {
      await page.setViewportSize({ width: 1440, height: 900 })
      await place.open(page)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.waitForFunction(
          (theme) => document.documentElement.dataset['theme'] === theme,
          colorScheme,
        )
        const axe = new AxeBuilder({ page })
        // The other theme is the same page in other colours.
        if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
        const { violations } = await axe.analyze()
        for (const { id, nodes } of violations)
          wrong.push(
            `${place.name}, ${colorScheme}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
          )
      }
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height })
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (over > 0) wrong.push(`${place.name}, ${width} × ${height}: ${over} px too wide`)
      }
    }
    expect(wrong).toEqual([])
    await context.close()
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
    await expect.poll(() => tileOf(page, 'Leo/camera').getAttribute('data-state')).toBe('failed')
    await tileOf(page, 'Leo/camera').getByText('Its file is no longer in the bucket.').waitFor()
    await expect.poll(() => tileOf(page, 'Ms Adeyemi/camera').getAttribute('data-state')).toBe('ok')
  })
})
