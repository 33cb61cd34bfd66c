/** Publishers in a process of their own: run by startChild. They join a few at a time and publish until the end. */
import { argv } from 'node:process'
import { AccessToken } from 'livekit-server-sdk'
import { createWallClock } from '../../capture/room/wallClock.ts'
import { loadVideo, type VideoOptions } from '../support/capture/rtpPublisher/media/video.ts'
import {
  createRtpPublisher,
  type PublishedTrack,
  type RtpPublisherOptions,
} from '../support/capture/rtpPublisher/publisher.ts'
import { serveQuestions } from './captureChild.ts'

export interface PublisherChildOptions {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly roomName: string
  readonly people: readonly PersonOptions[]
}

export interface PersonOptions extends Omit<
  RtpPublisherOptions,
  'url' | 'createToken' | 'tracks' | 'clock' | 'epochNs'
> {
  readonly video: VideoOptions
  /** Of a packet of video; as the publisher chooses by itself where it is not given. */
  readonly mtu?: number
}

export interface JoinedTrack {
  readonly identity: string
  readonly trackId: string
  readonly kind: 'audio' | 'video'
  /** When it was published, ms since 1970. */
  readonly atMs: number
}

export interface TrackTruth extends JoinedTrack {
  /** Number and instant of each frame or click, ns since 1970 as decimal text. */
  readonly sent: readonly { readonly number: number; readonly takenNs: string }[]
  readonly packets: number
  readonly resent: number
  readonly keyFrames: number
}

export interface PublishersTruth {
  readonly tracks: readonly TrackTruth[]
  /** Packets given to the ways, and lost on them. */
  readonly sent: number
  readonly lost: number
}

/** Each joining costs a handshake: all at once, the server would be what is measured. */
const JOINING_AT_ONCE = 4

const options = JSON.parse(argv[2] ?? '{}') as PublisherChildOptions
const clock = createWallClock()
const published: { readonly joined: JoinedTrack; readonly track: PublishedTrack }[] = []

const createToken = (identity: string): Promise<string> => {
  const token = new AccessToken(options.apiKey, options.apiSecret, { identity, ttl: 3600 })
  token.addGrant({ roomJoin: true, room: options.roomName, canPublish: true, canPublishData: true })
  return token.toJwt()
}

const people = await Promise.all(
  options.people.map(async ({ video: described, mtu, ...person }) => {
    const video = await loadVideo(described)
    const tracks = [
      { kind: 'video', video, ...(mtu === undefined ? {} : { mtu }) },
      { kind: 'audio' },
    ] as const
    return createRtpPublisher({ ...person, tracks, url: options.url, clock, createToken })
  }),
)

async function joinAll(): Promise<JoinedTrack[]> {
  const waiting = people.values()
  const work = async (): Promise<void> => {
    for (const person of waiting) {
      const tracks = await person.join()
      for (const track of tracks) {
        const { trackId, kind } = track
        published.push({ track, joined: { identity: person.identity, trackId, kind, atMs: Date.now() } })
      }
    }
  }
  await Promise.all(Array.from({ length: JOINING_AT_ONCE }, work))
  return published.map(({ joined }) => joined)
}

async function end(): Promise<PublishersTruth> {
  const tracks = published.map(({ joined, track }) => ({
    ...joined,
    sent: track.sent.map(({ number, takenNs }) => ({ number, takenNs: String(takenNs) })),
    packets: track.counts().packets,
    resent: track.counts().resent,
    keyFrames: track.keyFrames(),
  }))
  await Promise.all(people.map((person) => person.leave()))
  const sum = (of: 'sent' | 'lost'): number => people.reduce((all, { wayCounts }) => all + wayCounts[of], 0)
  return { tracks, sent: sum('sent'), lost: sum('lost') }
}

serveQuestions({ join: joinAll, end })
