/**
 * Publishes pictures and sound into a LiveKit room by `@livekit/rtc-node`. It resumes short breaks by itself; `onLost`
 * says when it has given up. Its candidates leave out `lo`: a server that listens on loopback alone is not reached.
 */
import type * as rtc from '@livekit/rtc-node'
import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '../../core/model/index.ts'
import { RATE_HZ } from './messages.ts'
import { explainLoss, type RoomAccess } from './roomAccess.ts'
import { StampSeat } from './stampSeat.ts'

export interface TracksWanted {
  readonly video: { readonly width: number; readonly height: number; readonly fps: number } | undefined
  readonly channels: 1 | 2 | undefined
}

export interface Picture {
  /** Planar 4:2:0 without padding, in a buffer of its own. */
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

export interface Publisher {
  /** `TR_…` of what was published. */
  readonly trackIds: readonly string[]
  /** `dueUs`: when it is of, in µs of the monotonic clock (`performance` and libwebrtc share its rate). */
  capturePicture(picture: Picture, dueUs: bigint): void
  /** 10 ms of interleaved samples. */
  captureSound(samples: Int16Array): void
  /** Bytes that were sent since the beginning, headers of RTP left out. */
  readSentBytes(): Promise<number>
  /** Never rejects. */
  close(): Promise<void>
}

export type Publish = (
  access: RoomAccess,
  tracks: TracksWanted,
  /** Once it has resolved. `undefined`: worth another try; an error: it is not. */
  onLost: (error: UserError | undefined) => void,
) => Promise<Publisher>

const MAX_AUDIO_BITS = 48_000n

/** Bits a second for a picture of this size: 0.1 a pixel and frame, between 300 kbit/s and 6 Mbit/s. */
export const chooseBitrate = ({
  width,
  height,
  fps,
}: {
  width: number
  height: number
  fps: number
}): number => Math.round(Math.min(6_000_000, Math.max(300_000, width * height * fps * 0.1)))

export const publish: Publish = async (access, tracks, onLost) => {
  const sdk = await loadSdk()
  const room = new sdk.Room()
  let [isJoined, isClosed] = [false, false]
  let lost: UserError | undefined
  room.on(sdk.RoomEvent.Disconnected, (reason) => {
    lost = explainLoss(sdk.DisconnectReason[reason] ?? 'UNKNOWN_REASON', access.room)
    if (isJoined && !isClosed) onLost(lost)
  })
  const { video, audio } = await publishTracks(sdk, room, { access, tracks }).catch(
    async (error: unknown) => {
      // Whoever is left in the room would be thrown out of it by the next try, and end that too.
      await room.disconnect().catch(() => undefined)
      throw lost ?? error
    },
  )
  isJoined = true
  const seat = new StampSeat()
  return {
    trackIds: [video?.trackId, audio?.trackId].filter((id) => id !== undefined),
    capturePicture({ data, width, height }, dueUs) {
      const frame = new sdk.VideoFrame(data, width, height, sdk.VideoBufferType.I420)
      if (isClosed || !video) return
      const nowUs = Number(process.hrtime.bigint()) / 1000
      video.source.captureFrame(frame, BigInt(Math.round(seat.stamp(Number(dueUs), nowUs))))
    },
    captureSound(samples) {
      if (isClosed || !audio || !tracks.channels) return
      const frame = new sdk.AudioFrame(samples, RATE_HZ, tracks.channels, samples.length / tracks.channels)
      // It is refused only while the track is being closed.
      audio.source.captureFrame(frame).catch(() => undefined)
    },
    async readSentBytes() {
      if (isClosed) return 0
      const { publisherStats } = await room.getRtcStats()
      return publisherStats.reduce((sum, { stats }) => {
        return stats.case === 'outboundRtp' ? sum + Number(stats.value.sent?.bytesSent ?? 0n) : sum
      }, 0)
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await leave(room)
      await video?.source.close()
      await audio?.source.close()
    },
  }
}

const LEAVE_MS = 3000

/** The library answers nothing of a connection that it lost without noticing. */
async function leave(room: rtc.Room): Promise<void> {
  const left = new AbortController()
  const patience = wait(LEAVE_MS, undefined, { signal: left.signal })
  await Promise.race([room.disconnect(), patience]).catch(() => undefined)
  left.abort()
  await patience.catch(() => undefined)
}

/** Ends what the library holds of the process; nothing can be published afterwards. */
export async function disposePublishing(): Promise<void> {
  const sdk = await loadSdk()
  await sdk.dispose()
}

/** The library writes its log into the program's own output: it is told to be still before it is loaded. */
function loadSdk(): Promise<typeof rtc> {
  process.env['NODE_ENV'] ??= 'production'
  process.env['RUST_LOG'] ??= 'off'
  return import('@livekit/rtc-node')
}

async function publishTracks(
  sdk: typeof rtc,
  room: rtc.Room,
  { access, tracks }: { access: RoomAccess; tracks: TracksWanted },
) {
  await room.connect(access.url, access.token, { autoSubscribe: false, dynacast: false })
  const video = tracks.video && (await publishVideo(sdk, room, tracks.video))
  const audio = tracks.channels && (await publishAudio(sdk, room, tracks.channels))
  return { video, audio }
}

async function publishVideo(
  sdk: typeof rtc,
  room: rtc.Room,
  video: NonNullable<TracksWanted['video']>,
): Promise<{ source: rtc.VideoSource; trackId: string | undefined }> {
  const source = new sdk.VideoSource(video.width, video.height)
  const track = sdk.LocalVideoTrack.createVideoTrack('camera', source)
  const options = new sdk.TrackPublishOptions({
    source: sdk.TrackSource.SOURCE_CAMERA,
    videoCodec: sdk.VideoCodec.VP8,
    simulcast: false,
    videoEncoding: { maxBitrate: BigInt(chooseBitrate(video)), maxFramerate: video.fps },
  })
  const publication = await getLocal(room).publishTrack(track, options)
  return { source, trackId: publication.sid }
}

async function publishAudio(
  sdk: typeof rtc,
  room: rtc.Room,
  channels: 1 | 2,
): Promise<{ source: rtc.AudioSource; trackId: string | undefined }> {
  // No queue: the library's own adds up to 660 ms.
  const source = new sdk.AudioSource(RATE_HZ, channels, 0)
  const track = sdk.LocalAudioTrack.createAudioTrack('microphone', source)
  const options = new sdk.TrackPublishOptions({
    source: sdk.TrackSource.SOURCE_MICROPHONE,
    audioEncoding: { maxBitrate: MAX_AUDIO_BITS },
    dtx: false,
    red: true,
  })
  const publication = await getLocal(room).publishTrack(track, options)
  return { source, trackId: publication.sid }
}

function getLocal(room: rtc.Room): rtc.LocalParticipant {
  if (!room.localParticipant)
    throw new UserError('livekit_lost', 'the room was left while tracks were published')
  return room.localParticipant
}
