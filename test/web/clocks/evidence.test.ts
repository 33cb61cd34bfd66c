import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkMark, matchingMoment } from '../../../app/web/clocks/marks.ts'
import { correlationPath, heights, wavePath } from '../../../app/web/clocks/plotPaths.ts'
import { dotsOf, levelsOf, residualRange, stepsBetween, ticksOf } from '../../../app/web/clocks/residuals.ts'
import { pairSession, soloSession } from '../../../app/web/clocks/soloSession.ts'
import { mapOf, offsetAt, sessionTime } from '../../../app/web/clocks/times.ts'
import { mediaTimeAt, sessionTimeAt } from '../../../app/web/playback/laneFrames.ts'
import { makeClockGraph, makeClockSession, makeEdge } from '../makeClockGraph.ts'
import { makeEvidence } from '../makeEvidence.ts'

const graph = makeClockGraph()
const session = makeClockSession(graph)
const edge = graph.edges.find(({ edgeId }) => edgeId === 'ben-leo')!
const { windows } = makeEvidence('ben-leo')

describe('two recordings as an edge relates them', () => {
  it('meet at the match, and wherever else the edge says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000_000, max: 5_000_000 }),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.integer({ min: 0, max: 1_400_000_000 }),
        (offsetUs, fromUs, ratePpm, at) => {
          const pair = { fromRecordingId: 'ben', toRecordingId: 'leo', offsetUs, fromUs, ratePpm }
          const [from, to] = pairSession(session, pair)!.lanes.map((lane) => lane.recordings[0]!.placement!)
          const t = sessionTimeAt(from!, at)
          const wanted = at + offsetUs + (ratePpm * (at - fromUs)) / 1e6
          expect(Math.abs(mediaTimeAt(to!, t) - wanted)).toBeLessThan(1)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are two lanes though they are of one, and none where one is not there', () => {
    const pair = { fromRecordingId: 'mia', toRecordingId: 'mia2', offsetUs: 0, fromUs: 0, ratePpm: 0 }
    expect(pairSession(session, pair)!.lanes.map((lane) => lane.laneId)).toEqual(['mia', 'mia2'])
    expect(pairSession(session, { ...pair, toRecordingId: 'nobody' })).toBeUndefined()
    expect(soloSession(session, 'leo')!.lanes[0]!.recordings[0]!.placement!.startUs).toBe(0)
    // What nothing places can be seen and heard all the same.
    expect(soloSession(session, 'ann')!.durationUs).toBeGreaterThan(0)
  })
})

describe('the offset at a moment', () => {
  it('is of the piece that holds it', () => {
    expect(offsetAt(edge, 100e6)).toBe(-1_204_000)
    expect(offsetAt(edge, 1_300e6)).toBe(-862_000)
    const drifting = makeEdge({
      edgeId: 'd',
      from: 'media:a',
      to: 'media:b',
      ratePpm: 10,
      atUs: 0,
      pieces: [],
    })
    expect(offsetAt(drifting, 100e6)).toBeCloseTo(1_000)
  })
})

describe('what is left over', () => {
  const levels = levelsOf(edge, windows)
  it('has a level for each piece, and names the stall of whose capture stalled', () => {
    expect(levels.map((level) => level.levelUs)).toEqual([0, 342_000])
    expect(stepsBetween(graph, edge, levels)).toMatchObject([{ atUs: 959e6, text: 'stall of 342 ms (Ben)' }])
    const nobody = { recordings: graph.recordings.map((recording) => ({ ...recording, steps: [] })) }
    expect(stepsBetween(nobody, edge, levels)[0]!.text).toBe('step of 342 ms')
  })

  it('puts each window on its own piece', () => {
    const dots = dotsOf(windows, levels).filter(({ agrees }) => agrees)
    for (const { fromUs, offUs } of dots)
      expect(Math.abs(offUs - (fromUs > 959e6 ? 342_000 : 0))).toBeLessThan(7_000)
  })

  it('spans the levels, and cuts what does not agree', () => {
    const { least, most } = residualRange(dotsOf(windows, levels), levels)
    expect(least).toBeGreaterThan(-120_000)
    expect(most).toBeLessThan(450_000)
    expect(ticksOf({ least, most })).toContain(0)
  })

  it('has few round ticks whatever the range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 0, noNaN: true }),
        fc.double({ min: 20, max: 1e6, noNaN: true }),
        (least, most) => {
          const ticks = ticksOf({ least, most })
          expect(ticks.length).toBeGreaterThanOrEqual(1)
          expect(ticks.length).toBeLessThanOrEqual(6)
        },
      ),
    )
  })
})

describe('the plots', () => {
  const size = { width: 100, height: 40 }
  it('stay inside, and do not blow silence up', () => {
    const silent = { min: [-0.001, 0], max: [0.001, 0] }
    expect(Math.max(...heights(silent))).toBeLessThan(0.2)
    expect(heights({ min: [-0.5, -0.1], max: [0.2, 0.25] })).toEqual([1, 0.5])
    const numbers = wavePath({ min: [-1, 0], max: [1, 0] }, size, 'up')
      .match(/[\d.]+/g)!
      .map(Number)
    expect(Math.max(...numbers)).toBeLessThanOrEqual(100)
    expect(correlationPath([0, 1, 0], size)).toBe('M0.0,39.0L50.0,1.0L100.0,39.0')
    expect(correlationPath([1], size)).toBe('')
  })
})

describe('a mark', () => {
  it('says what it lacks', () => {
    expect(checkMark(['', ''], {})).toMatch(/Choose two/)
    expect(checkMark(['a', 'a'], {})).toMatch(/itself/)
    expect(checkMark(['a', 'b'], { a: 1 })).toMatch(/both lanes/)
    expect(checkMark(['a', 'b'], { a: 1, b: 2 })).toBeUndefined()
  })

  it('begins in the other lane at the same session time', () => {
    const found = matchingMoment({ graph, session, from: 'ada', to: 'leo', fromUs: 100e6 })!
    const at = (id: string, us: number) =>
      sessionTime(
        mapOf(
          graph,
          graph.recordings.find(({ recordingId }) => recordingId === id)!,
          0,
        ),
        us,
      )!
    expect(at('leo', found)).toBeCloseTo(at('ada', 100e6), 0)
    expect(matchingMoment({ graph, session, from: 'ada', to: 'ann', fromUs: 1 })).toBeUndefined()
    expect(matchingMoment({ graph, session, from: 'ada', to: 'mia2', fromUs: 1e6 })).toBeUndefined()
  })
})
