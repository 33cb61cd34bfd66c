/** Each place and state of the page but the open lesson's: it comes up, says what it should, and axe finds nothing. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { tileOf } from './support/openBucket.ts'
import { isOfLesson, openPlaces, type Places } from './support/places.ts'
import { walkPlaces } from './support/walkPlaces.ts'

let places: Places

beforeAll(async () => {
  places = await openPlaces(inject('lessonFolder'))
})

afterAll(async () => places?.close())

describe('the places of the page', () => {
  it('are accessible, light and dark, and never scroll sideways', async () => {
    const others = places.places.filter((place) => !isOfLesson(place))
    expect(await walkPlaces(places, others)).toEqual([])
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
