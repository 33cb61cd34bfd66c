/** What playback asks of whoever keeps track of a session's renditions; a player without any plays the originals. */
import type { RenditionIndex, RenditionLevel } from '../../../core/protocol/rendition.ts'

export interface ReadyRendition {
  readonly recordingId: string
  readonly level: RenditionLevel
  readonly widthPx: number
  readonly heightPx: number
  /** Address of its MP4 on the media port. */
  readonly url: string
  /** Rejects with an Error in words where it is gone. */
  loadIndex(): Promise<RenditionIndex>
}

export interface RenditionWish {
  readonly recordingId: string
  readonly level: RenditionLevel
}

export interface Renditions {
  /** Those that can be played now, smallest first. */
  ready(recordingId: string): readonly ReadyRendition[]
  /** Whether the server has said yet what it has of a recording that was wanted; absent: nobody waits for that. */
  isKnown?(recordingId: string): boolean
  /** What the page would play now, most urgent first; replaces what was wanted before. Cheap to call often. */
  want(wishes: readonly RenditionWish[]): void
  /** It cannot be played after all (evicted, broken): it is not offered again until it is made anew. */
  giveUp(rendition: ReadyRendition): void
  /** Calls back when what is ready has changed; returns the way off. */
  subscribe(listener: () => void): () => void
}
