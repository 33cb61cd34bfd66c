/** The live part of each project of `lockstep capture`, made of the real rooms, recorders and buckets. */
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../core/model/index.ts'
import { openBucketWriter } from '../capture/bucket/openBucketWriter.ts'
import { sidecarKey } from '../capture/bucket/keys.ts'
import { endBucket } from '../capture/bucket/endBucket.ts'
import { findBucketAccess, type BucketWriter } from '../capture/bucket/bucketWriter.ts'
import type { WebhookControl } from '../capture/api/context.ts'
import { createEgressRecorder, type EgressRecorder } from '../capture/egress/egressRecorder.ts'
import { openProjectWebhooks, type ProjectWebhooks } from '../capture/egress/projectWebhooks.ts'
import { createEmbeddedRecorder } from '../capture/embedded/embeddedRecorder.ts'
import { createLeftLogs } from '../capture/live/leftLogs.ts'
import { openLivekitRooms } from '../capture/live/livekitRooms.ts'
import { describeHealth, type HealthProblem } from '../capture/live/describeHealth.ts'
import { findClockTrouble, findDiskTrouble } from '../capture/live/surroundings.ts'
import { createProjectLive, type ProjectLive, type ProjectLiveOptions } from '../capture/live/projectLive.ts'
import { createPublishedTracks } from '../capture/live/publishedTracks.ts'
import { settleRecordings } from '../capture/live/settleRecordings.ts'
import { readStorageTrouble } from '../capture/live/storageTroubles.ts'
import { openRoomWriters } from '../capture/live/roomWriters.ts'
import type { WallClock } from '../capture/model/media.ts'
import { captureError } from '../capture/model/problems.ts'
import { openRoom, type RoomSession } from '../capture/room/room.ts'
import { createRecorderToken } from '../capture/room/token.ts'
import { createWallClock } from '../capture/room/wallClock.ts'
import {
  getProject,
  listProjects,
  readAccess,
  type Project,
  type ProjectAccess,
} from '../capture/store/projects.ts'
import { findRoom } from '../capture/store/rooms.ts'
import type { StoredRecording } from '../capture/store/recordings.ts'
import type { CaptureStore } from '../capture/store/store.ts'

export interface CaptureProjects {
  /** Throws UserError `project_missing`, or what hindered its bucket from opening. */
  live(project: string): ProjectLive
  /** What is wrong with the whole of it. */
  problems(): readonly HealthProblem[]
  /** A webhook of LiveKit. Throws what `live` throws, and UserError `webhook_refused`, `disk_full`. */
  receive: WebhookControl['receive']
  /**
   * Makes a project's live part anew: it came, or went, or what its server, bucket and recorder are reached with changed.
   * Recordings go on in the same files, with a hole. Never rejects; one after another.
   */
  refresh(project: string): Promise<void>
  close(): Promise<void>
}

export interface CaptureProjectsOptions {
  readonly store: CaptureStore
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: (line: Readonly<Record<string, unknown>>) => void
}

const TOKEN_SECONDS = 3600
const LOOK_AROUND_MS = 30_000
/** So long what is under way may take at the end: what does not answer by then is left to a next process. */
const LAST_WORK_MS = 3000

export async function openCaptureProjects(options: CaptureProjectsOptions): Promise<CaptureProjects> {
  const { store, log } = options
  const clock = createWallClock()
  const open = new Map<string, OpenedProject>()
  const failures = new Map<string, unknown>()
  /** The refresh of a project that is under way. */
  const turns = new Map<string, Promise<void>>()
  let isClosed = false
  const tellTrouble = (project: string, error: unknown): void =>
    log({
      event: 'project_trouble',
      project,
      message: error instanceof Error ? error.message : String(error),
    })
  const start = async (project: string): Promise<void> => {
    try {
      const opened = await openProject(project, { ...options, clock })
      open.set(project, opened)
      failures.delete(project)
      opened.live.start()
    } catch (error) {
      failures.set(project, error)
      tellTrouble(project, error)
    }
  }
  const stop = async (project: string): Promise<void> => {
    const opened = open.get(project)
    open.delete(project)
    if (!opened) return
    opened.stopLooking()
    const giveUp = setTimeout(() => opened.closing.abort(), LAST_WORK_MS)
    await opened.live.close()
    await opened.webhooks.close()
    clearTimeout(giveUp)
    await opened.bucket.close()
  }
  const refreshNow = async (project: string): Promise<void> => {
    if (isClosed) return
    const isThere = listProjects(store).some((one) => one.project === project)
    if (isThere && isDeepStrictEqual(open.get(project)?.settings, readSettings(store, project))) return
    failures.delete(project)
    await stop(project).catch((error: unknown) => tellTrouble(project, error))
    if (isThere) await start(project)
  }
  await Promise.all(listProjects(store).map(({ project }) => start(project)))
  const find = (project: string): OpenedProject => {
    getProject(store, project)
    const opened = open.get(project)
    if (opened) return opened
    const failure = failures.get(project)
    if (failure instanceof UserError) throw failure
    throw captureError('project_starting', `project ${project} is starting`)
  }
  return {
    live: (project) => find(project).live,
    problems: () =>
      describeHealth(
        [...open.values()].flatMap(({ live }) => live.alerts()),
        failures.size,
      ),
    async receive(project, { body, authorization }) {
      const { event } = await find(project).webhooks.receive(body, authorization)
      return { event: event.event, room: event.room?.name ?? event.egressInfo?.roomName }
    },
    refresh(project) {
      const turn = (turns.get(project) ?? Promise.resolve()).then(() => refreshNow(project))
      turns.set(project, turn)
      return turn
    },
    async close() {
      isClosed = true
      await Promise.all(turns.values())
      await Promise.all([...open.keys()].map(stop))
    },
  }
}

interface World extends CaptureProjectsOptions {
  readonly clock: WallClock
}

interface OpenedProject {
  readonly settings: ProjectSettings
  readonly live: ProjectLive
  readonly webhooks: ProjectWebhooks
  readonly bucket: BucketWriter
  readonly closing: AbortController
  readonly stopLooking: () => void
}

/** All that a live part is made of; a title or a consent text is not. */
type ProjectSettings = ProjectAccess & Pick<Project, 'recorder'>

const readSettings = (store: CaptureStore, project: string): ProjectSettings => ({
  ...readAccess(store, project),
  recorder: getProject(store, project).recorder,
})

async function openProject(project: string, world: World): Promise<OpenedProject> {
  const { store, env, clock, log, version } = world
  const access = readSettings(store, project)
  const closing = new AbortController()
  const bucket = endBucket(
    await openBucketWriter(access.bucketUri, { env, credentials: access.s3 }),
    closing.signal,
  )
  const folder = join(store.folder, 'projects', project)
  const sessions = new Map<string, RoomSession>()
  const livekit = openLivekitRooms(access)
  const webhooks = await openProjectWebhooks({
    ...livekitOf(access),
    folder,
    bucket,
    clock,
    isEgress: access.recorder === 'egress',
    // The server may record for others as well.
    onInfo(info) {
      if (findRoom(store, project, info.roomName)) live.onInfo(info)
    },
    onTrouble: (error, info) => live.trouble(info?.roomName ?? '', error),
  })
  const left = createLeftLogs({
    folder,
    bucket,
    listOpen: async () => new Set((await livekit.list()).map(({ sid }) => sid)),
    onBrought: (roomName) => live.trouble(roomName, undefined),
    onTrouble(error) {
      const trouble = readStorageTrouble(error)
      live.storageTrouble('rooms that are over', trouble)
      if (error !== undefined && !trouble) log({ event: 'upload_trouble', project, message: String(error) })
    },
  })
  let recover: (() => Promise<void>) | undefined
  let query: EgressRecorder['query'] | undefined
  const makeRecorder: ProjectLiveOptions['makeRecorder'] = ({ events, subscribe }) => {
    const isEgress = access.recorder === 'egress'
    const embedded = createEmbeddedRecorder({
      events,
      subscribe: isEgress ? () => undefined : subscribe,
      bucket,
      clock,
      version,
      spoolFolder: join(folder, 'spool'),
      ntpOf: 'publisher',
      liveCopies: true,
    })
    recover = async () => {
      const isPublished = createPublishedTracks(livekit)
      await embedded.recover((track, roomId) => !isEgress && isPublished(track, roomId))
      if (isEgress) return
      const known = new Set((await embedded.list()).map(({ egressId }) => egressId))
      await settleRecordings({ store, project, known, readSidecar: (one) => readSidecar(bucket, one) })
    }
    if (isEgress) {
      const recorder = createEgressRecorder({
        ...livekitOf(access),
        bucket: { uri: access.bucketUri, access: findBucketAccess(env, access.s3) },
        events: { onInfo: (info) => webhooks.take(info) },
      })
      query = (wanted) => recorder.query(wanted)
      // What the embedded one had begun before the project changed to this one, it brings to the bucket.
      return { recorder: { ...recorder, close: () => embedded.close() } }
    }
    return { recorder: embedded, media: embedded }
  }
  const live: ProjectLive = createProjectLive({
    project,
    store,
    livekit,
    makeRecorder,
    nowMs: Date.now,
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    log,
    async openSession({ roomName, roomId }, listener) {
      const identity = `lockstep-recorder-${project}`
      const { apiKey, apiSecret } = livekitOf(access)
      const session = await openRoom({
        url: access.livekitUrl,
        async token() {
          // LiveKit would open a room that has closed anew for whoever joins it: not for a recorder alone.
          const isOpen = (await livekit.list([roomName])).some(({ sid }) => sid === roomId)
          if (!isOpen) throw captureError('livekit_refused', `room ${roomName} has closed`)
          return createRecorderToken({
            apiKey,
            apiSecret,
            room: roomName,
            identity,
            ttlSeconds: TOKEN_SECONDS,
          })
        },
        clock,
        listener,
        signal: closing.signal,
      })
      sessions.set(roomName, session)
      return {
        setSubscribed: session.setSubscribed,
        async close() {
          if (sessions.get(roomName) === session) sessions.delete(roomName)
          await session.close()
        },
      }
    },
    openWriters: (room) =>
      left.open(room.roomId, () =>
        openRoomWriters({
          room,
          folder,
          bucket,
          clock,
          send: (identity, topic, payload) =>
            void sessions
              .get(room.roomName)
              ?.sendData(payload, { reliable: false, topic, destinationIdentities: [identity] })
              .catch(() => undefined),
          onEvent: (event) => live.report(event),
          onTrouble: (error) => live.trouble(room.roomName, error),
        }),
      ),
  })
  await recover?.()
  await webhooks.start(query)
  const stopLooking = lookAround(async () => {
    void left.bring()
    live.storageTrouble('state folder', await findDiskTrouble(store.folder, statfs))
    const clocks = await findClockTrouble(access.livekitUrl, { fetch, nowMs: Date.now })
    if (clocks) live.report({ type: 'trouble', code: 'clock_wrong', ...clocks, atMs: Date.now() })
  })
  return { settings: access, live, webhooks, bucket, closing, stopLooking }
}

/** Now and every half minute. */
function lookAround(look: () => Promise<void>): () => void {
  void look()
  const timer = setInterval(() => void look(), LOOK_AROUND_MS)
  return () => clearInterval(timer)
}

async function readSidecar(bucket: BucketWriter, recording: StoredRecording): Promise<string | undefined> {
  const { identity, egressId } = recording.state
  if (identity === undefined) return undefined
  const person = { roomName: recording.room, roomId: recording.roomId, identity }
  const bytes = await bucket.read(sidecarKey(person, egressId))
  return bytes && new TextDecoder().decode(bytes)
}

const livekitOf = (access: ProjectAccess) => ({
  livekitUrl: access.livekitUrl,
  apiKey: access.livekitApiKey,
  apiSecret: access.livekitApiSecret,
})
