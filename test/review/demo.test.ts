import { afterEach, beforeEach, expect, it } from 'vitest'
import { seedDemo } from '../../cli/demoAnnotations.ts'
import { describeLesson } from '../../fixtures/sessions/lesson/session.ts'
import { deleteAnnotation, readAnnotations } from '../../review/index.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../support/catalog.ts'

let temporary: TemporaryCatalog
beforeEach(async () => {
  temporary = await createTemporaryCatalog()
})
afterEach(() => temporary.remove())

const storeSession = (epochUs: number) =>
  temporary.catalog.append('sessions', [
    {
      session_id: 'RM_demo',
      room_name: describeLesson().session.roomName,
      epoch_us: epochUs,
      started_at: new Date(epochUs / 1000),
      duration_us: 200_000_000,
      clock_version: 'v1',
    },
  ])
const BEGAN_US = describeLesson().session.epochWall.getTime() * 1000

it('gives the demo lesson a tier of strategies and two markers, once for all', async () => {
  const { catalog } = temporary
  await storeSession(BEGAN_US + 500_000)
  expect(await seedDemo(catalog)).toBe(true)
  const set = await readAnnotations(catalog, 'RM_demo')
  expect(set.tiers).toMatchObject([{ tierId: 'demo-strategy', name: 'strategy', author: 'demo' }])
  const markers = set.annotations.filter(({ tierId }) => tierId === null)
  expect(markers.map(({ label }) => label)).toEqual(['Three eighths', 'Mia is back'])
  const spans = set.annotations.filter(({ tierId }) => tierId !== null)
  expect(spans.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['compare', 'guess', 'partition the whole', 'explain to peer']),
  )
  expect(
    spans.every(({ startUs, endUs }, at) => endUs > startUs && startUs >= (spans[at - 1]?.endUs ?? 0)),
  ).toBe(true)
  for (const { annotationId } of set.annotations) await deleteAnnotation(catalog, annotationId)
  expect(await seedDemo(catalog)).toBe(false)
  expect((await readAnnotations(catalog, 'RM_demo')).annotations).toEqual([])
})

it('leaves a room of the same name at another time alone', async () => {
  await storeSession(BEGAN_US + 86_400_000_000)
  expect(await seedDemo(temporary.catalog)).toBe(false)
})
