import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findRoomAlerts } from '../../../capture/live/alerts.ts'
import { backOffMs, planAutoRecord, type AutoRecordInput } from '../../../capture/live/autoRecord.ts'
import { applyLiveEvent, NOTHING, type LiveEvent, type LiveState } from '../../../capture/live/liveState.ts'
import { makeTrackFacts } from '../trackFacts.ts'

const opened: LiveEvent[] = [
  { type: 'room_opened', room: 'r1', roomId: 'RM_1', atMs: 0 },
  { type: 'watched', room: 'r1' },
  { type: 'joined', room: 'r1', identity: 'alice', name: 'Alice', atMs: 0 },
  { type: 'published', room: 'r1', track: makeTrackFacts('TR_1'), atMs: 0 },
]
const apply = (events: readonly LiveEvent[], from: LiveState = NOTHING): LiveState =>
  events.reduce(applyLiveEvent, from)

const idle: AutoRecordInput = {
  autoRecord: true,
  published: [],
  recordings: [],
  starting: new Set(),
  wishOf: () => undefined,
  goneMs: new Map(),
  failures: new Map(),
  nowMs: 0,
}

describe('planAutoRecord', () => {
  it('starts what is published, stops what is not, and takes up what runs', () => {
    const running = { egressId: 'EG_1', trackId: 'TR_1', status: 'active' } as const
    expect(planAutoRecord({ ...idle, published: ['TR_1'] })).toMatchObject({ start: ['TR_1'], stop: [] })
    expect(planAutoRecord({ ...idle, published: ['TR_1'], recordings: [running] })).toMatchObject({
      start: [],
      stop: [],
    })
    // Its last packets are waited for: the recorder ends it by itself, with the track's own reason.
    const gone = { ...idle, recordings: [running], goneMs: new Map([['EG_1', 500]]) }
    expect(planAutoRecord({ ...gone, nowMs: 2499 })).toEqual({ start: [], stop: [], wakeAtMs: 2500 })
    expect(planAutoRecord({ ...gone, nowMs: 2500 })).toMatchObject({ start: [], stop: ['EG_1'] })
    // A rejoin is another track: its own file.
    expect(planAutoRecord({ ...gone, nowMs: 2500, published: ['TR_2'] })).toMatchObject({
      start: ['TR_2'],
      stop: ['EG_1'],
    })
    expect(planAutoRecord({ ...idle, published: ['TR_1'], starting: new Set(['TR_1']) }).start).toEqual([])
    expect(planAutoRecord({ ...idle, autoRecord: false, published: ['TR_1'] }).start).toEqual([])
    expect(
      planAutoRecord({ ...idle, autoRecord: false, published: ['TR_1'], wishOf: () => true }).start,
    ).toEqual(['TR_1'])
    const held = { ...idle, published: ['TR_1'], wishOf: () => false }
    expect(planAutoRecord({ ...held, recordings: [running] })).toMatchObject({ start: [], stop: ['EG_1'] })
    expect(planAutoRecord(held).start).toEqual([])
  })

  it('waits longer after each failure, up to 30 s', () => {
    expect([0, 1, 2, 3, 6, 60].map(backOffMs)).toEqual([0, 1000, 2000, 4000, 30_000, 30_000])
    const failed = { ...idle, published: ['TR_1'], failures: new Map([['TR_1', { count: 3, lastMs: 500 }]]) }
    expect(planAutoRecord({ ...failed, nowMs: 4499 })).toEqual({ start: [], stop: [], wakeAtMs: 4500 })
    // An hour earlier: the clock was put back.
    for (const nowMs of [4500, -3_600_000])
      expect(planAutoRecord({ ...failed, nowMs })).toEqual({
        start: ['TR_1'],
        stop: [],
        wakeAtMs: undefined,
      })
  })

  it('settles: once its plan is carried out there is nothing more to do', () => {
    const ids = fc.uniqueArray(fc.constantFrom<string>('TR_1', 'TR_2', 'TR_3', 'TR_4'))
    fc.assert(
      fc.property(ids, ids, ids, ids, fc.boolean(), (published, running, stopped, asked, autoRecord) => {
        const recordings = running.map((trackId) => ({
          egressId: `EG_${trackId}`,
          trackId,
          status: 'active' as const,
        }))
        const input = {
          ...idle,
          autoRecord,
          published,
          recordings,
          goneMs: new Map(recordings.map(({ egressId }) => [egressId, -60_000])),
          wishOf: (trackId: string) =>
            stopped.includes(trackId) ? false : asked.includes(trackId) || undefined,
        }
        const plan = planAutoRecord(input)
        const after = [
          ...recordings.filter(({ egressId }) => !plan.stop.includes(egressId)),
          ...plan.start.map((trackId) => ({
            egressId: `EG_${trackId}`,
            trackId,
            status: 'starting' as const,
          })),
        ]
        expect(new Set(after.map(({ trackId }) => trackId)).size).toBe(after.length)
        expect(planAutoRecord({ ...input, recordings: after })).toMatchObject({ start: [], stop: [] })
      }),
    )
  })
})

describe('what the recorder hears by itself', () => {
  it('is an alert by the person’s name, once beside what their page measured', () => {
    const quiet: LiveEvent = { type: 'quiet', room: 'r1', identity: 'alice', trackId: 'TR_1', sinceMs: 0 }
    const measured: LiveEvent = { ...quiet, type: 'measured', code: 'camera_frozen' }
    const at = (nowMs: number, ...more: LiveEvent[]) =>
      findRoomAlerts(apply([...opened, quiet, ...more]).rooms.get('r1')!, nowMs, { autoRecord: false })
    expect(at(19_999)).toEqual([])
    expect(at(20_000, measured)).toMatchObject([
      { code: 'camera_frozen', message: 'No picture comes from the camera of Alice' },
    ])
    expect(at(20_000, { ...quiet, sinceMs: undefined })).toEqual([])
  })
})

it('an alert that nobody is recorded says why, and what to do', () => {
  const failed: LiveEvent = { type: 'failed', room: 'r1', message: 'the egress service is away. Start it.' }
  const room = apply([...opened, failed]).rooms.get('r1')!
  expect(findRoomAlerts(room, 10_000, { autoRecord: true })).toMatchObject([
    {
      message: 'Nothing is recorded, though 1 camera or microphone is on',
      hint: expect.stringMatching(/^The egress service is away. Start it. It is tried again by itself/),
    },
  ])
})

const alertsAt = (events: readonly LiveEvent[], nowMs: number) =>
  findRoomAlerts(apply(events).rooms.get('r1')!, nowMs, { autoRecord: true }).map(({ code }) => code)

const mute = (isMuted: boolean, atMs: number): LiveEvent => ({
  type: 'changed',
  room: 'r1',
  track: { ...makeTrackFacts('TR_1'), muted: isMuted },
  atMs,
})

describe('the live state', () => {
  it('leaves alone what is about a room that is not open, and begins anew with a new opening', () => {
    expect(apply(opened.slice(2))).toBe(NOTHING)
    const state = apply(opened)
    expect(apply([opened[0]!], state)).toBe(state)
    const again = apply([{ type: 'room_opened', room: 'r1', roomId: 'RM_2', atMs: 9 }], state)
    expect(again.rooms.get('r1')).toMatchObject({ roomId: 'RM_2', people: new Map() })
    expect(apply([{ type: 'room_closed', room: 'r1' }], state).rooms.size).toBe(0)
  })

  it('says what needs a look: nobody recorded, silence, a lost recorder', () => {
    expect(alertsAt(opened, 9999)).toEqual([])
    expect(alertsAt(opened, 10_000)).toEqual(['nobody_recorded'])
    const ended: LiveEvent = {
      type: 'recording',
      room: 'r1',
      state: {
        egressId: 'EG_0',
        trackId: 'TR_1',
        status: 'complete',
        startedAt: new Date(0).toISOString(),
        durationSeconds: 60,
        sizeBytes: 0,
      },
    }
    expect(alertsAt([...opened, ended], 69_999)).toEqual([])
    expect(alertsAt([...opened, ended], 70_000)).toEqual(['nobody_recorded'])
    const recorded: LiveEvent = {
      type: 'recording',
      room: 'r1',
      state: { egressId: 'EG_1', trackId: 'TR_1', status: 'active', durationSeconds: 0, sizeBytes: 0 },
    }
    const silent = {
      type: 'measured',
      room: 'r1',
      identity: 'alice',
      trackId: 'TR_1',
      code: 'microphone_silent',
    } as const
    const quiet: LiveEvent[] = [...opened, recorded, { ...silent, sinceMs: 0 }]
    expect(alertsAt(quiet, 179_999)).toEqual([])
    expect(alertsAt(quiet, 180_000)).toEqual(['microphone_silent'])
    expect(alertsAt([...quiet, { ...silent, sinceMs: undefined }], 180_000)).toEqual([])
    const muted = mute(true, 0)
    expect(alertsAt([...quiet, muted], 180_000)).toEqual([])
    // Nothing of it can be recorded before it is heard: that is no failure.
    const aborted: LiveEvent = { ...recorded, state: { ...recorded.state, status: 'aborted' } }
    expect(alertsAt([...opened, muted, aborted], 10_000)).toEqual([])
    expect(alertsAt([...opened, muted, mute(false, 60_000)], 69_999)).toEqual([])
    expect(alertsAt([...opened, muted, mute(false, 60_000)], 70_000)).toEqual(['nobody_recorded'])
    const lost: LiveEvent[] = [...opened, recorded, { type: 'unwatched', room: 'r1', atMs: 60_000 }]
    expect(alertsAt(lost, 69_999)).toEqual([])
    expect(alertsAt(lost, 70_000)).toEqual(['recorder_lost'])
  })
})
