import { array, assert, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dropAnnotation,
  dropTier,
  moveTier,
  putAnnotation,
  putTier,
} from '../../../app/web/api/annotationSet.ts'
import type { Annotation, AnnotationSet } from '../../../core/protocol/review.ts'

const EMPTY: AnnotationSet = { clockVersion: 'v', tiers: [], annotations: [] }

const annotation = (id: number, startUs: number, tierId: string | null = null): Annotation => ({
  annotationId: `a${id}`,
  tierId,
  startUs,
  endUs: startUs,
  label: '',
  body: '',
  author: 'eve',
  createdWallUs: 0,
  changedWallUs: 0,
  anchor: {
    recordingId: null,
    identity: null,
    source: null,
    startMediaUs: null,
    endMediaUs: null,
    clockVersion: 'v',
    movedUs: 0,
    isPlaced: true,
  },
})

const tier = (tierId: string, name = tierId) => ({
  tierId,
  name,
  identity: null,
  parentTierId: null,
  author: null,
})

describe('cached annotations', () => {
  it('stay in the order of the server, one of each id, whatever is put', () => {
    const puts = array(record({ id: integer({ min: 0, max: 9 }), at: integer({ min: 0, max: 20 }) }))
    assert(
      property(puts, (list) => {
        const set = list.reduce((now, { id, at }) => putAnnotation(now, annotation(id, at)), EMPTY)
        const last = new Map(list.map(({ id, at }) => [`a${id}`, at]))
        const expected = [...last].toSorted(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1))
        expect(set.annotations.map((one) => [one.annotationId, one.startUs])).toEqual(expected)
      }),
    )
  })

  it('lose what is dropped, and a tier with all that is in it', () => {
    const all = [annotation(1, 1, 't'), annotation(2, 2), annotation(3, 3)].reduce(
      putAnnotation,
      putTier(EMPTY, tier('t')),
    )
    expect(dropAnnotation(all, 'a3').annotations).toHaveLength(2)
    expect(dropTier(all, 't')).toMatchObject({ tiers: [], annotations: [{ annotationId: 'a2' }, {}] })
  })

  it('keep a renamed tier in its place, and move one where it is put', () => {
    const three = ['x', 'y', 'z'].map((id) => tier(id)).reduce(putTier, EMPTY)
    expect(putTier(three, tier('y', 'new')).tiers.map(({ name }) => name)).toEqual(['x', 'new', 'z'])
    expect(moveTier(three, 'z', 0).tiers.map(({ tierId }) => tierId)).toEqual(['z', 'x', 'y'])
    expect(moveTier(three, 'none', 0)).toBe(three)
  })
})
