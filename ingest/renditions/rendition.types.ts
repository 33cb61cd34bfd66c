/** Where renditions are kept and made: files beside the catalog, never rows of it, so that they may be lost or removed. */
import type { RenditionLevel } from '../../core/protocol/rendition.ts'

export interface StoredRendition {
  readonly recordingId: string
  readonly level: RenditionLevel
  /** Absolute path of the MP4, and of its index (core/protocol/rendition.ts). */
  readonly file: string
  readonly indexFile: string
  /** Changes with the recording's content and the way renditions are made. */
  readonly version: string
  readonly widthPx: number
  readonly heightPx: number
  readonly sizeBytes: number
}

/** Why none can be made of this content; asked again only when the content or the way changes. */
export interface FailedRendition {
  readonly failed: string
}

export interface RenditionStore {
  /** What is there, without looking at the bucket; counts as used now. Throws UserError `recording_missing`, `withheld`. */
  find(recordingId: string, level: RenditionLevel): Promise<StoredRendition | FailedRendition | undefined>
  /** Makes it in a child process of low priority, or returns what is there. Rejects where the store of the source fails or the signal aborts. */
  make(
    recordingId: string,
    level: RenditionLevel,
    work?: { readonly signal?: AbortSignal; readonly onShare?: (share: number) => void },
  ): Promise<StoredRendition | FailedRendition>
  /** Forgets why there is none, so that it is tried anew. Throws as `find`. */
  forgetFailure(recordingId: string, level: RenditionLevel): Promise<void>
  /** Nothing more is wanted for now: ends the child. */
  rest(): Promise<void>
}
