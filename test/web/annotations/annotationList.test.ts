import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chooseTier,
  countByFilter,
  filterAnnotations,
  findNeighbour,
  listCodes,
  MARKERS,
  positionAt,
  suggestCodes,
} from '../../../app/web/annotations/annotationList.ts'
import { describeAnchor } from '../../../app/web/annotations/anchorText.ts'
import { makeSession } from '../makeSession.ts'
import { makeMark, makeSet } from './makeMarks.ts'

const S = 1e6
const marks = [
  makeMark('a', 1 * S, { label: 'first idea' }),
  makeMark('b', 2 * S, { tierId: 't1', label: 'compare', endUs: 5 * S }),
  makeMark('c', 2 * S, { tierId: 't1', label: 'guess', body: 'as Leo does', endUs: 9 * S }),
  makeMark('d', 8 * S, { tierId: 't2', label: 'compare', endUs: 9 * S }),
]
const from = (t: number, chosen: string | undefined, direction: 1 | -1): string | undefined =>
  findNeighbour(marks, { t, chosen, direction })?.annotationId
const ids = (list: readonly { annotationId: string }[]): string =>
  list.map((one) => one.annotationId).join('')

describe('the list of annotations', () => {
  it('shows all, the markers, or one tier, with every word of the search', () => {
    expect(filterAnnotations(marks, { tier: '', text: ' ' })).toBe(marks)
    expect(ids(filterAnnotations(marks, { tier: MARKERS, text: '' }))).toBe('a')
    expect(ids(filterAnnotations(marks, { tier: 't1', text: '' }))).toBe('bc')
    expect(ids(filterAnnotations(marks, { tier: '', text: 'LEO guess' }))).toBe('c')
  })

  it('counts what each filter would show', () => {
    expect(Object.fromEntries(countByFilter(marks))).toEqual({ '': 4, markers: 1, t1: 2, t2: 1 })
  })

  it('knows where a time falls', () => {
    assert(
      property(array(integer({ min: 0, max: 50 })), integer({ min: -1, max: 51 }), (times, t) => {
        const list = times.toSorted((a, b) => a - b).map((at, index) => makeMark(String(index), at))
        expect(positionAt(list, t)).toBe(list.filter((one) => one.startUs <= t).length - 1)
      }),
    )
  })
})

describe('going from mark to mark', () => {
  it('passes those that begin together one by one', () => {
    expect(from(0, undefined, 1)).toBe('a')
    expect(from(1.5 * S, undefined, 1)).toBe('b')
    expect(from(2 * S, 'b', 1)).toBe('c')
    expect(from(2 * S, 'c', 1)).toBe('d')
    expect(from(8 * S, 'd', 1)).toBeUndefined()
    expect(from(8 * S, 'd', -1)).toBe('c')
    expect(from(7 * S, 'a', -1)).toBe('c')
  })
})

describe('a codebook', () => {
  it('is the labels of a tier, the most used first', () => {
    const used = [...marks, makeMark('e', 9 * S, { tierId: 't1', label: 'guess' })]
    expect(listCodes(used, 't1')).toEqual(['guess', 'compare'])
    expect(listCodes(used, null)).toEqual(['first idea'])
  })

  it('offers what begins as typed before what contains it, never the word itself', () => {
    const codes = ['explain to peer', 'compare', 'peer review', 'guess']
    expect(suggestCodes(codes, 'PEER')).toEqual(['peer review', 'explain to peer'])
    expect(suggestCodes(codes, 'guess')).toEqual([])
    expect(suggestCodes(codes, '')).toEqual(codes)
  })
})

describe('the tier a segment is annotated on', () => {
  it('is the one shown, else the only one, else none', () => {
    const set = makeSet(marks)
    expect(chooseTier(set, 't2')).toBe('t2')
    expect(chooseTier(set, '')).toBeNull()
    expect(chooseTier({ tiers: set.tiers.slice(0, 1) }, '')).toBe('t1')
    expect(chooseTier({ tiers: set.tiers.slice(0, 1) }, MARKERS)).toBeNull()
    expect(chooseTier({ tiers: [] }, 'gone')).toBeNull()
  })
})

describe('what a mark is fixed to', () => {
  const { people } = makeSession()
  const anchored = (changes: object) => {
    const mark = makeMark('a', 0)
    return describeAnchor({ anchor: { ...mark.anchor, startMediaUs: 684_366_000, ...changes } }, people)
  }

  it('is told by person, source and time in the file', () => {
    expect(anchored({})).toBe('on Leo’s camera, 0:11:24.366 of the file')
    expect(anchored({ movedUs: 500_000 })).toBe(
      'on Leo’s camera, 0:11:24.366 of the file; moved +500 ms by re-alignment since',
    )
  })

  it('is never guessed', () => {
    expect(anchored({ recordingId: null })).toMatch(/^on the session’s own clock/)
    expect(anchored({ isPlaced: false })).toMatch(/^not placed any more: Leo’s camera/)
  })
})
