/** Each place and state of the page, light and dark: it comes up, says what it should, and axe finds nothing. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { findWrong } from '../web/axe.ts'
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
  places = await openPlaces(inject('lessonFolder'))
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
        // The other theme is the same page in other colours.
        const rules = colorScheme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined
        for (const found of await findWrong(page, { rules }))
          wrong.push(`${place.name}, ${colorScheme}: ${found}`)
      }
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height })
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (over > 0) wrong.push(`${place.name}, ${width} × ${height}: ${over} px too wide`)
      }
    }
    expect(wrong).toEqual([])
    await context.close()
  }, 600_000)

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
