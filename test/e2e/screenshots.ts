/**
 * `npm run screenshots`: every place and state, light and dark, three widths, into test/e2e/screenshots; and the two
 * pictures of the README. People look at them; nothing compares pixels.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../support/program.ts'
import { openWorkbench } from './support/openBucket.ts'
import { openPlaces } from './support/places.ts'

const SIZES = [
  [1024, 640],
  [1440, 900],
  [1920, 1080],
] as const

const folder = join(root, 'test', 'e2e', 'screenshots')
await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
await mkdir(join(root, 'docs'), { recursive: true })
const places = await openPlaces()
for (const colorScheme of ['light', 'dark'] as const) {
  const context = await places.lesson.browser.newContext({ colorScheme })
  const page = await context.newPage()
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height })
    for (const place of places.places) {
      await place.open(page)
      await page.screenshot({ path: join(folder, `${place.name}-${colorScheme}-${width}.png`) })
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await openWorkbench(page, places.lesson, '?t=142.5&in=138&out=150')
  await page.screenshot({ path: join(root, 'docs', `workbench-${colorScheme}.png`) })
  await context.close()
}
await places.close()
