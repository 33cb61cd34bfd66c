import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dragAnnotation,
  hitAnnotation,
  indexAnnotations,
  spanOfNew,
} from '../../../app/web/timeline/annotationTracks.ts'
import { micros, type Span } from '../../../core/time/index.ts'
import { lesson } from './harness/lesson.ts'
import { makeAnnotations } from './harness/review.ts'

const session = lesson()
const set = makeAnnotations(session, 400)
const tracks = indexAnnotations(set, session.people)
const span = (start: number, end: number): Span => ({ start: micros(start), end: micros(end) })

describe('annotations as tracks', () => {
  it('puts every annotation on the row of its tier, markers on theirs', () => {
    const onTiers = tracks.tiers.reduce((sum, { items }) => sum + items.length, 0)
    expect(onTiers + tracks.markers.items.length).toBe(set.annotations.length)
    expect(tracks.markers.items.every(({ tierId }) => tierId === null)).toBe(true)
    expect(tracks.tiers.map(({ person }) => person)).toEqual([undefined, 0, 1, undefined])
  })

  it('offers every edge to snap to, ascending', () => {
    expect(tracks.edges.length).toBe(set.annotations.length * 2)
    expect(tracks.edges).toEqual(tracks.edges.toSorted())
  })

  it('finds the chosen one by its id', () => {
    const last = set.annotations.at(-1)!
    expect(tracks.find(last.annotationId)).toBe(last)
    expect(tracks.find('nothing')).toBeUndefined()
  })
})

describe('what is under the pointer', () => {
  const tier = tracks.tiers[0]!
  const one = tier.items[10]!
  const scale = { view: span(one.startUs - 1e6, one.endUs + 1e6), widthPx: 1000 }
  const xAt = (time: number): number =>
    ((time - scale.view.start) / (scale.view.end - scale.view.start)) * 1000
  const level = tier.spans.level[10]!

  it('is an edge of a chip near its ends and its body between', () => {
    expect(hitAnnotation(tier, scale, xAt(one.startUs) + 2, level)).toEqual({
      annotation: one,
      part: 'start',
    })
    expect(hitAnnotation(tier, scale, xAt(one.endUs) - 2, level)).toEqual({ annotation: one, part: 'end' })
    const middle = (one.startUs + one.endUs) / 2
    expect(hitAnnotation(tier, scale, xAt(middle), level)).toEqual({ annotation: one, part: 'body' })
  })

  it('is nothing where no chip is', () => {
    const { end } = scale.view
    const away = { view: span(end + 1e12, end + 2e12), widthPx: 1000 }
    expect(hitAnnotation(tier, away, 500)).toBeUndefined()
  })

  it('is a marker from a little beside it', () => {
    const mark = tracks.markers.items[0]!
    const around = { view: span(mark.startUs - 5e5, mark.startUs + 5e5), widthPx: 1000 }
    expect(hitAnnotation(tracks.markers, around, 503)).toEqual({ annotation: mark, part: 'body' })
    expect(hitAnnotation(tracks.markers, around, 520)).toBeUndefined()
  })
})

describe('a drag of an annotation', () => {
  const durationUs = 1e9
  const times = fc.integer({ min: -1e8, max: 1.1e9 })

  it('moves it whole, or one edge never past the other, and stays in the session', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9e8 }),
        fc.integer({ min: 20_000, max: 1e8 }),
        times,
        times,
        fc.constantFrom('start' as const, 'end' as const, 'body' as const),
        (startUs, length, grabbed, time, part) => {
          const before = { startUs, endUs: startUs + length }
          const after = dragAnnotation(before, part, { grabbed, time, durationUs })
          expect(after.start).toBeGreaterThanOrEqual(0)
          expect(after.end).toBeLessThanOrEqual(durationUs)
          if (part === 'body') expect(after.end - after.start).toBe(length)
          else expect(after.end - after.start).toBeGreaterThanOrEqual(20_000)
          if (part === 'start') expect(after.end).toBe(before.endUs)
          if (part === 'end') expect(after.start).toBe(before.startUs)
        },
      ),
    )
  })

  it('keeps a point a point', () => {
    const moved = dragAnnotation({ startUs: 5e6, endUs: 5e6 }, 'body', { grabbed: 0, time: 1e6, durationUs })
    expect(moved).toEqual(span(6e6, 6e6))
  })
})

describe('a new annotation', () => {
  it('takes the segment it lies in, else two seconds within the session', () => {
    expect(spanOfNew(micros(5e6), span(4e6, 9e6), 1e9)).toEqual(span(4e6, 9e6))
    expect(spanOfNew(micros(15e6), span(4e6, 9e6), 1e9)).toEqual(span(15e6, 17e6))
    expect(spanOfNew(micros(999e6), undefined, 1e9)).toEqual(span(998e6, 1e9))
    expect(spanOfNew(micros(1), undefined, 1e6)).toEqual(span(0, 1e6))
  })
})
