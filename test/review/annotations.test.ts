/** What people mark outlives alignment, ingest and the forming of sessions; nothing of it is ever deleted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { correct } from '../../ingest/corrections.ts'
import {
  changeAnnotation,
  changeTier,
  createAnnotation,
  createTier,
  deleteAnnotation,
  deleteTier,
  readAnnotations,
  restoreAnnotation,
  restoreTier,
} from '../../review/index.ts'
import { START_NS, trackFiles } from '../ingest/rig.ts'
import { ANN, BOB, createLesson, mark, readOne, SESSION } from './support.ts'

let lesson: Awaited<ReturnType<typeof createLesson>>
beforeEach(async () => {
  lesson = await createLesson()
})
afterEach(() => lesson.close())

const nudge = (target: string, byUs: number) => correct(lesson.catalog, { target, byUs, author: 'eve' })

const nameless = (startedAtNs: bigint, track: string) =>
  Object.fromEntries(
    Object.entries(
      trackFiles({ room: 'r', identity: 'ann', source: 'camera', track, startedAtNs, seconds: 60 }),
    ).map(([key, text]) => [
      key.replace('/RM_1/', '/'),
      text.replace('"room_id":"RM_1",', '').replaceAll('/RM_1/', '/'),
    ]),
  )
const idOf = async (): Promise<string> => {
  const [row] = await lesson.catalog.all<{ session_id: string }>('SELECT session_id FROM sessions')
  return row!.session_id
}
const tier = (tierId: string, name: string) =>
  createTier(lesson.catalog, SESSION, { tierId, name, author: 'eve' })
const names = async (): Promise<string[]> =>
  (await readAnnotations(lesson.catalog, SESSION)).tiers.map(({ name }) => name)

describe('an annotation', () => {
  it('is read back as it was made, fixed to its lane and alignment', async () => {
    const made = await mark(lesson.catalog, {
      annotationId: 'a1',
      startUs: 20_000_000,
      endUs: 21_500_000,
      label: 'guess',
      body: 'a half, then a third',
      laneId: 'bob/camera',
    })
    expect(made).toMatchObject({
      startUs: 20_000_000,
      endUs: 21_500_000,
      label: 'guess',
      author: 'eve',
      anchor: { identity: 'bob', source: 'camera', movedUs: 0, isPlaced: true },
    })
    expect(made.anchor.endMediaUs! - made.anchor.startMediaUs!).toBe(1_500_000)
    expect(await readOne(lesson.catalog, 'a1')).toEqual(made)
  })

  it('sent twice is one', async () => {
    const first = await mark(lesson.catalog, { annotationId: 'a1', startUs: 1_000_000, label: 'once' })
    expect(await mark(lesson.catalog, { annotationId: 'a1', startUs: 2_000_000, label: 'twice' })).toEqual(
      first,
    )
    expect((await readAnnotations(lesson.catalog, SESSION)).annotations).toHaveLength(1)
  })

  it('stands on its frame when its recording is moved', async () => {
    const made = await mark(lesson.catalog, { annotationId: 'a1', startUs: 20_000_000, laneId: 'bob/camera' })
    await mark(lesson.catalog, { annotationId: 'a2', startUs: 20_000_000, laneId: 'ann/camera' })
    await nudge('bob/camera', 500_000)
    const moved = await readOne(lesson.catalog, 'a1')
    expect(moved.startUs).toBe(20_500_000)
    expect(moved.anchor).toMatchObject({ startMediaUs: made.anchor.startMediaUs, movedUs: 500_000 })
    expect((await readOne(lesson.catalog, 'a2')).anchor.movedUs).toBe(0)
  })

  it('keeps its moment of the session’s own clock when the epoch moves', async () => {
    await mark(lesson.catalog, { annotationId: 'late', startUs: 90_000_000 })
    await nudge('ann/camera', -500_000)
    const late = await readOne(lesson.catalog, 'late')
    expect(late.anchor).toMatchObject({ recordingId: null, isPlaced: true })
    expect(late.startUs).toBe(90_500_000)
  })

  it('of an older alignment is refused, made or moved, and a new label is not', async () => {
    await mark(lesson.catalog, { annotationId: 'a1', startUs: 20_000_000 })
    const { clockVersion } = await readAnnotations(lesson.catalog, SESSION)
    await nudge('bob/camera', 500_000)
    await expect(
      mark(lesson.catalog, { annotationId: 'a2', startUs: 1_000_000, clockVersion }),
    ).rejects.toMatchObject({ code: 'clock_moved' })
    await expect(
      changeAnnotation(lesson.catalog, 'a1', { startUs: 3_000_000, clockVersion }),
    ).rejects.toMatchObject({ code: 'clock_moved' })
    expect(await changeAnnotation(lesson.catalog, 'a1', { label: 'new' })).toMatchObject({ label: 'new' })
  })

  it('moved to another time is fixed anew, in its lane', async () => {
    await mark(lesson.catalog, { annotationId: 'a1', startUs: 20_000_000, laneId: 'bob/camera' })
    const { clockVersion } = await readAnnotations(lesson.catalog, SESSION)
    const change = { startUs: 30_000_000, endUs: 31_000_000, clockVersion }
    const moved = await changeAnnotation(lesson.catalog, 'a1', change)
    expect(moved).toMatchObject({ startUs: 30_000_000, anchor: { identity: 'bob', movedUs: 0 } })
    expect(moved.anchor.endMediaUs! - moved.anchor.startMediaUs!).toBe(1_000_000)
    await expect(
      changeAnnotation(lesson.catalog, 'a1', { endUs: 29_000_000, clockVersion }),
    ).rejects.toMatchObject({ code: 'span_reversed' })
  })

  it('taken back keeps its row, and is put back as it was', async () => {
    const made = await mark(lesson.catalog, { annotationId: 'a1', startUs: 20_000_000 })
    await deleteAnnotation(lesson.catalog, 'a1')
    await deleteAnnotation(lesson.catalog, 'a1')
    expect((await readAnnotations(lesson.catalog, SESSION)).annotations).toEqual([])
    await expect(mark(lesson.catalog, { annotationId: 'a1', startUs: 1 })).rejects.toMatchObject({
      code: 'annotation_deleted',
    })
    expect(await restoreAnnotation(lesson.catalog, 'a1')).toEqual(made)
    await expect(restoreAnnotation(lesson.catalog, 'none')).rejects.toMatchObject({
      code: 'annotation_missing',
    })
  })
})

describe('an ingest', () => {
  it('keeps what was marked, also while its media are away', async () => {
    const made = await mark(lesson.catalog, { annotationId: 'a1', startUs: 20_000_000, laneId: 'bob/camera' })
    await lesson.ingest()
    expect(await readOne(lesson.catalog, 'a1')).toEqual(made)
    for (const key of Object.keys(BOB)) await lesson.remove(key)
    await lesson.ingest()
    expect(await readOne(lesson.catalog, 'a1')).toMatchObject({
      startUs: 20_000_000,
      anchor: { recordingId: null, isPlaced: false, startMediaUs: made.anchor.startMediaUs },
    })
    await lesson.put(BOB)
    await lesson.ingest()
    expect(await readOne(lesson.catalog, 'a1')).toEqual(made)
  })

  it('that gives the session another id takes it along, with its tier', async () => {
    for (const key of [...Object.keys(ANN), ...Object.keys(BOB)]) await lesson.remove(key)
    await lesson.put(nameless(START_NS, 'ONE'))
    await lesson.ingest()
    const before = await idOf()
    const { clockVersion } = await readAnnotations(lesson.catalog, before)
    await createTier(lesson.catalog, before, { tierId: 't1', name: 'strategy', author: 'eve' })
    const made = await createAnnotation(lesson.catalog, before, {
      annotationId: 'a1',
      tierId: 't1',
      startUs: 20_000_000,
      endUs: 20_000_000,
      clockVersion,
      author: 'eve',
    })
    await lesson.put(nameless(START_NS - 600_000_000_000n, 'TWO'))
    await lesson.ingest()
    const after = await idOf()
    expect(after).not.toBe(before)
    const { tiers, annotations } = await readAnnotations(lesson.catalog, after)
    expect(tiers).toMatchObject([{ tierId: 't1' }])
    expect(annotations).toMatchObject([
      { annotationId: 'a1', anchor: { isPlaced: true, movedUs: 600_000_000 } },
    ])
    expect(annotations[0]!.anchor.startMediaUs).toBe(made.anchor.startMediaUs)
  })
})

describe('a tier', () => {
  it('stands where it was put, under the name it was given', async () => {
    await tier('t1', 'strategy')
    await tier('t2', 'affect')
    await tier('t2', 'affect again')
    expect(await names()).toEqual(['strategy', 'affect'])
    await changeTier(lesson.catalog, 't2', { position: 0, name: 'mood' })
    expect(await names()).toEqual(['mood', 'strategy'])
    await changeTier(lesson.catalog, 't2', { position: 9 })
    expect(await names()).toEqual(['strategy', 'mood'])
  })

  it('taken back hides what is in it, and brings it back', async () => {
    await tier('t1', 'strategy')
    const made = await mark(lesson.catalog, { annotationId: 'a1', startUs: 20_000_000, tierId: 't1' })
    await mark(lesson.catalog, { annotationId: 'm1', startUs: 10_000_000 })
    await deleteTier(lesson.catalog, 't1')
    expect(await readAnnotations(lesson.catalog, SESSION)).toMatchObject({
      tiers: [],
      annotations: [{ annotationId: 'm1' }],
    })
    await expect(
      mark(lesson.catalog, { annotationId: 'a2', startUs: 0, tierId: 't1' }),
    ).rejects.toMatchObject({
      code: 'tier_missing',
    })
    await restoreTier(lesson.catalog, 't1')
    expect(await readOne(lesson.catalog, 'a1')).toEqual(made)
  })
})

it('reads a hundred thousand annotations in one go, by time', async () => {
  const { clockVersion } = await readAnnotations(lesson.catalog, SESSION)
  const now = new Date()
  const [file] = await lesson.catalog.all<{ source_id: string; object_key: string }>(
    "SELECT source_id, object_key FROM recordings WHERE identity = 'bob'",
  )
  const rows = Array.from({ length: 100_000 }, (_, index) => ({
    annotation_id: `a${index}`,
    session_id: SESSION,
    ...file,
    stream_index: 0,
    start_media_us: (index * 7919) % 40_000_000,
    end_media_us: ((index * 7919) % 40_000_000) + 1000,
    start_us: 0,
    end_us: 0,
    epoch_us: 0,
    clock_version: clockVersion,
    author: 'eve',
    created_at: now,
    changed_at: now,
  }))
  await lesson.catalog.append('annotations', rows)
  const { annotations } = await readAnnotations(lesson.catalog, SESSION)
  expect(annotations).toHaveLength(100_000)
  expect(
    annotations.every((one, index) => index === 0 || annotations[index - 1]!.startUs <= one.startUs),
  ).toBe(true)
  await mark(lesson.catalog, { annotationId: 'one more', startUs: 5_000_000 })
  expect(await readOne(lesson.catalog, 'one more')).toMatchObject({ startUs: 5_000_000 })
})
