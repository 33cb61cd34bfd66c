/**
 * One recording's pictures from whichever of its files suits now: the original or a rendition. The next one is opened
 * and decoded up to the clock beside the one that plays, which goes on until the next has the wanted frame: never a
 * black tile, a wrong frame or a jump. A rendition that fails is given up, and the original plays again.
 */
import type { FrameTrack, Picture, Played } from './frameTrack.ts'

export interface SwitchingTrackOptions {
  readonly first: Played
  readonly open: (played: Played) => FrameTrack
  /** A rendition cannot be played after all. */
  readonly onFailed: (played: Played) => void
}

interface Opened {
  readonly played: Played
  readonly track: FrameTrack
}

export class SwitchingTrack implements FrameTrack {
  private readonly options: SwitchingTrackOptions
  private current: Opened
  private coming: Opened | undefined
  private wanted = 0

  constructor(options: SwitchingTrackOptions) {
    this.options = options
    this.current = { played: options.first, track: options.open(options.first) }
  }

  get plays(): Played {
    return this.current.played
  }

  get picture(): Picture | undefined {
    return this.current.track.picture
  }

  get isPreview(): boolean {
    return this.current.track.isPreview
  }

  get element(): HTMLVideoElement | undefined {
    return this.current.track.element
  }

  get knownAfterMs(): number {
    return this.current.track.knownAfterMs ?? 0
  }

  get hasSetOff(): boolean {
    return this.current.track.hasSetOff ?? true
  }

  get backlog(): FrameTrack['backlog'] {
    return this.current.track.backlog
  }

  /** Only the original's: a rendition that fails is replaced. */
  get failure(): string | undefined {
    return this.current.played === 'original' && !this.coming ? this.current.track.failure : undefined
  }

  nearest(index: number): number {
    return this.current.track.nearest(index)
  }

  /** Plays that one as soon as it has the wanted frame; the newest choice wins. */
  choose(played: Played): void {
    if (played === (this.coming?.played ?? this.current.played)) return
    this.drop()
    if (played === this.current.played) return
    this.coming = { played, track: this.options.open(played) }
    this.coming.track.seek(this.wanted)
  }

  seek(index: number): void {
    this.wanted = index
    this.current.track.seek(index)
    this.coming?.track.seek(index)
  }

  preview(index: number): void {
    this.wanted = index
    this.drop()
    this.current.track.preview(index)
  }

  take(index: number): Picture | undefined {
    this.wanted = index
    const { coming } = this
    const picture = this.current.track.take(index)
    const next = coming?.track.take(index)
    const shown = this.current.track.picture
    if (!coming || !next) return picture
    // One that is behind goes on catching up unseen, unless what is seen is further behind.
    const isRight = next.index === coming.track.nearest(index) || next.index > (shown?.index ?? -1)
    if (!isRight) return picture
    this.current.track.dispose()
    this.current = coming
    this.coming = undefined
    return next
  }

  follow(state: Parameters<FrameTrack['follow']>[0]): void {
    this.wanted = state.index
    this.current.track.follow(state)
    this.coming?.track.follow(state)
    if (this.coming?.track.failure) {
      const { played } = this.coming
      if (played === 'original') this.becomeOriginal()
      else {
        this.drop()
        this.options.onFailed(played)
      }
    }
    if (this.current.track.failure && this.current.played !== 'original' && !this.coming) {
      this.options.onFailed(this.current.played)
      this.choose('original')
    }
  }

  dispose(): void {
    this.drop()
    this.current.track.dispose()
  }

  /** The original has failed while it was coming: if nothing else plays, its failure is what is said. */
  private becomeOriginal(): void {
    if (!this.current.track.failure) return this.drop()
    this.current.track.dispose()
    this.current = this.coming!
    this.coming = undefined
  }

  private drop(): void {
    this.coming?.track.dispose()
    this.coming = undefined
  }
}
