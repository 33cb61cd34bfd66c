import { describe, expect, it } from 'vitest'
import { describeAlign, isAlignOf } from '../../../app/web/clocks/alignWords.ts'
import { formatClocks, parseClocks, sortedBy } from '../../../app/web/clocks/clockView.ts'
import { countEdges, isKept, listEdges, sortEdges } from '../../../app/web/clocks/edgeRows.ts'
import { listClockRows, sortClockRows } from '../../../app/web/clocks/recordingRows.ts'
import {
  describeEvidenceOf,
  describeGroup,
  describeMoves,
  formatDrift,
  formatMove,
  formatPlaced,
  formatSure,
  guessAlign,
  nameEdge,
} from '../../../app/web/clocks/words.ts'
import type { RecordingMove } from '../../../core/protocol/clock.ts'
import { makeClockGraph, makeClockSession } from '../makeClockGraph.ts'

const graph = makeClockGraph()
const session = makeClockSession(graph)
const edits = { mute: [], unmute: [] }
const move = (changes: Partial<RecordingMove>): RecordingMove => ({
  recordingId: 'zoe',
  byUs: 0,
  fromSigmaUs: 45_000,
  toSigmaUs: 45_000,
  fromGrade: 'B',
  toGrade: 'B',
  ...changes,
})

const named = (id: string): string =>
  nameEdge(
    graph,
    graph.edges.find((edge) => edge.edgeId === id)!,
  )

describe('the words', () => {
  it('say numbers with their σ, and what is not known as that', () => {
    expect([400, 6_000, 45_200, 900_000, 999_600].map(formatSure)).toEqual([
      '<1 ms',
      '6 ms',
      '45 ms',
      '900 ms',
      '1.0 s',
    ])
    expect([753_000, -361_000, 200, 1_204_000, -75e6].map(formatMove)).toEqual([
      '+0.753 s',
      '−361 ms',
      '0 ms',
      '+1.204 s',
      '−75 s',
    ])
    expect(formatDrift(18.2, 0.1)).toBe('+18.2 ± 0.1 ppm')
    expect(formatDrift(-11.44, 0.02)).toBe('−11.44 ± 0.02 ppm')
    expect(formatDrift(0, null)).toBe('not known')
  })

  it('say a start as a span where a time would be a guess', () => {
    const wall = Date.UTC(2025, 5, 11, 15, 32) * 1000
    expect(formatPlaced(wall, 900_000, 'UTC')).toBe('15:32:00.000')
    expect(formatPlaced(wall, 30e6, 'UTC')).toBe('15:31 to 15:33')
    expect(formatPlaced(wall, 30e6, 'Europe/Berlin')).toBe('17:31 to 17:33')
    expect(formatPlaced(null, null, 'UTC')).toBe('not placed')
  })

  it('say what a place rests on', () => {
    expect(graph.recordings.map(describeEvidenceOf)).toEqual([
      'EgressInfo, 4 sounds',
      '4 sounds, 312 log echoes',
      '3 sounds (1 disagrees)',
      '3 sounds',
      '3 sounds',
      'log echo: sound refused (headset)',
      'EgressInfo',
      'path time only: not aligned',
    ])
  })

  it('name an edge by both its recordings, or the wall clock', () => {
    expect(named('ben-leo')).toBe('Ben’s microphone ↔ Leo’s microphone')
    expect(named('ben-mia2')).toBe('Ben’s microphone ↔ Mia’s microphone (2)')
    expect(named('manifest_a-leo')).toBe('Leo’s microphone ↔ wall clock')
  })

  it('say what changes would do', () => {
    expect(describeMoves(3, undefined)).toBe('3 changes not applied')
    expect(describeMoves(3, [move({ byUs: -361_000 }), move({ byUs: 2_000 }), move({})])).toBe(
      '3 changes not applied: moves 2 recordings, at most 361 ms',
    )
    expect(describeMoves(1, [move({})])).toBe('1 change not applied: moves nothing')
    expect(describeMoves(1, [move({ toGrade: 'C' })])).toBe(
      '1 change not applied: moves nothing, 1 grade changes',
    )
  })

  it('say how much hangs together', () => {
    expect(describeGroup(graph)).toEqual({ text: '5 of 8 in one group · p95 34 ms', tone: 'warn' })
    const apart = graph.recordings.map((recording) => ({ ...recording, component: null }))
    expect(describeGroup({ recordings: apart, expectedErrorUs: null }).text).toBe('no content links them')
  })

  it('guess how long aligning takes, and say what it came to', () => {
    expect([60e6, 6_000e6 * 3, 144_000e6].map(guessAlign)).toEqual([
      'a few seconds',
      '30 seconds',
      '4 minutes',
    ])
    const pairs = { compared: 12, cached: 3, accepted: 12, refused: 3 }
    expect(describeAlign({ pairs, moves: [move({ byUs: 1_204_000 })] })).toBe(
      '12 of 15 pairs agree, 1 recording moved, at most 1.204 s',
    )
    expect(isAlignOf({ title: 'x', result: { sessionId: 'RM_1' } }, session)).toBe(true)
    expect(isAlignOf({ title: 'x', result: null }, session)).toBe(false)
  })
})

describe('the table of edges', () => {
  const rows = listEdges(graph, edits)
  const ids = (key: 'state' | 'sigma' | 'off', descending = false): string[] =>
    sortEdges(rows, { key, descending }).map(({ edge }) => edge.edgeId)

  it('begins with what disagrees, and sorts by each column', () => {
    expect(ids('state').slice(0, 2)).toEqual(['ben-zoe', 'ada-leo'])
    expect(ids('sigma')[0]).toBe('ada-leo')
    expect(ids('off')[0]).toBe('ben-zoe')
    expect(ids('sigma', true)).not.toEqual(ids('sigma'))
  })

  it('keeps a kind, a state, a person', () => {
    const kept = (filter: Partial<Parameters<typeof isKept>[1]>): string[] =>
      rows
        .filter((row) => isKept(row, { kind: undefined, state: undefined, who: undefined, ...filter }))
        .map(({ edge }) => edge.edgeId)
    expect(kept({ state: 'disagrees' })).toEqual(['ben-zoe'])
    expect(kept({ kind: 'log_echo' })).toEqual(['zoe-screen'])
    expect(kept({ who: 'screen' })).toEqual(['zoe-screen', 'ada-screen', 'egress_info-screen'])
    expect(countEdges(rows).kinds[0]).toEqual(['audio_match', 8])
  })
})

describe('the table of recordings', () => {
  it('says how far each lies from what its file says, its steps in session time, and what a change does', () => {
    const rows = listClockRows(graph, session, [move({ byUs: 361_000 }), move({ recordingId: 'mia' })])
    const of = (id: string) => rows.find((row) => row.recording.recordingId === id)!
    expect(of('ada').movedUs).toBe(753_000)
    expect(of('ann').movedUs).toBeUndefined()
    expect(of('ben').steps).toEqual(['+342 ms at 0:16:02'])
    expect(of('mia2').source).toBe('microphone (2)')
    expect(of('zoe').move?.byUs).toBe(361_000)
    expect(of('mia').move).toBeUndefined()
  })

  it('sorts what is worst first', () => {
    const rows = listClockRows(graph, session)
    const ids = (key: 'moved' | 'sigma' | 'grade'): string =>
      sortClockRows(rows, { key, descending: false })[0]!.recording.recordingId
    expect([ids('moved'), ids('sigma'), ids('grade')]).toEqual(['ben', 'ann', 'ann'])
  })
})

describe('the address', () => {
  it.each([
    '',
    '?edge=ben-leo&who=leo&list=table&kind=audio_match&state=disagrees&utc=1&edges=-sigma&sort=moved',
    '?mark=ada+leo',
    '?rec=leo&utc=0',
  ])('%s is read and written', (search) => expect(formatClocks(parseClocks(search))).toBe(search))

  it('falls back where it is wrong', () => {
    expect(formatClocks(parseClocks('?list=x&state=y&edges=z&sort=-q'))).toBe('')
    expect(sortedBy({ key: 'sigma', descending: false }, 'sigma').descending).toBe(true)
    expect(sortedBy({ key: 'sigma', descending: true }, 'kind')).toEqual({ key: 'kind', descending: false })
  })
})
