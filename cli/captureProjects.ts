/** The live part of each project of `lockstep capture`, made of the real rooms, recorders and buckets. */
import { join } from 'node:path'
import { UserError } from '../core/model/index.ts'
import { openBucketWriter } from '../capture/bucket/openBucketWriter.ts'
import type { BucketWriter } from '../capture/bucket/bucketWriter.ts'
import { createEgressRecorder } from '../capture/egress/egressRecorder.ts'
import { createEmbeddedRecorder } from '../capture/embedded/embeddedRecorder.ts'
import { uploadLeftJournals } from '../capture/journal/index.ts'
import { openLivekitRooms, type LivekitRooms } from '../capture/live/livekitRooms.ts'
import { createProjectLive, type ProjectLive, type ProjectLiveOptions } from '../capture/live/projectLive.ts'
import { openRoomWriters } from '../capture/live/roomWriters.ts'
import type { WallClock } from '../capture/model/media.ts'
import { captureError } from '../capture/model/problems.ts'
import type { TrackFacts } from '../capture/model/recorder.ts'
import { openRoom, type RoomSession } from '../capture/room/room.ts'
import { createRecorderToken } from '../capture/room/token.ts'
import { createWallClock } from '../capture/room/wallClock.ts'
import { uploadLeftTexts } from '../capture/text/index.ts'
import { getProject, listProjects, readAccess, type ProjectAccess } from '../capture/store/projects.ts'
import type { CaptureStore } from '../capture/store/store.ts'

export interface CaptureProjects {
  /** Throws UserError `project_missing`, or what hindered its bucket from opening. */
  live(project: string): ProjectLive
  /** Makes a project's live part anew: it came, its settings changed, or it went. */
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

export async function openCaptureProjects(options: CaptureProjectsOptions): Promise<CaptureProjects> {
  const { store, log } = options
  const clock = createWallClock()
  const open = new Map<string, { readonly live: ProjectLive; readonly bucket: BucketWriter }>()
  const failures = new Map<string, unknown>()
  const start = async (project: string): Promise<void> => {
    try {
      const opened = await openProject(project, { ...options, clock })
      open.set(project, opened)
      failures.delete(project)
      opened.live.start()
    } catch (error) {
      failures.set(project, error)
      log({
        event: 'project_trouble',
        project,
        message: error instanceof Error ? error.message : String(error),
      })
    }
  }
  const stop = async (project: string): Promise<void> => {
    const opened = open.get(project)
    open.delete(project)
    await opened?.live.close()
    await opened?.bucket.close()
  }
  await Promise.all(listProjects(store).map(({ project }) => start(project)))
  return {
    live(project) {
      getProject(store, project)
      const opened = open.get(project)
      if (opened) return opened.live
      const failure = failures.get(project)
      if (failure instanceof UserError) throw failure
      throw new UserError('project_starting', `project ${project} is starting`, {
        hint: 'Ask again in a moment.',
      })
    },
    async refresh(project) {
      await stop(project)
      if (listProjects(store).some((one) => one.project === project)) await start(project)
    },
    close: async () => void (await Promise.all([...open.keys()].map(stop))),
  }
}

interface World extends CaptureProjectsOptions {
  readonly clock: WallClock
}

async function openProject(
  project: string,
  world: World,
): Promise<{ live: ProjectLive; bucket: BucketWriter }> {
  const { store, env, clock, log, version } = world
  const access = readAccess(store, project)
  const bucket = await openBucketWriter(access.bucketUri, { env, credentials: access.s3 })
  const folder = join(store.folder, 'projects', project)
  const closing = new AbortController()
  const sessions = new Map<string, RoomSession>()
  const livekit = openLivekitRooms(access)
  let recover: (() => Promise<unknown>) | undefined
  const makeRecorder: ProjectLiveOptions['makeRecorder'] = ({ events, subscribe }) => {
    if (getProject(store, project).recorder === 'egress')
      return {
        recorder: createEgressRecorder({
          ...livekitOf(access),
          bucket: { uri: access.bucketUri, access: access.s3 },
          events,
        }),
      }
    const recorder = createEmbeddedRecorder({
      events,
      subscribe,
      bucket,
      clock,
      version,
      spoolFolder: join(folder, 'spool'),
      ntpOf: 'server',
      liveCopies: true,
    })
    recover = () => recorder.recover((track, roomId) => isPublished(livekit, track, roomId))
    return { recorder, media: recorder }
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
      return session
    },
    openWriters: (room) =>
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
  })
  await recover?.()
  // What a killed process left of rooms that have ended meanwhile; of those still open it is taken up.
  const openIds = await livekit.list().then(
    (rooms) => new Set(rooms.map(({ sid }) => sid)),
    () => undefined,
  )
  if (openIds) {
    const left = [
      uploadLeftJournals({ folder: join(folder, 'events'), bucket, openIds }),
      uploadLeftTexts({ folder: join(folder, 'text'), bucket, openIds }),
    ]
    for (const one of left)
      one.catch((error: unknown) => log({ event: 'upload_trouble', project, message: String(error) }))
  }
  return { live, bucket }
}

/** Whether that track of that opening of a room goes on; unknown (the server is down) counts as not. */
async function isPublished(livekit: LivekitRooms, track: TrackFacts, roomId: string): Promise<boolean> {
  try {
    const room = (await livekit.list()).find(({ sid }) => sid === roomId)
    const people = room ? await livekit.participants(room.name) : []
    return people.some(({ tracks }) => tracks.some(({ sid }) => sid === track.trackId))
  } catch {
    return false
  }
}

const livekitOf = (access: ProjectAccess) => ({
  livekitUrl: access.livekitUrl,
  apiKey: access.livekitApiKey,
  apiSecret: access.livekitApiSecret,
})
