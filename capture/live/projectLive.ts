/**
 * One project, live: finds its open rooms (every 2 s, and at once when somebody is about to join or a webhook came),
 * keeps a hidden session in each, and keeps what is recorded at what is to be recorded. Rooms that are not planned in
 * the project are left alone: nobody in them agreed to anything.
 */
import type { EgressInfo } from '@livekit/protocol'
import { UserError } from '../../core/model/index.ts'
import { captureError } from '../model/problems.ts'
import type { Recorder, RecorderEvents, TrackFacts } from '../model/recorder.ts'
import { isFinal, type RecordingState } from '../model/recordingState.ts'
import { listOpenRecordings } from '../store/recordings.ts'
import { findRoom, listRooms, type Room } from '../store/rooms.ts'
import type { CaptureStore } from '../store/store.ts'
import { findAlerts, type AlertCode } from './alerts.ts'
import { keepAttendance } from './attendance.ts'
import { describeRoom, nameAlerts } from './describeRoom.ts'
import { createEarlyNotes } from './earlyNotes.ts'
import { flushRoom } from './flushRoom.ts'
import { createLateWrites } from './lateWrites.ts'
import type { LiveControl, RoomState } from './liveControl.ts'
import { applyLiveEvent, NOTHING, type LiveEvent, type LiveRoom, type LiveState } from './liveState.ts'
import type { LivekitRooms } from './livekitRooms.ts'
import { createRecordingLedger, type RecordingEvent } from './recordingLedger.ts'
import { createRecordKeeper } from './recordKeeper.ts'
import { createRecordWishes } from './recordWishes.ts'
import { createRoomNews } from './roomNews.ts'
import {
  createStorageTroubles,
  readRecordingTrouble,
  readStorageTrouble,
  sayProblem,
  type StorageTrouble,
} from './storageTroubles.ts'
import { createRecordedTeller } from './tellRecorded.ts'
import type { RecorderMedia, RoomWatchOptions } from './roomWatch.ts'
import { createRoomWatches } from './roomWatches.ts'

export interface ProjectRecorder {
  readonly recorder: Recorder
  /** The embedded recorder's ears. */
  readonly media?: RecorderMedia
}

export interface ProjectLiveOptions extends Pick<RoomWatchOptions, 'openSession' | 'openWriters'> {
  readonly project: string
  readonly store: CaptureStore
  readonly livekit: LivekitRooms
  readonly makeRecorder: (ports: {
    readonly events: RecorderEvents
    readonly subscribe: (trackId: string, wanted: boolean, room: { readonly roomName: string }) => void
  }) => ProjectRecorder
  readonly nowMs: () => number
  /** Calls back once, later; returns how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void
  readonly log: (line: Readonly<Record<string, unknown>>) => void
}

export interface ProjectLive extends LiveControl {
  readonly recorder: Recorder
  /** Looks for open rooms now; resolves when each is watched or has said why not. */
  look(): Promise<void>
  /** Looks again and again until `close`. */
  start(): void
  /** A recording's news from elsewhere: a webhook, a list. */
  onInfo(info: EgressInfo): void
  report(event: LiveEvent): void
  /** What was found of disk or bucket elsewhere; undefined: it is well there. */
  storageTrouble(from: string, trouble: StorageTrouble | undefined): void
  /** What failed of a room, in words; `undefined` once it works again. */
  trouble(room: string, error: unknown): void
  close(): Promise<void>
}

const LOOK_MS = 2000

export function createProjectLive(options: ProjectLiveOptions): ProjectLive {
  const { project, store, livekit, nowMs, after, log } = options
  let state: LiveState = NOTHING
  let closed = false
  let looking: Promise<void> | undefined
  let callOffLook: (() => void) | undefined
  /** What the recorder wants to hear, by room; it may say so before the room is watched. */
  const subscribed = new Map<string, Set<string>>()
  const news = createRoomNews({ describe, after })
  const early = createEarlyNotes(nowMs)
  const storage = createStorageTroubles((change) => report({ type: 'trouble', ...change, atMs: nowMs() }))
  const writes = createLateWrites((trouble) => storage.take('store', trouble))
  /** Each room's alerts at the last look. */
  const alertsSeen = new Map<string, string>()
  const teller = createRecordedTeller({ livekit, onTrouble: trouble })
  const ledger = createRecordingLedger({
    store,
    writes,
    project,
    aboutOf({ roomName, request }) {
      const trackId = request.case === 'track' ? request.value.trackId : undefined
      return [...(state.rooms.get(roomName)?.people.values() ?? [])]
        .flatMap(({ tracks }) => [...tracks.values()])
        .find((one) => one.trackId === trackId)
    },
  })

  const { recorder, media } = options.makeRecorder({
    events: { onInfo, onProgress },
    subscribe(trackId, wanted, { roomName }) {
      const tracks = subscribed.get(roomName) ?? new Set()
      subscribed.set(roomName, tracks)
      if (wanted) tracks.add(trackId)
      else tracks.delete(trackId)
      watches.get(roomName)?.session.setSubscribed(trackId, wanted)
    },
  })
  const keeper = createRecordKeeper({
    recorder,
    nowMs,
    after,
    isAutoRecorded: (room) => findRoom(store, project, room)?.autoRecord ?? false,
    wishes: createRecordWishes({ store, writes, project }),
    onInfo,
    onFailed: (room, error) =>
      report({ type: 'failed', room, message: error === undefined ? undefined : sayProblem(error) }),
  })

  const watches = createRoomWatches({
    openSession: options.openSession,
    openWriters: options.openWriters,
    media,
    nowMs,
    onEvent: report,
    onOpened({ roomName, roomId }) {
      // What an earlier process started and LiveKit still runs is taken up, not started again.
      for (const known of listOpenRecordings(store, project, roomName))
        if (known.roomId === roomId) report({ type: 'recording', room: roomName, state: known.state })
    },
    onWatched(watch) {
      const { roomName, roomId } = watch
      for (const trackId of subscribed.get(roomName) ?? []) watch.session.setSubscribed(trackId, true)
      // Each is a second on its way to the disk, which may be full: nothing waits for them.
      for (const event of early.take(roomName))
        void watch.write(event).catch((error: unknown) => trouble(roomName, error))
      log({ event: 'room_watched', project, room: roomName, roomId })
      const live = state.rooms.get(roomName)
      if (live) keeper.keep(live)
    },
    onLeft({ roomName }) {
      const live = state.rooms.get(roomName)
      for (const identity of live?.people.keys() ?? []) report({ type: 'left', room: roomName, identity })
      report({ type: 'room_closed', room: roomName })
      log({ event: 'room_left', project, room: roomName })
    },
    onLost: () => void lookAgain(),
    onTrouble: trouble,
  })

  function report(event: LiveEvent): void {
    if (!show(event) || event.type === 'trouble') return
    const room = state.rooms.get(event.room)
    const atMs = nowMs()
    writes.write(() => keepAttendance(event, { store, project, roomId: room?.roomId, nowMs: atMs }))
    if (!room || event.type === 'failed') return
    keeper.keep(room)
    teller.keep(room)
  }

  /** False where it changes nothing. */
  function show(event: LiveEvent): boolean {
    const before = state
    state = applyLiveEvent(state, event)
    if (state === before || closed) return false
    if (event.type === 'trouble') {
      tellTrouble(event.code, before.troubles.has(event.code))
      return true
    }
    news.changed(event.room)
    return true
  }

  /** In the log, once: it came, or it is over. */
  function tellTrouble(code: AlertCode, wasThere: boolean): void {
    const found = findAlerts(state).find((one) => one.code === code)
    if (found && !wasThere) log({ event: 'alert', project, code, message: `${found.message}. ${found.hint}` })
    if (!found && wasThere) log({ event: 'alert_over', project, code })
  }

  const openingOf = (info: EgressInfo): LiveRoom | undefined => {
    const open = state.rooms.get(info.roomName)
    return open?.roomId === info.roomId ? open : undefined
  }

  function onInfo(info: EgressInfo, track?: TrackFacts): void {
    const taken = ledger.take(info, track)
    for (const event of taken?.events ?? []) writeRecording(event, taken!.state, info)
    storage.take(info.egressId, isFinal(info.status) ? undefined : readRecordingTrouble(info.error))
    if (taken && openingOf(info)) report({ type: 'recording', room: info.roomName, state: taken.state })
  }

  /** Nothing began or ended, so nothing is to be started or stopped. */
  function onProgress(infos: readonly EgressInfo[]): void {
    for (const { info, state: recording } of ledger.takeProgress(infos))
      if (openingOf(info)) show({ type: 'recording', room: info.roomName, state: recording })
  }

  function writeRecording(
    event: RecordingEvent,
    { egressId, trackId, identity, source, error }: RecordingState,
    { roomName, roomId }: EgressInfo,
  ): void {
    const watch = watches.get(roomName)
    // What is told late of an earlier opening is not of this one's journal.
    if (roomId !== '' && watch?.roomId !== roomId) return
    void watch
      ?.write({ event, egressId, trackId, identity, source, ...(error !== undefined && { reason: error }) })
      .catch((failure: unknown) => trouble(roomName, failure))
  }

  function describe(name: string): RoomState | undefined {
    const planned = findRoom(store, project, name)
    return planned && describePlanned(planned)
  }
  function describePlanned(planned: Room): RoomState {
    const { name } = planned
    const recorded = ledger.totalsOf(name)
    return describeRoom(planned, { live: state.rooms.get(name), recorded, nowMs: nowMs() })
  }

  /** `undefined`: what was wrong works again. */
  function trouble(room: string, error: unknown): void {
    if (error === undefined) {
      storage.take(`room ${room}`, undefined)
      return report({ type: 'failed', room, message: undefined })
    }
    const message = sayProblem(error)
    // What is tried again and again is said once.
    if (state.rooms.get(room)?.lastError !== message) log({ event: 'room_trouble', project, room, message })
    report({ type: 'failed', room, message })
    storage.take(`room ${room}`, readStorageTrouble(error))
  }

  /** What becomes due with time alone: quiet tracks, alerts; and what a room could not be told. */
  function lookAtRooms(): void {
    for (const one of watches.all()) one.look()
    for (const [name, room] of state.rooms) {
      teller.keep(room)
      const shown = describe(name)
      const due = nameAlerts(shown)
      const before = alertsSeen.get(name) ?? ''
      if (due !== before) news.changed(name)
      for (const { code, identity, message, hint } of due === before ? [] : (shown?.alerts ?? []))
        if (!before.split(',').includes(`${code} ${identity}`))
          log({ event: 'alert', project, room: name, code, identity, message: `${message}. ${hint}` })
      alertsSeen.set(name, due)
    }
  }

  async function lookOnce(): Promise<void> {
    try {
      writes.retry()
      const open = new Map((await livekit.list()).map(({ name, sid }) => [name, sid]))
      report({ type: 'trouble', code: 'livekit_down', message: undefined, atMs: nowMs() })
      await watches.leaveClosed(open)
      await keeper.endClosed(open)
      const planned = [...open].filter(([name]) => findRoom(store, project, name))
      await watches.join(planned.map(([roomName, roomId]) => ({ roomName, roomId })))
      lookAtRooms()
    } catch (error) {
      const { code, message, hint } =
        error instanceof UserError ? error : { code: '', message: String(error), hint: undefined }
      // The alert of the clock says it already, and by how much.
      const isSaid = code === 'clock_wrong' && state.troubles.has('clock_wrong')
      const said = isSaid ? undefined : message
      report({ type: 'trouble', code: 'livekit_down', message: said, hint, atMs: nowMs() })
    }
  }

  const look = (): Promise<void> => {
    looking ??= lookOnce().finally(() => (looking = undefined))
    return looking
  }
  /** A look that is under way may have asked before the news. */
  const lookAgain = (): Promise<void> => (looking ? looking.then(look) : look())
  const lookOn = (): void => {
    callOffLook = undefined
    if (!closed) void look().then(() => (closed ? undefined : (callOffLook = after(LOOK_MS, lookOn))))
  }

  const getOpen = (name: string): LiveRoom => {
    if (!findRoom(store, project, name))
      throw captureError('room_missing', `project ${project} has no room ${name}`)
    const open = state.rooms.get(name)
    if (!open) throw captureError('room_closed', `room ${name} is not open`)
    return open
  }

  return {
    recorder,
    look,
    report,
    trouble,
    storageTrouble: (from, found) => storage.take(from, found),
    onInfo,
    start: lookOn,
    rooms: () =>
      listRooms(store, project)
        .map(describePlanned)
        .toSorted((a, b) => Number(b.live) - Number(a.live)),
    room: describe,
    alerts: () => findAlerts(state),
    subscribe: (listener) => news.subscribe(listener),
    expect: () => void look(),
    poke: () => void lookAgain(),
    async startRecording(name, input) {
      const open = getOpen(name)
      if (input.composite) return [await keeper.startComposite(open)]
      return keeper.start(open, input)
    },
    async stopRecording(name, input) {
      return keeper.stop(getOpen(name), input)
    },
    async note(name, event) {
      const open = watches.get(name)
      if (open) await open.write(event)
      else early.keep(name, event)
      return open !== undefined
    },
    flush: (name) =>
      flushRoom(state.rooms.get(name), watches.get(name), recorder).catch((error) => trouble(name, error)),
    async close() {
      closed = true
      callOffLook?.()
      news.close()
      keeper.close()
      await recorder.close()
      await looking
      await watches.close()
    },
  }
}
