import { describe, expect, it } from 'vitest'
import { fixTimes, refitTimes } from '../../../app/web/annotations/refit.ts'
import { refitWrite, subjectOf, type Write } from '../../../app/web/annotations/writes.ts'
import { applyWrites } from '../../../app/web/api/annotationWrites.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { makeSession } from '../makeSession.ts'
import { makeMark, makeSet } from './makeMarks.ts'

const S = 1e6
const session = makeSession()

/** The session after an alignment that moved all of Leo's by half a second. */
const moved: SessionDetail = {
  ...session,
  clockVersion: '2',
  lanes: session.lanes.map((lane) =>
    lane.identity === 'leo'
      ? {
          ...lane,
          recordings: lane.recordings.map((recording) => ({
            ...recording,
            placement: recording.placement && {
              ...recording.placement,
              offsetUs: recording.placement.offsetUs + 500_000,
            },
          })),
        }
      : lane,
  ),
}

describe('times read on an alignment that has moved', () => {
  it('stay on their frame', () => {
    const times = { startUs: 10 * S, endUs: 12 * S }
    const fixed = fixTimes(session, times, 'leo/camera')
    expect(fixed).toEqual({ recordingId: 'leo1', startMediaUs: 10 * S, endMediaUs: 12 * S })
    expect(refitTimes(moved, times, fixed)).toEqual({ startUs: 10.5 * S, endUs: 12.5 * S })
  })

  it('are left as they are where nothing says where their media went', () => {
    const times = { startUs: 10 * S, endUs: 10 * S }
    expect(refitTimes(moved, times, undefined)).toEqual(times)
    expect(refitTimes(moved, times, { recordingId: 'gone', startMediaUs: 0, endMediaUs: 0 })).toEqual(times)
  })

  it('are sent again with the clock they are true of', () => {
    const write: Write = {
      kind: 'create',
      annotation: { annotationId: 'a', tierId: null, startUs: 10 * S, endUs: 10 * S, clockVersion: '1' },
      fixed: fixTimes(session, { startUs: 10 * S, endUs: 10 * S }, 'leo/camera'),
    }
    expect(refitWrite(write, moved)).toMatchObject({
      annotation: { startUs: 10.5 * S, endUs: 10.5 * S, clockVersion: '2' },
    })
    const rename: Write = { kind: 'change', annotationId: 'a', change: { label: 'x' } }
    expect(refitWrite(rename, moved)).toBe(rename)
  })
})

describe('writes that are not taken yet', () => {
  const set = makeSet([makeMark('a', 1 * S), makeMark('b', 2 * S, { tierId: 't1' })])
  const create: Write = {
    kind: 'create',
    annotation: { annotationId: 'c', tierId: null, startUs: 1.5 * S, endUs: 1.5 * S, clockVersion: '1' },
  }

  it('show as if they were, in their order', () => {
    const shown = applyWrites(set, [
      create,
      { kind: 'change', annotationId: 'c', change: { label: 'idea' } },
      { kind: 'delete', annotationId: 'a' },
    ])
    expect(shown.annotations.map(({ annotationId, label }) => [annotationId, label])).toEqual([
      ['c', 'idea'],
      ['b', ''],
    ])
    expect(set.annotations.length).toBe(2)
  })

  it('show tiers made, renamed, moved and taken back', () => {
    const shown = applyWrites(set, [
      { kind: 'createTier', tier: { tierId: 't3', name: 'gaze' } },
      { kind: 'changeTier', tierId: 't2', change: { name: 'speech' } },
      { kind: 'changeTier', tierId: 't3', change: { position: 0 } },
      { kind: 'deleteTier', tierId: 't1' },
    ])
    expect(shown.tiers.map((tier) => tier.name)).toEqual(['gaze', 'speech'])
    expect(shown.annotations.map((one) => one.annotationId)).toEqual(['a'])
  })

  it('survive as text, as they are kept in the browser', () => {
    const [back] = JSON.parse(JSON.stringify([create])) as Write[]
    expect(applyWrites(set, [back!])).toEqual(applyWrites(set, [create]))
    expect(subjectOf(back!)).toBe('c')
  })
})
