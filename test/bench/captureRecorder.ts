/**
 * The recorder of a room by itself, put together as the backend does it: run by startChild. It records every track as it
 * is published; or, for comparison, it takes every track, counts its packets and drops them.
 */
import { EgressStatus } from '@livekit/protocol'
import { argv } from 'node:process'
import { openBucketWriter } from '../../capture/bucket/openBucketWriter.ts'
import { createEmbeddedRecorder } from '../../capture/embedded/embeddedRecorder.ts'
import { openRoomWatch } from '../../capture/live/roomWatch.ts'
import { openRoomWriters } from '../../capture/live/roomWriters.ts'
import { isFinal } from '../../capture/model/recordingState.ts'
import type { TrackFacts } from '../../capture/model/recorder.ts'
import type { RoomListener } from '../../capture/room/listener.ts'
import { openRoom, type RoomSession } from '../../capture/room/room.ts'
import { createRecorderToken } from '../../capture/room/token.ts'
import { createWallClock } from '../../capture/room/wallClock.ts'
import { RECORDER_IDENTITY } from '../../core/protocol/clockExchange.ts'
import { serveQuestions } from './captureChild.ts'

export interface RecorderChildOptions {
  readonly mode: 'record' | 'count'
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly roomName: string
  readonly roomId: string
  /** Where the bucket and what is on its way to it lie. */
  readonly folder: string
  readonly inboundLossPercent?: number
}

/** Of `count`, packets by track; of `record`, when each track's first frame was recorded, ms since 1970. */
export interface RecorderProgress {
  readonly packets: number
  readonly activeAtMs: Readonly<Record<string, number>>
  /** When its first packet came. */
  readonly firstPacketAtMs: Readonly<Record<string, number>>
  readonly troubles: readonly string[]
}

const options = JSON.parse(argv[2] ?? '{}') as RecorderChildOptions
const clock = createWallClock()
const signal = new AbortController().signal
const activeAtMs: Record<string, number> = {}
const firstPacketAtMs: Record<string, number> = {}
const troubles: string[] = []
let packets = 0

const onTrouble = (error: unknown): void => void troubles.push(String(error))

async function join(listener: RoomListener): Promise<RoomSession> {
  const { url, apiKey, apiSecret, roomName, inboundLossPercent } = options
  const identity = `${RECORDER_IDENTITY}-${options.mode}`
  const token = await createRecorderToken({ apiKey, apiSecret, room: roomName, identity, ttlSeconds: 3600 })
  const loss = inboundLossPercent === undefined ? {} : { inboundLossPercent }
  return openRoom({ url, token, clock, signal, listener, ...loss })
}

async function count(): Promise<() => Promise<void>> {
  const wanted: string[] = []
  let session: RoomSession | undefined
  session = await join({
    onTrack: ({ facts, requestKeyFrame }) => (facts.kind === 'video' ? requestKeyFrame() : undefined),
    onRtp: () => void packets++,
    onSenderReport: () => undefined,
    onTrackEnded: () => undefined,
    onTrackPublished: ({ trackId }) =>
      session ? session.setSubscribed(trackId, true) : void wanted.push(trackId),
  })
  for (const trackId of wanted) session.setSubscribed(trackId, true)
  return session.close
}

async function record(): Promise<() => Promise<void>> {
  const { folder, roomName, roomId } = options
  const bucket = await openBucketWriter(`${folder}/bucket`)
  const room = { roomName, roomId }
  const running = new Set<string>()
  let session: RoomSession | undefined
  let allEnded: (() => void) | undefined
  const recorder = createEmbeddedRecorder({
    spoolFolder: `${folder}/spool`,
    bucket,
    clock,
    ntpOf: 'publisher',
    version: 'bench',
    subscribe: (trackId, wanted) => session?.setSubscribed(trackId, wanted),
    events: {
      onInfo: ({ egressId, status, request, error }) => {
        const trackId = request.case === 'track' ? request.value.trackId : ''
        if (status === EgressStatus.EGRESS_ACTIVE) activeAtMs[trackId] ??= Date.now()
        if (error !== '') troubles.push(`${trackId}: ${error}`)
        if (!isFinal(status)) return void running.add(egressId)
        running.delete(egressId)
        if (running.size === 0) allEnded?.()
      },
    },
  })
  await recorder.recover(() => false)
  const start = (track: TrackFacts): void =>
    void recorder
      .start({ ...room, target: { type: 'track', trackId: track.trackId }, track })
      .catch(onTrouble)
  const watch = await openRoomWatch({
    room,
    nowMs: Date.now,
    media: {
      ...recorder,
      onTrack: (track) => {
        firstPacketAtMs[track.facts.trackId] ??= Date.now()
        recorder.onTrack(track)
      },
    },
    openSession: async (_room, listener) => (session = await join(listener)),
    openWriters: () =>
      openRoomWriters({
        room,
        folder: `${folder}/spool`,
        bucket,
        clock,
        send: (identity, topic, payload) =>
          void session
            ?.sendData(payload, { reliable: false, topic, destinationIdentities: [identity] })
            .catch(onTrouble),
        onEvent: () => undefined,
        onTrouble,
      }),
    onEvent: (event) => (event.type === 'published' ? start(event.track) : undefined),
    onClosed: () => undefined,
    onTrouble,
  })
  return async () => {
    const ended = new Promise<void>((resolve) => (allEnded = resolve))
    await watch.close(true)
    if (running.size > 0) await ended
    await recorder.close()
    await bucket.close()
  }
}

const end = await (options.mode === 'count' ? count() : record())
const progress = (): RecorderProgress => ({ packets, activeAtMs, firstPacketAtMs, troubles })
serveQuestions({
  progress,
  end: async () => {
    await end()
    return progress()
  },
})
