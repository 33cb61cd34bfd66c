/**
 * The frames of some spans of one video stream, each decoded from its key frame on; between two spans the decoder
 * goes on where that is the shorter way, so that a file with a single key frame is decoded once.
 */
import { decodeFrom, type DecodedFrame, type Decoding } from './decodeFrom.ts'

/** Frames with startUs ≤ PTS < endUs; decoding begins at the key frame at `keyPtsUs`. Media time, µs. */
export interface FrameSpan {
  readonly keyPtsUs: number
  readonly startUs: number
  readonly endUs: number
}

/** Containers round time stamps to a millisecond. */
const PTS_TOLERANCE_US = 1500

/**
 * Yields the frames of ascending spans that do not overlap; the frame is reused. `onStep` hears of every frame that
 * is decoded. Throws an Error with FFmpeg's reason where the file cannot be opened.
 */
export async function* decodeSpans(
  path: string,
  streamIndex: number,
  spans: readonly FrameSpan[],
  onStep: () => Promise<void> | undefined,
): AsyncGenerator<DecodedFrame, void> {
  let decoding: Decoding | undefined
  let reachedUs = -Infinity
  try {
    for (const span of spans) {
      if (!decoding || span.keyPtsUs > reachedUs + PTS_TOLERANCE_US) {
        decoding?.close()
        decoding = decodeFrom(path, streamIndex, span.keyPtsUs)
      }
      for (;;) {
        const step = decoding.frames.next()
        if (step.done) return
        reachedUs = step.value.ptsUs
        await onStep()
        if (reachedUs >= span.startUs - PTS_TOLERANCE_US && reachedUs < span.endUs) yield step.value
        if (reachedUs >= span.endUs - PTS_TOLERANCE_US) break
      }
    }
  } finally {
    decoding?.close()
  }
}
