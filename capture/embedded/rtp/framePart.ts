/** What a codec's RTP payload says of the piece of a frame it carries. */

/** What a frame says of those it needs; absent where its codec or sender does not say. */
export interface FrameLinks {
  /** Counts frames, modulo `pictureIdTurn`. */
  readonly pictureId?: number
  readonly pictureIdTurn?: number
  /** Temporal layer, 0 the base; and the running number (8 bits) of the base frame it belongs to. */
  readonly temporalId?: number
  readonly tl0PicIdx?: number
  /** Whether it needs the base layer alone (VP8's Y, VP9's U). */
  readonly isSync?: boolean
  /** Whether no other frame needs it. */
  readonly isDiscardable?: boolean
  /** How many pictures back those lie that it needs (VP9's flexible mode). */
  readonly references?: readonly number[]
}

export interface FramePart {
  /** Bytes of the frame, in order. */
  readonly data: readonly Uint8Array[]
  /** Whether a frame surely begins here; undefined where only the packet before can tell. */
  readonly starts: boolean | undefined
  /** Whether a frame begins here that needs no other. */
  readonly startsKey: boolean
  readonly links: FrameLinks
}

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** How a video codec is taken out of RTP. */
export interface VideoCodec {
  readonly name: 'vp8' | 'vp9' | 'h264'
  /** Undefined for a payload that is none of this codec's. */
  parsePart(payload: Uint8Array): FramePart | undefined
  /** A whole frame from its parts in order; undefined where it cannot be one. */
  completeFrame(
    parts: readonly FramePart[],
  ):
    | { readonly data: Uint8Array; readonly size: PictureSize | undefined; readonly isKey: boolean }
    | undefined
}

/** Joins pieces into one array of their own. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
