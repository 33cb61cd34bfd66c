import { EgressInfo, EgressStatus, FileInfo, Room } from '@livekit/protocol'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findRoomAlerts } from '../../../capture/live/alerts.ts'
import { backOffMs, planAutoRecord, type AutoRecordInput } from '../../../capture/live/autoRecord.ts'
import { applyLiveEvent, NOTHING, type LiveEvent, type LiveState } from '../../../capture/live/liveState.ts'
import { createEarlyNotes } from '../../../capture/live/earlyNotes.ts'
import { createProjectLive } from '../../../capture/live/projectLive.ts'
import type { Recorder, RecorderEvents, StartRecording, TrackFacts } from '../../../capture/model/recorder.ts'
import type { RoomListener } from '../../../capture/room/listener.ts'
import { listRecordings } from '../../../capture/store/recordings.ts'
import { createRoom } from '../../../capture/store/rooms.ts'
import { readUsage } from '../../../capture/store/usage.ts'
import { UserError } from '../../../core/model/index.ts'
import { addProject, addRoom, openTestStore } from '../store/support.ts'

const track = (trackId: string, identity = 'alice'): TrackFacts => ({
  trackId,
  identity,
  kind: 'video',
  source: 'camera',
  mimeType: 'video/VP8',
  width: 640,
  height: 360,
  muted: false,
})
const opened: LiveEvent[] = [
  { type: 'room_opened', room: 'r1', roomId: 'RM_1', atMs: 0 },
  { type: 'watched', room: 'r1', atMs: 0 },
  { type: 'joined', room: 'r1', identity: 'alice', name: 'Alice', atMs: 0 },
  { type: 'published', room: 'r1', track: track('TR_1'), atMs: 0 },
]
const apply = (events: readonly LiveEvent[], from: LiveState = NOTHING): LiveState =>
  events.reduce(applyLiveEvent, from)

const idle: AutoRecordInput = {
  autoRecord: true,
  published: [],
  recordings: [],
  starting: new Set(),
  asked: new Set(),
  held: new Set(),
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
    expect(planAutoRecord({ ...idle, recordings: [running] })).toMatchObject({ start: [], stop: ['EG_1'] })
    // A rejoin is another track: its own file.
    expect(planAutoRecord({ ...idle, published: ['TR_2'], recordings: [running] })).toMatchObject({
      start: ['TR_2'],
      stop: ['EG_1'],
    })
    expect(planAutoRecord({ ...idle, published: ['TR_1'], starting: new Set(['TR_1']) }).start).toEqual([])
    expect(planAutoRecord({ ...idle, autoRecord: false, published: ['TR_1'] }).start).toEqual([])
    expect(
      planAutoRecord({ ...idle, autoRecord: false, published: ['TR_1'], asked: new Set(['TR_1']) }).start,
    ).toEqual(['TR_1'])
    const held = { ...idle, published: ['TR_1'], held: new Set(['TR_1']) }
    expect(planAutoRecord({ ...held, recordings: [running] })).toMatchObject({ start: [], stop: ['EG_1'] })
    expect(planAutoRecord(held).start).toEqual([])
  })

  it('waits longer after each failure, up to 30 s', () => {
    expect([0, 1, 2, 3, 6, 60].map(backOffMs)).toEqual([0, 1000, 2000, 4000, 30_000, 30_000])
    const failed = { ...idle, published: ['TR_1'], failures: new Map([['TR_1', { count: 3, lastMs: 500 }]]) }
    expect(planAutoRecord({ ...failed, nowMs: 4499 })).toEqual({ start: [], stop: [], wakeAtMs: 4500 })
    expect(planAutoRecord({ ...failed, nowMs: 4500 })).toEqual({
      start: ['TR_1'],
      stop: [],
      wakeAtMs: undefined,
    })
  })

  it('settles: once its plan is carried out there is nothing more to do', () => {
    const ids = fc.uniqueArray(fc.constantFrom('TR_1', 'TR_2', 'TR_3', 'TR_4'))
    fc.assert(
      fc.property(ids, ids, ids, ids, fc.boolean(), (published, running, held, asked, autoRecord) => {
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
          held: new Set(held),
          asked: new Set(asked),
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
      { code: 'camera_frozen', message: 'no picture comes from the camera of Alice' },
    ])
    expect(at(20_000, { ...quiet, sinceMs: undefined })).toEqual([])
  })
})

const alertsAt = (events: readonly LiveEvent[], nowMs: number) =>
  findRoomAlerts(apply(events).rooms.get('r1')!, nowMs, { autoRecord: true }).map(({ code }) => code)

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
    const muted: LiveEvent = { type: 'changed', room: 'r1', track: { ...track('TR_1'), muted: true } }
    expect(alertsAt([...quiet, muted], 180_000)).toEqual([])
    expect(alertsAt([...opened, recorded, { type: 'unwatched', room: 'r1' }], 10_000)).toEqual([
      'recorder_lost',
    ])
  })
})

/** A recorder that remembers, and refuses the first `refusals` starts. */
function fakeRecorder(refusals = 0) {
  const started: StartRecording[] = []
  const stopped: string[] = []
  let left = refusals
  const recorder: Recorder = {
    kind: 'embedded',
    async start(request) {
      if (left-- > 0) throw new UserError('recorder_unavailable', 'no service', { hint: 'start one' })
      started.push(request)
      const trackId = request.target.type === 'track' ? request.target.trackId : ''
      return info(`EG_${started.length}`, trackId, EgressStatus.EGRESS_ACTIVE)
    },
    stop: async (egressId) => void stopped.push(egressId),
    list: async () => [],
    close: async () => undefined,
  }
  return { recorder, started, stopped }
}
const info = (egressId: string, trackId: string, status: EgressStatus): EgressInfo =>
  new EgressInfo({
    egressId,
    roomName: 'r1',
    roomId: 'RM_1',
    status,
    startedAt: 1_795_252_121_000_000_000n,
    request: { case: 'track', value: { roomName: 'r1', trackId } },
  })

async function openLive(refusals = 0) {
  const store = await openTestStore()
  addProject(store)
  createRoom(store, 'study', { name: 'r1', ...addRoom })
  const fake = fakeRecorder(refusals)
  const timers: { ms: number; run: () => void }[] = []
  const rooms = [new Room({ name: 'r1', sid: 'RM_1' }), new Room({ name: 'somebody-elses', sid: 'RM_9' })]
  const written: string[] = []
  const joined: string[] = []
  let events: RecorderEvents | undefined
  let listener: RoomListener | undefined
  let nowMs = 1_795_252_121_000
  const live = createProjectLive({
    project: 'study',
    store,
    livekit: {
      list: async () => rooms,
      create: async () => new Room(),
      end: async () => undefined,
      participants: async () => [],
      send: async () => undefined,
      setMetadata: async (name, metadata) => {
        rooms.find((one) => one.name === name)!.metadata = metadata
      },
    },
    makeRecorder: (ports) => {
      events = ports.events
      return { recorder: fake.recorder }
    },
    nowMs: () => nowMs,
    after(ms, run) {
      const timer = { ms, run }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
    log: () => undefined,
    openSession: async ({ roomName }, given) => {
      joined.push(roomName)
      listener = given
      return { setSubscribed: () => undefined, close: async () => undefined }
    },
    openWriters: async () => ({
      write: async ({ event }) => void written.push(event),
      onData: () => undefined,
      onLeft: () => undefined,
      flush: async () => undefined,
      close: async () => undefined,
    }),
  })
  await live.look()
  const person = {
    identity: 'alice',
    participantId: 'PA_1',
    name: 'Alice',
    metadata: '',
    attributes: {},
    kind: 'STANDARD',
    joinedAtNs: BigInt(nowMs) * 1_000_000n,
    tracks: [],
  }
  listener?.onParticipant?.('joined', person)
  return {
    ...fake,
    live,
    store,
    rooms,
    joined,
    written,
    listener: listener!,
    events: events!,
    person,
    /** Lets that time pass for the timers of at most that length. */
    pass(ms: number) {
      nowMs += ms
      for (const timer of timers.filter((one) => one.ms <= ms)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.run()
      }
    },
  }
}

describe('a project', () => {
  it('keeps a consent that was given before the room opened for its journal', async () => {
    const early = createEarlyNotes(() => 1_795_252_121_000)
    early.keep('r1', { event: 'consent', text: '1', identity: 'alice' })
    early.keep('r1', { event: 'marker', text: 'nobody is there' })
    expect(early.take('r1')).toEqual([
      { event: 'consent', text: '1', identity: 'alice', atNs: 1_795_252_121_000_000_000n },
    ])
    expect(early.take('r1')).toEqual([])
  })

  it('watches its planned rooms alone and records what is published in them', async () => {
    const world = await openLive()
    expect(world.joined).toEqual(['r1'])
    world.listener.onTrackPublished?.(track('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    expect(world.started).toMatchObject([
      { roomName: 'r1', roomId: 'RM_1', target: { type: 'track', trackId: 'TR_1' } },
    ])
    expect(world.live.room('r1')?.participants[0]?.tracks[0]?.recording).toMatchObject({
      status: 'active',
      identity: 'alice',
      source: 'camera',
    })
    world.listener.onTrackUnpublished?.(track('TR_1'))
    await expect.poll(() => world.stopped).toEqual(['EG_1'])
    world.live.onInfo(info('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
    world.listener.onTrackPublished?.(track('TR_2'))
    await expect.poll(() => world.started.length).toBe(2)
    world.listener.onParticipant?.('left', world.person, 'left')
    expect(readUsage(world.store, 'study')).toMatchObject([{ room: 'r1', people: 1, recordings: 2 }])
    expect(world.written).toEqual([
      'participant_joined',
      'track_published',
      'recording_started',
      'track_unpublished',
      'recording_ended',
      'track_published',
      'recording_started',
      'participant_left',
    ])
    world.rooms.splice(0, 1)
    await world.live.look()
    expect(world.live.room('r1')).toMatchObject({ live: false, participants: [] })
    await world.live.close()
    world.store.close()
  })

  it('records again what was started while its end was under way', async () => {
    const world = await openLive()
    world.listener.onTrackPublished?.(track('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    await world.live.stopRecording('r1', {})
    world.live.onInfo(info('EG_1', 'TR_1', EgressStatus.EGRESS_ENDING))
    await world.live.startRecording('r1', {})
    expect(world.started.length).toBe(1)
    world.live.onInfo(info('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
    world.pass(1000)
    await expect.poll(() => world.started.length).toBe(2)
    await world.live.close()
    world.store.close()
  })

  it('tries a failed start again with back-off, and says meanwhile what is wrong', async () => {
    const world = await openLive(2)
    world.listener.onTrackPublished?.(track('TR_1'))
    await expect.poll(() => world.live.room('r1')?.lastError).toBe('no service')
    expect(world.started).toEqual([])
    world.pass(1000)
    await expect.poll(() => world.live.room('r1')?.lastError).toBe('no service')
    world.pass(2000)
    await expect.poll(() => world.started.length).toBe(1)
    await expect.poll(() => world.live.room('r1')?.lastError).toBeUndefined()
    // A recording that fails while its track goes on is begun again, a second later.
    world.live.onInfo(info('EG_1', 'TR_1', EgressStatus.EGRESS_FAILED))
    expect(world.started.length).toBe(1)
    world.pass(1000)
    await expect.poll(() => world.started.length).toBe(2)
    expect(listRecordings(world.store, 'study').map(({ state }) => state.status)).toEqual([
      'failed',
      'active',
    ])
    await world.live.close()
    world.store.close()
  })

  it('shows how far a recording is while it runs: on the wall, to who listens, in usage', async () => {
    const world = await openLive()
    world.listener.onTrackPublished?.(track('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    const told: [number, number][] = []
    world.live.subscribe(({ recordedSeconds, recordedBytes }) => told.push([recordedSeconds, recordedBytes]))
    for (const seconds of [2, 4]) {
      const running = info('EG_1', 'TR_1', EgressStatus.EGRESS_ACTIVE)
      const duration = BigInt(seconds) * 1_000_000_000n
      running.fileResults = [new FileInfo({ duration, size: BigInt(seconds * 1000) })]
      world.events.onProgress?.([running])
      world.pass(2000)
    }
    expect(told).toEqual([
      [2, 2000],
      [4, 4000],
    ])
    expect(world.live.room('r1')?.participants[0]?.tracks[0]?.recording).toMatchObject({
      durationSeconds: 4,
      sizeBytes: 4000,
      identity: 'alice',
    })
    expect(readUsage(world.store, 'study')).toMatchObject([{ recordedSeconds: 4, recordedBytes: 4000 }])
    expect(world.started.length).toBe(1)
    await world.live.close()
    world.store.close()
  })

  it('keeps what a person stopped stopped, until a person starts it', async () => {
    const world = await openLive()
    world.listener.onTrackPublished?.(track('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    expect(await world.live.stopRecording('r1', {})).toHaveLength(1)
    world.live.onInfo(info('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
    world.pass(60_000)
    expect(world.started.length).toBe(1)
    expect(await world.live.startRecording('r1', { trackId: 'TR_1' })).toMatchObject([{ egressId: 'EG_2' }])
    await expect(world.live.startRecording('r1', { trackId: 'TR_none' })).rejects.toMatchObject({
      code: 'track_missing',
    })
    await expect(world.live.startRecording('r9', {})).rejects.toMatchObject({ code: 'room_missing' })
    await world.live.close()
    world.store.close()
  })
})
