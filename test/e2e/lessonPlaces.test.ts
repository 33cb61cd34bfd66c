/** Each place of an open lesson, light and dark: it comes up, and axe finds nothing. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { isOfLesson, openLessonPlaces, type Places } from './support/places.ts'
import { walkPlaces } from './support/walkPlaces.ts'

let places: Places

beforeAll(async () => {
  places = await openLessonPlaces(inject('lessonFolder'))
})

afterAll(async () => places?.close())

it('the places of a lesson are accessible, light and dark, and never scroll sideways', async () => {
  const own = places.places.filter(isOfLesson)
  expect(own.length).toBeGreaterThan(12)
  expect(await walkPlaces(places, own)).toEqual([])
}, 600_000)
