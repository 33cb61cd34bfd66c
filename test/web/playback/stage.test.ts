import { describe, expect, it } from 'vitest'
import type { GapView } from '../../../core/protocol/index.ts'
import { describeGap } from '../../../app/web/playback/gapText.ts'
import { initialsOf, listStageTiles } from '../../../app/web/playback/stageTiles.ts'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { evenly, sampleLane } from './sampleLane.ts'

const lane = (identity: string, source: string, kind: 'audio' | 'video') =>
  sampleLane([{ recordingId: `${identity}${source}`, offsetUs: 0, ptsUs: [0] }], {
    laneId: `${identity}/${source}`,
    identity,
    source,
    kind,
  }).lane

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

  const sayCause = (cause: NonNullable<GapView['cause']>, reason: GapView['reason']): string => {
    const gap = { startUs: 10e6, endUs: 60e6, reason, cause }
    const { title, detail } = describeGap(gap, lane, 'Mia', { epochWallUs: epoch })
    return `${title}: ${detail}`
  }

  it('says when the person left and comes back', () => {
    const gap = { startUs: 10_000_000, endUs: 60_000_000, reason: 'left' } as const
    expect(describeGap(gap, lane, 'Mia', { epochWallUs: epoch })).toEqual({
      title: 'Mia is not recorded here',
      detail: 'left 15:30:49 · rejoins 15:31:39 (new recording)',
      returnsAtUs: 60_000_000,
    })
  })

  it('says it by the clock of the zone', () => {
    const gap = { startUs: 10_000_000, endUs: 60_000_000, reason: 'left' } as const
    const { detail } = describeGap(gap, lane, 'Mia', { epochWallUs: epoch, zone: 'Europe/Berlin' })
    expect(detail).toBe('left 17:30:49 · rejoins 17:31:39 (new recording)')
  })

  it('says what the room’s journal and the recorder say of it', () => {
    const span = { fromUs: 10e6, toUs: 58e6 }
    expect(sayCause({ what: 'left', ...span }, 'left')).toBe(
      'Mia is not recorded here: left 15:30:49, rejoined 15:31:37',
    )
    expect(sayCause({ what: 'left', fromUs: 10e6 }, 'left')).toContain('did not rejoin')
    expect(sayCause({ what: 'muted', ...span, by: 'host' }, 'muted')).toBe(
      "Mia's camera is muted: camera muted by host 15:30:49 to 15:31:37",
    )
    expect(sayCause({ what: 'lost', ...span }, 'lost')).toBe(
      'Mia was lost here: packets lost 15:30:49 to 15:31:37',
    )
    expect(sayCause({ what: 'interrupted', ...span, reason: 'killed' }, 'lost')).toContain(
      'the recorder was interrupted 15:30:49 to 15:31:37 (killed)',
    )
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
