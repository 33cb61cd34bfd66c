import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeGap } from '../../../app/web/playback/gapText.ts'
import { initialsOf, listStageTiles } from '../../../app/web/playback/stageTiles.ts'
import { layoutFocus, layoutGrid, type Rect } from '../../../app/web/playback/tileLayout.ts'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { evenly, sampleLane } from './sampleLane.ts'

const box = fc.record({
  count: fc.integer({ min: 1, max: 50 }),
  width: fc.integer({ min: 640, max: 3840 }),
  height: fc.integer({ min: 400, max: 2160 }),
})

const apart = (a: Rect, b: Rect): boolean =>
  a.left + a.width <= b.left ||
  b.left + b.width <= a.left ||
  a.top + a.height <= b.top ||
  b.top + b.height <= a.top

const columns = (rects: readonly Rect[]): number => new Set(rects.map(({ left }) => left)).size

const lane = (identity: string, source: string, kind: 'audio' | 'video') =>
  sampleLane([{ recordingId: `${identity}${source}`, offsetUs: 0, ptsUs: [0] }], {
    laneId: `${identity}/${source}`,
    identity,
    source,
    kind,
  }).lane

describe('tile layout', () => {
  it('keeps all tiles in the box and apart, in a grid and in focus', () => {
    fc.assert(
      fc.property(box, fc.nat(49), ({ count, width, height }, focus) => {
        for (const rects of [
          layoutGrid(count, width, height),
          layoutFocus(count, focus % count, width, height),
        ]) {
          expect(rects).toHaveLength(count)
          for (const [at, rect] of rects.entries()) {
            expect(rect.width).toBeGreaterThan(0)
            expect(rect.left).toBeGreaterThanOrEqual(0)
            expect(rect.left + rect.width).toBeLessThanOrEqual(width)
            expect(rect.top).toBeGreaterThanOrEqual(0)
            expect(rect.top + rect.height).toBeLessThanOrEqual(height)
            for (const other of rects.slice(at + 1)) expect(apart(rect, other)).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('lays six tiles as three by two on a wide stage, and two under each other on a narrow one', () => {
    expect(columns(layoutGrid(6, 1024, 404))).toBe(3)
    expect(columns(layoutGrid(2, 600, 900))).toBe(1)
  })
})

describe('stage tiles', () => {
  const session = {
    people: [
      { identity: 'ms', name: 'Ms Adeyemi' },
      { identity: 'leo', name: '' },
    ],
    lanes: [
      lane('ms', 'screen_share', 'video'),
      lane('leo', 'microphone', 'audio'),
      lane('ms', 'camera', 'video'),
      lane('ms', 'microphone', 'audio'),
      lane('guest', 'camera', 'video'),
    ],
  } as unknown as SessionDetail

  it('are cameras by person, a figure for who is only heard, then screens', () => {
    const tiles = listStageTiles(session, { hidden: [], pinned: [], order: [] })
    expect(tiles.map(({ id, hasPicture, person }) => [id, hasPicture, person])).toEqual([
      ['ms/camera', true, 0],
      ['leo/microphone', false, 1],
      ['guest/camera', true, -1],
      ['ms/screen_share', true, 0],
    ])
    expect(tiles[1]!.name).toBe('leo')
  })

  it('leave out hidden lanes', () => {
    const hidden = ['ms/camera', 'guest/camera']
    expect(listStageTiles(session, { hidden, pinned: [], order: [] }).map(({ id }) => id)).toEqual([
      'leo/microphone',
      'ms/screen_share',
    ])
  })

  it('stand pinned first, then as they were dragged', () => {
    const arrangement = { hidden: [], pinned: ['ms/screen_share'], order: ['guest/camera', 'ms/camera'] }
    expect(listStageTiles(session, arrangement).map(({ id }) => id)).toEqual([
      'ms/screen_share',
      'guest/camera',
      'ms/camera',
      'leo/microphone',
    ])
  })

  it('are signed by initials', () => {
    expect(['Ms Adeyemi', 'zoë', 'a.b.c', '🙂 x'].map(initialsOf)).toEqual(['MA', 'Z', 'AC', '🙂X'])
  })
})

describe('gap text', () => {
  const epoch = Date.UTC(2025, 5, 11, 15, 30, 39) * 1000
  const { lane } = sampleLane([
    { recordingId: 'a', offsetUs: 0, ptsUs: evenly(10, 1e6) },
    { recordingId: 'b', offsetUs: 60_000_000, ptsUs: evenly(10, 1e6) },
  ])

  it('says when the person left and comes back', () => {
    const gap = { startUs: 10_000_000, endUs: 60_000_000, reason: 'left' } as const
    expect(describeGap(gap, lane, 'Mia', { epochWallUs: epoch })).toEqual({
      title: 'Mia is not recorded here',
      detail: 'left 15:30:49 · rejoins 15:31:39 (new recording)',
      returnsAtUs: 60_000_000,
    })
  })

  it('tells not joined, muted, lost, ended and unplaced apart', () => {
    const say = (
      reason: 'not_joined' | 'muted' | 'lost' | 'ended',
      startUs: number,
      endUs: number,
    ): string => {
      const { title, detail } = describeGap({ startUs, endUs, reason }, lane, 'Mia', { epochWallUs: epoch })
      return `${title}: ${detail}`
    }
    expect(say('not_joined', -1e6, 0)).toBe('Mia is not recorded yet: first recorded 15:30:39')
    expect(say('muted', 2e6, 5e6)).toBe("Mia's camera is muted: muted 15:30:41 · back 15:30:44")
    expect(say('lost', 2e6, 5e6)).toBe('Mia was lost here: no pictures in the file from 15:30:41 to 15:30:44')
    expect(say('ended', 70e6, 90e6)).toBe('Mia is not recorded here: left 15:31:49 · not recorded again')
    const unplaced = { ...lane, recordings: lane.recordings.map((each) => ({ ...each, placement: null })) }
    const { title } = describeGap(
      { startUs: -Infinity, endUs: Infinity, reason: 'not_recorded' },
      unplaced,
      'Mia',
      { epochWallUs: epoch },
    )
    expect(title).toBe('Mia is not on the timeline')
  })
})
