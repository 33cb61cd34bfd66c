/**
 * One recording's pictures by a `<video>` held on the clock by its rate: the fallback where WebCodecs is missing or
 * a decoder fails. The element itself stands in the tile and the browser shows its pictures; it says which one that
 * is, and since when, only afterwards.
 */
import { keepDisplayRate } from './displayRate.ts'
import { frameIndexAt, keyIndexAt } from './frameTable.ts'
import type { FrameTrack, FrameTrackOptions, Picture, Shown } from './frameTrack.ts'
import { APPEARS_MS, CONTROL_MS, controlRate, STEADY } from './rateControl.ts'

const MAX_PLAYBACK_RATE = 4.5
const RETRY_MS = 300
/** Changes below it are not worth their cost. */
const RATE_STEP = 0.002

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
  private presentedAt = 0
  private presentedCount = 0
  private untold: Shown[] = []
  private hasBegun = false
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
    video.ariaHidden = 'true'
    keepDisplayRate(video)
    video.crossOrigin = 'anonymous'
    video.src = options.url
    video.addEventListener('loadedmetadata', () => this.jump())
    video.addEventListener('error', () => this.fail())
    const see: VideoFrameRequestCallback = (_now, metadata) => {
      this.note(metadata)
      options.onChange()
      video.requestVideoFrameCallback(see)
    }
    video.requestVideoFrameCallback(see)
  }

  get element(): HTMLVideoElement {
    return this.video
  }

  readonly knownAfterMs = APPEARS_MS

  get hasSetOff(): boolean {
    return this.hasBegun || this.failure !== undefined
  }

  nearest(index: number): number {
    return index
  }

  seek(index: number): void {
    this.isPreview = false
    this.wanted = index
    this.halt()
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
      ptsUs: this.options.table.ptsUs[presented]!,
      width: video.videoWidth,
      height: video.videoHeight,
      shownAt: this.presentedAt,
      earlier: this.untold,
    }
    this.untold = []
    return this.picture
  }

  follow({ rate, index, mediaUs, p, starting }: Parameters<FrameTrack['follow']>[0]): void {
    const { video } = this
    if (this.failure) return
    if (starting) return this.setOff(starting)
    if (rate === 0) {
      if (!video.paused) this.halt()
      // A pause, or a seek that the element rounded elsewhere, leaves another frame: it is asked again.
      if (this.presented === index || video.seeking || p - this.jumpedAt < RETRY_MS) return
      this.wanted = index
      this.jumpedAt = p
      this.jump()
      return
    }
    this.setOff(rate)
    if (video.seeking || video.readyState < 3 || p - this.controlledAt < CONTROL_MS) return
    this.controlledAt = p
    const target = mediaUs / 1e6 - ((p - performance.now() + APPEARS_MS) / 1000) * rate
    const decision = controlRate(this.control, target, video.currentTime, rate)
    this.control = decision.state
    if (decision.jumpTo !== undefined) video.currentTime = decision.jumpTo
    const playbackRate = Math.min(MAX_PLAYBACK_RATE, decision.playbackRate)
    if (Math.abs(playbackRate - video.playbackRate) > RATE_STEP) video.playbackRate = playbackRate
  }

  dispose(): void {
    this.failure ??= 'closed'
    this.picture = undefined
    this.halt()
    this.video.remove()
    this.video.removeAttribute('src')
    this.video.load()
  }

  /**
   * A page that was busy hears of the newest picture alone: if as many were presented as lie between that and the one
   * before, it was those, each as long before it as its time says.
   */
  private note({ mediaTime, expectedDisplayTime, presentedFrames }: VideoFrameCallbackMetadata): void {
    const { ptsUs } = this.options.table
    const index = Math.max(0, frameIndexAt(this.options.table, mediaTime * 1e6))
    // Of a busy page Chromium expects a picture sooner than it did the one before, which cannot be.
    const p = Math.max(this.presentedAt, expectedDisplayTime - APPEARS_MS)
    const before = this.presented
    const isTaken = this.picture?.index === before
    if (before !== undefined && !isTaken) this.untold.push({ ptsUs: ptsUs[before]!, p: this.presentedAt })
    if (before !== undefined && presentedFrames - this.presentedCount === index - before)
      for (let at = before + 1; at < index; at++) {
        const earlierMs = (ptsUs[index]! - ptsUs[at]!) / 1000 / this.video.playbackRate
        this.untold.push({ ptsUs: ptsUs[at]!, p: Math.max(this.presentedAt, p - earlierMs) })
      }
    this.presented = index
    this.presentedAt = p
    this.presentedCount = presentedFrames
  }

  private setOff(rate: number): void {
    const { video } = this
    if (!video.paused || video.seeking || video.readyState < 2) return
    video.playbackRate = rate
    video.play().then(
      () => (this.hasBegun = !video.paused),
      () => undefined,
    )
  }

  private halt(): void {
    this.hasBegun = false
    this.control = STEADY
    this.video.pause()
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
