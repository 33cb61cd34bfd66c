/** A project's live part before a made recorder, LiveKit and logs: one room is open, and Alice is in it. */
import { EgressInfo, EgressStatus, Room } from '@livekit/protocol'
import { createProjectLive } from '../../../capture/live/projectLive.ts'
import type { Recorder, RecorderEvents, StartRecording } from '../../../capture/model/recorder.ts'
import type { RoomListener } from '../../../capture/room/listener.ts'
import { createRoom } from '../../../capture/store/rooms.ts'
import type { CaptureStore } from '../../../capture/store/store.ts'
import { UserError } from '../../../core/model/index.ts'
import { addProject, addRoom, openTestStore } from '../store/support.ts'

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
      infos.push(makeInfo(`EG_${started.length}`, trackId, EgressStatus.EGRESS_ACTIVE))
      return infos.at(-1)!
    },
    stop: async (egressId) => void stopped.push(egressId),
    list: async () => infos,
    close: async () => undefined,
  }
  return { recorder, started, stopped, gate }
}
export const makeInfo = (egressId: string, trackId: string, status: EgressStatus): EgressInfo =>
  new EgressInfo({
    egressId,
    roomName: 'r1',
    roomId: 'RM_1',
    status,
    startedAt: 1_795_252_121_000_000_000n,
    request: { case: 'track', value: { roomName: 'r1', trackId } },
  })

export async function openLive(refusals = 0) {
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
