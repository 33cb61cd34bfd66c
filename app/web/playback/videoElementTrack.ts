/**
 * One recording's pictures by a `<video>` held on the clock by its rate: the fallback where WebCodecs is missing or
 * a decoder fails. The element stays out of the document and is drawn to the tile's canvas: two or more playing
 * videos in the page would pull its display rate down to theirs (Chromium). One alone may stand in it (FocusVideo).
 */
import { frameIndexAt, keyIndexAt } from './frameTable.ts'
import type { FrameTrack, FrameTrackOptions, Picture } from './frameTrack.ts'
import { CONTROL_MS, controlRate, STEADY } from './rateControl.ts'

const MAX_PLAYBACK_RATE = 4.5
const RETRY_MS = 300

export interface VideoElementTrackOptions extends FrameTrackOptions {
  readonly url: string
}

export class VideoElementTrack implements FrameTrack {
  picture: Picture | undefined
  isPreview = false
  failure: string | undefined
  private readonly options: VideoElementTrackOptions
  private readonly video = document.createElement('video')
  private presented: number | undefined
  private wanted = 0
  private control = STEADY
  private controlledAt = 0
  private jumpedAt = 0

  constructor(options: VideoElementTrackOptions) {
    this.options = options
    const { video } = this
    video.muted = true
    video.playsInline = true
    video.preload = 'auto'
    video.disableRemotePlayback = true
    video.crossOrigin = 'anonymous'
    video.src = options.url
    video.addEventListener('loadedmetadata', () => this.jump())
    video.addEventListener('error', () => this.fail())
    const see: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      this.presented = frameIndexAt(options.table, mediaTime * 1e6)
      options.onChange()
      video.requestVideoFrameCallback(see)
    }
    video.requestVideoFrameCallback(see)
  }

  get element(): HTMLVideoElement {
    return this.video
  }

  nearest(index: number): number {
    return index
  }

  seek(index: number): void {
    this.isPreview = false
    this.wanted = index
    this.video.pause()
    this.control = STEADY
    this.jumpedAt = performance.now()
    if (this.video.readyState > 0 && this.presented !== index) this.jump()
  }

  preview(index: number): void {
    this.seek(Math.max(0, keyIndexAt(this.options.table, index)))
    this.isPreview = true
  }

  take(index: number): Picture | undefined {
    const { presented, video } = this
    if (presented === undefined || presented === this.picture?.index || video.seeking) return undefined
    // While playing, a picture one frame early is shown rather than held back: the element has no other.
    if (presented > index && video.paused) return undefined
    this.picture = {
      image: video,
      index: presented,
      ptsUs: this.options.table.ptsUs[Math.max(0, presented)]!,
      width: video.videoWidth,
      height: video.videoHeight,
    }
    return this.picture
  }

  follow({ rate, index, mediaUs, p }: Parameters<FrameTrack['follow']>[0]): void {
    const { video } = this
    if (rate === 0 || this.failure) {
      if (!video.paused) video.pause()
      // A pause, or a seek that the element rounded elsewhere, leaves another frame: it is asked again.
      if (this.presented === index || video.seeking || p - this.jumpedAt < RETRY_MS) return
      this.wanted = index
      this.jumpedAt = p
      this.jump()
      return
    }
    if (video.paused && !video.seeking && video.readyState >= 2) {
      video.playbackRate = rate
      video.play().catch(() => undefined)
    }
    if (video.seeking || video.readyState < 3 || p - this.controlledAt < CONTROL_MS) return
    this.controlledAt = p
    const decision = controlRate(this.control, mediaUs / 1e6, video.currentTime, rate)
    this.control = decision.state
    if (decision.jumpTo !== undefined) video.currentTime = decision.jumpTo
    video.playbackRate = Math.min(MAX_PLAYBACK_RATE, decision.playbackRate)
  }

  dispose(): void {
    this.failure ??= 'closed'
    this.picture = undefined
    this.video.pause()
    this.video.removeAttribute('src')
    this.video.load()
  }

  /** Aims at the middle of the wanted frame, so that rounding cannot land on its neighbour. */
  private jump(): void {
    const { ptsUs, durationUs } = this.options.table
    const pts = ptsUs[this.wanted]
    if (pts === undefined) return
    const length = (ptsUs[this.wanted + 1] ?? pts + (durationUs[this.wanted] ?? 40_000)) - pts
    this.video.currentTime = (pts + Math.min(length / 2, 20_000)) / 1e6
  }

  private fail(): void {
    this.failure ??= this.video.error?.message || 'the browser cannot play this file'
    this.options.onChange()
  }
}
