/** Keeps what is recorded at what is to be recorded: carries out the plans of `autoRecord.ts` and what people ask for. */
import type { EgressInfo } from '@livekit/protocol'
import type { Recorder } from '../model/recorder.ts'
import { isFinal, toRecordingState, type RecordingState } from '../model/recordingState.ts'
import { captureError } from '../model/problems.ts'
import { planAutoRecord } from './autoRecord.ts'
import type { StartRecordingInput } from './liveControl.ts'
import type { LiveRoom, LiveTrack } from './liveState.ts'
import type { RecordWishes } from './recordWishes.ts'
import type { RecordWish } from '../store/wishes.ts'

export interface RecordKeeperOptions {
  readonly recorder: Recorder
  readonly nowMs: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly isAutoRecorded: (room: string) => boolean
  readonly wishes: RecordWishes
  readonly onInfo: (info: EgressInfo, track?: LiveTrack) => void
  /** A start that failed, or `undefined` once one worked again. */
  readonly onFailed: (room: string, error: unknown) => void
}

export interface RecordKeeper {
  /** Looks at a room as it is now. */
  keep(room: LiveRoom): void
  /**
   * By hand: kept up as auto record would, for what is published later too. Throws UserError `track_missing`, or what the
   * recorder throws where none could be started.
   */
  start(room: LiveRoom, input: StartRecordingInput): Promise<RecordingState[]>
  startComposite(room: LiveRoom): Promise<RecordingState>
  /** Ends our own recordings of openings (name → `RM_…`) that are over: where nobody of us was in the room nothing else does. */
  endClosed(open: ReadonlyMap<string, string>): Promise<void>
  /** By hand: what is named stays unrecorded until somebody starts it, who comes again too. */
  stop(room: LiveRoom, input: StartRecordingInput): Promise<RecordingState[]>
  close(): void
}

export function createRecordKeeper(options: RecordKeeperOptions): RecordKeeper {
  const { recorder, nowMs, after, wishes, onInfo, onFailed } = options
  const starting = new Set<string>()
  const stopping = new Set<string>()
  const goneMs = new Map<string, number>()
  const failures = new Map<string, { count: number; lastMs: number }>()
  /** Failures already counted, by egress id. */
  const counted = new Set<string>()
  const latest = new Map<string, LiveRoom>()
  const wakes = new Map<string, () => void>()
  let closed = false

  function countFailures(room: LiveRoom): void {
    for (const { egressId, trackId, status } of room.recordings.values()) {
      if (trackId === undefined) continue
      if (status === 'active' && !counted.has(`ok ${egressId}`)) {
        counted.add(`ok ${egressId}`)
        failures.delete(trackId)
      }
      // One that completed while its track goes on waits too: a recorder that ends at once is not asked in a loop.
      if (FINAL.has(status) && !counted.has(egressId)) {
        counted.add(egressId)
        addFailure(trackId)
      }
    }
  }
  const addFailure = (trackId: string): void =>
    void failures.set(trackId, { count: (failures.get(trackId)?.count ?? 0) + 1, lastMs: nowMs() })

  function keep(room: LiveRoom): void {
    if (closed) return
    latest.set(room.room, room)
    countFailures(room)
    const tracks = new Map(
      [...room.people.values()].flatMap((person) => [...person.tracks]).map(([id, track]) => [id, track]),
    )
    const recordings = [...room.recordings.values()].map((one) =>
      stopping.has(one.egressId) && !FINAL.has(one.status) ? { ...one, status: 'ending' as const } : one,
    )
    for (const { egressId, trackId, status } of recordings)
      if (FINAL.has(status) || trackId === undefined || tracks.has(trackId)) goneMs.delete(egressId)
      else if (!goneMs.has(egressId)) goneMs.set(egressId, nowMs())
    const identityOf = new Map(
      [...recordings, ...tracks.values()].map(({ trackId, identity }) => [trackId, identity]),
    )
    const plan = planAutoRecord({
      autoRecord: options.isAutoRecorded(room.room),
      // Who is not heard cannot be recorded: a lost session is not a room without tracks.
      published: [...tracks.keys()],
      recordings: recordings.filter(({ status }) => !FINAL.has(status)),
      starting,
      wishOf: (trackId) => wishes.find(room.roomId, { trackId, identity: identityOf.get(trackId) }),
      goneMs,
      failures,
      nowMs: nowMs(),
    })
    for (const trackId of plan.start) {
      const track = tracks.get(trackId)
      if (track) void begin(room, track).catch(() => undefined)
    }
    if (room.unwatchedSinceMs === undefined) for (const egressId of plan.stop) void end(room, egressId)
    wakes.get(room.room)?.()
    wakes.delete(room.room)
    if (plan.wakeAtMs !== undefined) {
      const again = (): void => {
        const now = latest.get(room.room)
        if (now) keep(now)
      }
      wakes.set(room.room, after(Math.max(1, plan.wakeAtMs - nowMs()), again))
    }
  }

  async function begin(room: LiveRoom, track: LiveTrack): Promise<EgressInfo> {
    const { trackId } = track
    starting.add(trackId)
    try {
      const info = await recorder.start({
        roomName: room.room,
        roomId: room.roomId,
        target: { type: 'track', trackId },
        track,
      })
      onInfo(info, track)
      onFailed(room.room, undefined)
      return info
    } catch (error) {
      addFailure(trackId)
      onFailed(room.room, error)
      throw error
    } finally {
      starting.delete(trackId)
      const now = latest.get(room.room)
      if (now) keep(now)
    }
  }

  async function end(room: LiveRoom, egressId: string): Promise<void> {
    if (stopping.has(egressId)) return
    stopping.add(egressId)
    await recorder.stop(egressId).catch((error: unknown) => {
      stopping.delete(egressId)
      onFailed(room.room, error)
    })
  }

  return {
    keep,
    async start(room, input) {
      const tracks = selectTracks(room, input)
      if (tracks.length === 0)
        throw captureError('track_missing', `room ${room.room} has no such track published`)
      wishes.add(room.roomId, toWish(input, true))
      for (const { trackId } of tracks) failures.delete(trackId)
      const running = new Set(
        [...room.recordings.values()]
          .filter(({ status }) => !FINAL.has(status))
          .map(({ trackId }) => trackId),
      )
      const fresh = tracks.filter(({ trackId }) => !running.has(trackId) && !starting.has(trackId))
      const settled = await Promise.allSettled(fresh.map((track) => begin(room, track)))
      const failed = settled.find((one) => one.status === 'rejected')
      const begun = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      if (failed && begun.length === 0) throw failed.reason
      return begun.map((info) => toRecordingState(info))
    },
    async endClosed(open) {
      if (recorder.kind !== 'embedded') return
      const over = (await recorder.list()).filter(
        ({ roomName, roomId, status }) => !isFinal(status) && open.get(roomName) !== roomId,
      )
      await Promise.all(over.map(({ egressId }) => recorder.stop(egressId)))
    },
    async startComposite(room) {
      const target = { type: 'room_composite' } as const
      const info = await recorder.start({ roomName: room.room, roomId: room.roomId, target })
      onInfo(info)
      return toRecordingState(info)
    },
    async stop(room, input) {
      wishes.add(room.roomId, toWish(input, false))
      const isNamed = isSelected(input)
      const named = [...room.recordings.values()].filter((one) => !FINAL.has(one.status) && isNamed(one))
      await Promise.all(named.map(({ egressId }) => end(room, egressId)))
      return named
    },
    close() {
      closed = true
      for (const callOff of wakes.values()) callOff()
    },
  }
}

const FINAL: ReadonlySet<RecordingState['status']> = new Set([
  'complete',
  'failed',
  'aborted',
  'limit_reached',
])

const toWish = ({ trackId, identity }: StartRecordingInput, isWanted: boolean): RecordWish => ({
  ...(trackId !== undefined && { trackId }),
  ...(identity !== undefined && { identity }),
  isWanted,
})

/** The tracks that a person named; all of the room where nothing is named. */
const isSelected =
  (input: StartRecordingInput) =>
  (one: RecordingState): boolean =>
    (input.trackId === undefined || one.trackId === input.trackId) &&
    (input.identity === undefined || one.identity === input.identity)

const selectTracks = (room: LiveRoom, input: StartRecordingInput): LiveTrack[] =>
  [...room.people.values()]
    .filter(({ identity }) => input.identity === undefined || identity === input.identity)
    .flatMap(({ tracks }) => [...tracks.values()])
    .filter(({ trackId }) => input.trackId === undefined || trackId === input.trackId)
