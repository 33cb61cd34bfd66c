/**
 * The same recordings in a grid of `<video>` elements, kept together in another way: by `play()` alone, or by the npm
 * packages timingsrc and timing-object as their README says. It logs what the elements present
 * (requestVideoFrameCallback) in the form of our own player's trace, so that one judge reads all.
 */
import { TimingObject } from 'timing-object'
import { setTimingsrc } from 'timingsrc'
import type { PlaybackTrace } from '../../../../app/web/playback/player.types.ts'
import type { PeerPage, PeerSetup, PeerTile } from './peers.types.ts'

/** What is painted in an animation frame is seen one refresh later: as our own player has it. */
const LEAD_MS = 1000 / 60
const SEEK_PATIENCE_MS = 5000

interface Peer {
  readonly tile: PeerTile
  readonly video: HTMLVideoElement
  readonly draws: { recordingId: string; ptsUs: number; p: number }[]
}

/** How a way moves all videos; times are session time in µs. */
interface Way {
  seek(t: number): void
  play(): Promise<void>
  pause(): void
  /** Session time at performance.now() `p`. */
  clock(): { p: number; t: number; r: number }
}

/** Put there before the page runs. */
const setup = window.peerSetup!
const clock: { p: number; t: number; r: number }[] = []
const ticks: number[] = []

function addVideo(tile: PeerTile): Peer {
  const video = document.createElement('video')
  Object.assign(video, { muted: true, playsInline: true, preload: 'auto' })
  Object.assign(video, { crossOrigin: 'anonymous', src: tile.url })
  Object.assign(video.style, place(tile.box))
  video.dataset.tile = tile.laneId
  document.body.append(video)
  const peer: Peer = { tile, video, draws: [] }
  const note = (_now: number, frame: VideoFrameCallbackMetadata): void => {
    const ptsUs = Math.round(frame.mediaTime * 1e6)
    peer.draws.push({ recordingId: tile.recordingId, ptsUs, p: frame.expectedDisplayTime })
    video.requestVideoFrameCallback(note)
  }
  video.requestVideoFrameCallback(note)
  return peer
}

const place = ({ left, top, width, height }: PeerSetup['strip']): Record<string, string> => ({
  left: `${left}px`,
  top: `${top}px`,
  width: `${width}px`,
  height: `${height}px`,
})

const mediaSeconds = ({ tile }: Peer, t: number): number => (t - tile.offsetUs) / 1e6

function playAlone(peers: readonly Peer[]): Way {
  let now = { p: 0, t: 0, r: 0 }
  return {
    seek(t) {
      now = { p: performance.now(), t, r: 0 }
      for (const peer of peers) peer.video.currentTime = mediaSeconds(peer, t)
    },
    async play() {
      await Promise.all(peers.map(({ video }) => video.play()))
      now = { p: performance.now(), t: now.t, r: 1 }
    },
    pause() {
      for (const { video } of peers) video.pause()
    },
    clock: () => now,
  }
}

function playByTiming(peers: readonly Peer[]): Way {
  const timing = new TimingObject()
  for (const peer of peers)
    setTimingsrc(peer.video, timing, ({ position, ...vector }) => ({
      ...vector,
      position: mediaSeconds(peer, position * 1e6),
    }))
  return {
    seek: (t) => void timing.update({ position: t / 1e6, velocity: 0 }),
    play: () => timing.update({ velocity: 1 }),
    pause: () => void timing.update({ velocity: 0 }),
    clock() {
      const p = performance.now()
      const { position, velocity } = timing.query()
      return { p, t: position * 1e6, r: velocity }
    },
  }
}

function paintStrip(box: PeerSetup['strip']): (t: number) => void {
  const strip = document.createElement('canvas')
  Object.assign(strip, { width: 576, height: 16 })
  Object.assign(strip.style, place(box))
  strip.dataset.judgeStrip = ''
  document.body.append(strip)
  const context = strip.getContext('2d', { alpha: false })!
  return (t) => {
    const ms = Math.floor(t / 1000) & 0xffffff
    context.fillStyle = '#000'
    context.fillRect(0, 0, 576, 16)
    context.fillStyle = '#fff'
    for (let bit = 0; bit < 24; bit++) context.fillRect(bit * 24, (ms >> (23 - bit)) & 1 ? 0 : 8, 24, 8)
  }
}

const peers = setup.tiles.map(addVideo)
const way = setup.way === 'play' ? playAlone(peers) : playByTiming(peers)
const paint = paintStrip(setup.strip)
const tick = (time: number): void => {
  const p = time + LEAD_MS
  ticks.push(p)
  const now = way.clock()
  paint(now.t + (p - now.p) * 1000 * now.r)
  requestAnimationFrame(tick)
}
requestAnimationFrame(tick)

const isRight = ({ tile, video, draws }: Peer, t: number): boolean => {
  const wanted = tile.ptsUs.findLast((pts) => pts <= t - tile.offsetUs + 500)
  const shown = draws.at(-1)?.ptsUs
  return !video.seeking && wanted !== undefined && shown !== undefined && Math.abs(shown - wanted) < 1000
}

const page: PeerPage = {
  /** Milliseconds until every video presents the frame of `t`; infinite where one does not within 5 s. */
  async seek(t) {
    const begun = performance.now()
    way.seek(t)
    while (!peers.every((peer) => isRight(peer, t))) {
      if (performance.now() - begun > SEEK_PATIENCE_MS) return null
      await new Promise(requestAnimationFrame)
    }
    return performance.now() - begun
  },
  async play() {
    await way.play()
    clock.push(way.clock())
  },
  pause: () => way.pause(),
  trace: (): PlaybackTrace => ({
    clock,
    ticks,
    draws: Object.fromEntries(peers.map(({ tile, draws }) => [tile.laneId, draws])),
  }),
}
Object.assign(window, { peer: page })
