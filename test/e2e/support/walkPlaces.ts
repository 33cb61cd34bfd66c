/** Walks through places, light and dark, small and large, and says what is wrong with each. */
import { findWrong } from '../../web/axe.ts'
import { newReader, type Place, type Places } from './places.ts'

/** 1440 × 900 at a zoom of 200 %, a small laptop, a large screen. */
const SIZES = [
  [720, 450],
  [1024, 640],
  [2560, 1440],
] as const

/** What axe finds, and what scrolls sideways, as texts a person can act on. */
export async function walkPlaces({ lesson }: Places, places: readonly Place[]): Promise<string[]> {
  const context = await newReader(lesson.browser, {})
  const page = await context.newPage()
  const wrong: string[] = []
  for (const place of places) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await place.open(page)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.waitForFunction((theme) => document.documentElement.dataset['theme'] === theme, colorScheme)
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
  await context.close()
  return wrong
}
