import { EgressInfo, EgressStatus, FileInfo, Room } from '@livekit/protocol'
import { describe, expect, it } from 'vitest'
import { createEarlyNotes } from '../../../capture/live/earlyNotes.ts'
import { createLateWrites } from '../../../capture/live/lateWrites.ts'
import { createProjectLive } from '../../../capture/live/projectLive.ts'
import { createRecordWishes } from '../../../capture/live/recordWishes.ts'
import type { Recorder, RecorderEvents, StartRecording, TrackFacts } from '../../../capture/model/recorder.ts'
import type { RoomListener } from '../../../capture/room/listener.ts'
import { createRoom } from '../../../capture/store/rooms.ts'
import type { CaptureStore } from '../../../capture/store/store.ts'
import { readUsage } from '../../../capture/store/usage.ts'
import { UserError } from '../../../core/model/index.ts'
import { addProject, addRoom, listRecordings, openTestStore } from '../store/support.ts'

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
/** A recorder that remembers, and refuses the first `refusals` starts. */
function fakeRecorder(refusals = 0) {
  const started: StartRecording[] = []
  const stopped: string[] = []
  const infos: EgressInfo[] = []
  const gate = { open: Promise.resolve() }
  let left = refusals
  const recorder: Recorder = {
    kind: 'embedded',
    async start(request) {
      if (left-- > 0) throw new UserError('recorder_unavailable', 'no service', { hint: 'start one' })
      started.push(request)
      await gate.open
      const trackId = request.target.type === 'track' ? request.target.trackId : ''
      infos.push(info(`EG_${started.length}`, trackId, EgressStatus.EGRESS_ACTIVE))
      return infos.at(-1)!
    },
    stop: async (egressId) => void stopped.push(egressId),
    list: async () => infos,
    close: async () => undefined,
  }
  return { recorder, started, stopped, gate }
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
  const opened = await openTestStore()
  const disk = { isFull: false }
  const run: CaptureStore['run'] = (sql, ...values) => {
    if (disk.isFull) throw new UserError('disk_full', 'the disk is full')
    return opened.run(sql, ...values)
  }
  const store: CaptureStore = { ...opened, run }
  addProject(store)
  createRoom(store, 'study', { name: 'r1', ...addRoom })
  const fake = fakeRecorder(refusals)
  const timers: { ms: number; run: () => void }[] = []
  const rooms = [new Room({ name: 'r1', sid: 'RM_1' }), new Room({ name: 'somebody-elses', sid: 'RM_9' })]
  const written: string[] = []
  const joined: string[] = []
  /** Of each close of a room's logs: whether the room had ended. */
  const logsEnded: boolean[] = []
  /** Until then lines are on their way to the disk, and logs to the bucket. */
  const logs = { gate: Promise.resolve() }
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
      async write({ event }) {
        written.push(event)
        await logs.gate
      },
      onData: () => undefined,
      onLeft: () => undefined,
      flush: async () => undefined,
      async close(isEnded) {
        logsEnded.push(isEnded)
        await logs.gate
      },
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
    disk,
    rooms,
    joined,
    logsEnded,
    logs,
    written,
    listener: listener!,
    lastListener: () => listener!,
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
    expect(world.stopped).toEqual([])
    world.pass(2000)
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

  it('writes nothing into a room’s journal of what an earlier opening of its name recorded', async () => {
    const world = await openLive()
    const late = info('EG_0', 'TR_0', EgressStatus.EGRESS_COMPLETE)
    late.roomId = 'RM_0'
    world.live.onInfo(late)
    expect(world.written.filter((event) => event.startsWith('recording'))).toEqual([])
    expect(listRecordings(world.store, 'study').map(({ roomId }) => roomId)).toEqual(['RM_0'])
    await world.live.close()
    world.store.close()
  })

  it('ends what was begun while its room closed, and knows whose it was', async () => {
    const world = await openLive()
    const begun = Promise.withResolvers<void>()
    world.gate.open = begun.promise
    world.listener.onTrackPublished?.(track('TR_1'))
    await expect.poll(() => world.started.length).toBe(1)
    world.rooms.splice(0, 1)
    await world.live.look()
    begun.resolve()
    await expect.poll(() => listRecordings(world.store, 'study')).toHaveLength(1)
    expect(listRecordings(world.store, 'study')[0]!.state).toMatchObject({
      identity: 'alice',
      source: 'camera',
    })
    await world.live.look()
    expect(world.stopped).toEqual(['EG_1'])
    await world.live.close()
    world.store.close()
  })

  it('keeps a room’s logs where its session was lost, until it joins again or the room has ended', async () => {
    const world = await openLive()
    world.listener.onClosed?.('participant_removed')
    await expect.poll(() => world.joined).toEqual(['r1', 'r1'])
    expect(world.logsEnded).toEqual([false])
    const [room] = world.rooms.splice(0, 1)
    world.listener.onClosed?.('room_deleted')
    await expect.poll(() => world.logsEnded).toEqual([false, false, true])
    expect(world.written.at(-1)).toBe('room_ended')
    expect(world.live.room('r1')).toMatchObject({ live: false })
    world.rooms.push(room!)
    await world.live.look()
    expect(world.joined).toHaveLength(3)
    await world.live.close()
    world.store.close()
  })

  it('waits for no disk or bucket to follow rooms, and tells a break once it is over', async () => {
    const world = await openLive()
    const { promise, resolve } = Promise.withResolvers<void>()
    world.logs.gate = promise
    world.rooms.splice(0, 1)
    await world.live.look()
    expect(world.logsEnded).toEqual([])
    expect(await world.live.note('r1', { event: 'consent', text: '1', identity: 'alice' })).toBe(false)
    world.rooms.push(new Room({ name: 'r1', sid: 'RM_2' }))
    await world.live.look()
    expect(world.joined).toEqual(['r1', 'r1'])
    world.lastListener().onReconnecting?.('silent for 15 s')
    expect(world.written).toEqual(['participant_joined', 'room_ended', 'consent'])
    world.lastListener().onParticipant?.('joined', world.person)
    world.lastListener().onReconnected?.({ roomId: 'RM_2', roomName: 'r1' })
    expect(world.written.slice(3)).toEqual(['journal_interrupted', 'participant_joined'])
    resolve()
    await world.live.close()
    expect(world.logsEnded).toEqual([true, false])
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
    await expect.poll(() => world.live.room('r1')?.lastError).toBe('no service. start one')
    expect(world.started).toEqual([])
    world.pass(1000)
    await expect.poll(() => world.live.room('r1')?.lastError).toBe('no service. start one')
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

  it('lets the last word on a track, a person or the room hold, for who comes again and after a restart', async () => {
    const world = await openLive()
    const { store } = world
    const writes = createLateWrites(() => undefined)
    const open = () => createRecordWishes({ store, writes, project: 'study' })
    const before = open()
    const wanted = () =>
      [before, open()].map((wishes) =>
        ['TR_1 alice', 'TR_2 alice', 'TR_3 bob'].map((one) => {
          const [trackId, identity] = one.split(' ') as [string, string]
          return wishes.find('RM_1', { trackId, identity })
        }),
      )
    const says = (...said: (boolean | undefined)[]): void => expect(wanted()).toEqual([said, said])
    says(undefined, undefined, undefined)
    before.add('RM_1', { identity: 'alice', isWanted: false })
    says(false, false, undefined)
    before.add('RM_1', { trackId: 'TR_2', isWanted: true })
    says(false, true, undefined)
    before.add('RM_1', { identity: 'alice', isWanted: false })
    says(false, false, undefined)
    before.add('RM_1', { isWanted: true })
    says(true, true, true)
    expect(before.find('RM_2', { trackId: 'TR_1', identity: 'alice' })).toBe(undefined)
    await world.live.close()
    store.close()
  })

  it('keeps what a person stopped stopped, until a person starts it', async () => {
    const world = await openLive()
    world.listener.onTrackPublished?.(track('TR_1'))
    await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
    expect(await world.live.stopRecording('r1', {})).toHaveLength(1)
    world.live.onInfo(info('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
    world.pass(60_000)
    world.listener.onTrackPublished?.(track('TR_again'))
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

it('goes on while the disk of its state is full, and stores it all once there is room', async () => {
  const world = await openLive()
  world.disk.isFull = true
  world.listener.onTrackPublished?.(track('TR_1'))
  await expect.poll(() => world.live.room('r1')?.recording).toBe(true)
  const bob = { ...world.person, identity: 'bob' }
  world.listener.onParticipant?.('joined', bob)
  const running = info('EG_1', 'TR_1', EgressStatus.EGRESS_ACTIVE)
  running.fileResults = [new FileInfo({ size: 7n })]
  world.events.onProgress?.([running])
  const recordingOf = () => world.live.room('r1')?.participants[0]?.tracks[0]?.recording
  expect(recordingOf()).toMatchObject({ status: 'active', identity: 'alice', sizeBytes: 7 })
  world.live.onInfo(info('EG_1', 'TR_1', EgressStatus.EGRESS_COMPLETE))
  world.live.onInfo(running)
  expect(recordingOf()).toMatchObject({ status: 'complete' })
  expect(world.live.alerts()).toMatchObject([{ code: 'disk_full' }])
  expect(readUsage(world.store, 'study')).toMatchObject([{ people: 1, recordings: 0 }])
  world.disk.isFull = false
  await world.live.look()
  expect(world.live.alerts()).toEqual([])
  expect(readUsage(world.store, 'study')).toMatchObject([{ people: 2, recordings: 1 }])
  expect(listRecordings(world.store, 'study')[0]!.state).toMatchObject({
    status: 'complete',
    identity: 'alice',
  })
  await world.live.close()
  world.store.close()
})
