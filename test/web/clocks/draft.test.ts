import { describe, expect, it } from 'vitest'
import {
  addMark,
  countChanges,
  fitDraft,
  NO_CHANGES,
  parseDraft,
  toEdits,
  toggleMark,
  toggleMute,
  type DraftMark,
} from '../../../app/web/clocks/draft.ts'
import { makeEdge } from '../makeClockGraph.ts'

const edge = makeEdge({ edgeId: 'e', from: 'media:a', to: 'media:b' })
const muted = { ...edge, muted: { muteId: 'm', note: null, author: 'ada', createdWallUs: 0 } }
const mark: DraftMark = {
  draftId: 'd1',
  fromRecordingId: 'a',
  fromMediaUs: 1,
  toRecordingId: 'b',
  toMediaUs: 2,
  sigmaUs: 30_000,
}

describe('changes in hand', () => {
  it('mute and unmute, and twice is as it was', () => {
    const once = toggleMute(NO_CHANGES, edge)
    expect(once.mute).toEqual(['e'])
    expect(toggleMute(once, edge)).toEqual(NO_CHANGES)
    expect(toggleMute(NO_CHANGES, muted).unmute).toEqual(['e'])
    expect(toggleMute(toggleMute(NO_CHANGES, muted), muted)).toEqual(NO_CHANGES)
  })

  it('take out a mark of their own, withdraw one that is written', () => {
    const added = addMark(NO_CHANGES, mark)
    expect(countChanges(added)).toBe(1)
    expect(toggleMark(added, 'd1')).toEqual(NO_CHANGES)
    expect(toggleMark(added, 'written').withdrawMarks).toEqual(['written'])
  })

  it('are sent without what is the page’s own', () => {
    const { draftId: _page, ...sent } = mark
    expect(toEdits({ ...addMark(NO_CHANGES, mark), note: '  slept ' })).toEqual({
      mute: [],
      unmute: [],
      marks: [sent],
      withdrawMarks: [],
      note: 'slept',
    })
    expect('note' in toEdits(NO_CHANGES)).toBe(false)
  })

  it('leave out what the graph has no longer', () => {
    const draft = { ...addMark(toggleMute(NO_CHANGES, edge), mark), withdrawMarks: ['w'] }
    const known = { edges: new Set(['e']), marks: new Set(['w']), recordings: new Set(['a', 'b']) }
    expect(fitDraft(draft, known)).toBe(draft)
    expect(countChanges(fitDraft(draft, { ...known, edges: new Set() }))).toBe(2)
    expect(fitDraft(draft, { ...known, recordings: new Set(['a']) }).marks).toEqual([])
  })

  it('survive a tab, and nothing else does', () => {
    const draft = addMark(toggleMute(NO_CHANGES, edge), mark)
    expect(parseDraft(JSON.stringify(draft))).toEqual(draft)
    for (const text of [null, '', '{', '7', '{"mute":1}']) expect(parseDraft(text)).toEqual(NO_CHANGES)
  })
})
