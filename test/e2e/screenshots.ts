/**
 * `npm run screenshots [bucket…]`: every place and state, light and dark, three widths, into test/e2e/screenshots; the
 * real bucket, `hostile` and `big` at one width; and the two pictures of the README. People look at them; nothing
 * compares pixels.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { root } from '../support/program.ts'
import { makeLesson } from './support/lesson.ts'
import { openOtherBuckets } from './support/otherBuckets.ts'
import { openWorkbench } from './support/openBucket.ts'
import { newReader, openPlaces, type Place } from './support/places.ts'

const SIZES = [
  [1024, 640],
  [1440, 900],
  [2560, 1440],
] as const
const SCHEMES = ['light', 'dark'] as const

const folder = join(root, 'test', 'e2e', 'screenshots')
await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
await mkdir(join(root, 'docs'), { recursive: true })

async function draw(browser: Browser, places: readonly Place[]): Promise<void> {
  for (const colorScheme of SCHEMES) {
    const context = await newReader(browser, { colorScheme })
    const page = await context.newPage()
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      for (const place of places) {
        await place.open(page)
        await page.screenshot({ path: join(folder, `${place.name}-${colorScheme}-${width}.png`) })
      }
    }
    await context.close()
  }
}

const lessonFolder = await makeLesson()
const places = await openPlaces(lessonFolder)
await draw(places.lesson.browser, places.places)
for (const colorScheme of SCHEMES) {
  const viewport = { width: 1440, height: 900 }
  const context = await newReader(places.lesson.browser, { colorScheme, viewport })
  const page = await context.newPage()
  await openWorkbench(page, places.lesson, '?t=142.5&in=138&out=150')
  await page.screenshot({ path: join(root, 'docs', `workbench-${colorScheme}.png`) })
  await context.close()
}
const others = await openOtherBuckets()
await draw(places.lesson.browser, others.places)
await others.close()
await places.close()
await rm(lessonFolder, { recursive: true, force: true })
