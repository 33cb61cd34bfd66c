/**
 * Cuts `[startUs, endUs)` of media time out of a video stream to the frame, by re-encoding it to H264 in MP4.
 *
 * The frame on screen at startUs (the last with PTS ≤ startUs + 0.5 ms, and no hole there) is stamped 0; the
 * following keep PTS − startUs, in 1/90000 s. Each further piece begins the same way at its own clip time. A hole stays a jump of time stamps; where the cut begins in one, the
 * file begins with an empty edit. No B frames, so that decoding and showing order are one.
 */
import {
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  Frame,
  SoftwareScaleContext,
  type IRational,
  type Stream,
} from 'node-av'
import { openClipWriter, type ClipWriter } from './clipWriter.ts'
import { clipLength, clipTimeOf, lastBegun, pieceAt, piecesOf, type CutPiece } from './cutPieces.ts'
import { decodeFrom } from './decodeFrom.ts'
import type { CutRequest, CutResult } from './messages.ts'

export const CLIP_CLOCK_HZ = 90_000
const KEY_EVERY_FRAMES = '60'
const toClock = (us: number): bigint => BigInt(Math.round((us * CLIP_CLOCK_HZ) / 1e6))

export async function cutVideo(
  path: string,
  cut: CutRequest,
  onFrame: () => Promise<void> | undefined,
): Promise<CutResult> {
  const pieces = piecesOf(cut)
  const decoding = decodeFrom(path, cut.streamIndex, cut.startUs, { wholeStream: true })
  using pending = new Frame()
  pending.alloc()
  let pendingPtsUs: number | undefined
  let pendingPiece = 0
  let sink: Awaited<ReturnType<typeof openSink>> | undefined
  let firstSourcePtsUs: number | undefined
  let lastSourcePtsUs = 0
  let frames = 0
  const put = async (frame: Frame, ptsUs: number): Promise<void> => {
    sink ??= await openSink(frame, cut, frameRateOf(decoding.stream))
    sink.put(frame, toClock(clipTimeOf(pieces, ptsUs)))
    firstSourcePtsUs ??= ptsUs
    lastSourcePtsUs = ptsUs
    frames++
  }
  const putPending = async (): Promise<void> => {
    const piece = pieces[pendingPiece]
    if (pendingPtsUs !== undefined && piece && !isInHole(cut, piece, pendingPtsUs))
      await put(pending, pendingPtsUs)
    pendingPtsUs = undefined
  }
  try {
    for (const { frame, ptsUs } of decoding.frames) {
      if (ptsUs >= pieces.at(-1)!.endUs) break
      if (pieceAt(pieces, ptsUs) < 0) {
        const piece = lastBegun(pieces, ptsUs) + 1
        if (piece !== pendingPiece) await putPending()
        pendingPiece = piece
        pending.unref()
        pending.ref(frame)
        pendingPtsUs = ptsUs
      } else {
        await putPending()
        await put(frame, ptsUs)
      }
      await onFrame()
    }
    await putPending()
    if (!sink || firstSourcePtsUs === undefined) throw new Error('no frame of the span could be decoded')
    const from = clipTimeOf(pieces, lastSourcePtsUs)
    sink.writer.finish(toClock(findShownUntil(cut, pieces, lastSourcePtsUs)) - toClock(from))
    return {
      frames,
      samples: undefined,
      firstSourcePtsUs,
      lastSourcePtsUs,
      badPackets: decoding.badPackets(),
    }
  } finally {
    sink?.close()
    decoding.close()
  }
}

/** True where the last frame before a piece had gone from the screen when it begins. */
const isInHole = (cut: CutRequest, { startUs }: CutPiece, ptsUs: number): boolean =>
  cut.holes.some((hole) => hole.startPtsUs >= ptsUs && hole.startPtsUs <= startUs && startUs < hole.endPtsUs)

/** Until when in the clip the last frame is on screen: to the cut, a hole or the recording's end. */
function findShownUntil(cut: CutRequest, pieces: readonly CutPiece[], lastPtsUs: number): number {
  const last = pieces.at(-1)!
  if (lastPtsUs < last.startUs && clipTimeOf(pieces, lastPtsUs) < last.atUs) return clipLength(pieces)
  const ends = [last.endUs, cut.streamEndUs, ...cut.holes.map((hole) => hole.startPtsUs)]
  const shownUntilUs = Math.min(...ends.filter((end) => end > Math.max(lastPtsUs, last.startUs)))
  return last.atUs + shownUntilUs - last.startUs
}

/** For the encoder's level alone; a rate nobody wrote counts as 30. */
function frameRateOf(stream: Stream): IRational {
  const { num, den } = stream.avgFrameRate
  return num > 0 && den > 0 && num / den <= 120 ? { num, den } : { num: 30, den: 1 }
}

/** Pictures of another size (a stream that changes its resolution) or format are brought to those of the first. */
async function openSink(first: Frame, cut: CutRequest, frameRate: IRational) {
  const width = evenUp(cut.width ?? first.width)
  const height = evenUp(cut.height ?? first.height)
  const writer: ClipWriter = await openClipWriter(cut.out, {
    encoder: 'libx264' as never,
    encoderOptions: { preset: 'veryfast', crf: '18', bf: '0', g: KEY_EVERY_FRAMES, threads: '1' },
    muxer: 'mp4',
    muxerOptions: { movflags: '+faststart', video_track_timescale: String(CLIP_CLOCK_HZ) },
    configure(context) {
      context.width = width
      context.height = height
      context.pixelFormat = AV_PIX_FMT_YUV420P
      context.timeBase = { num: 1, den: CLIP_CLOCK_HZ } as never
      context.framerate = frameRate as never
      context.colorRange = first.colorRange
      context.colorSpace = first.colorSpace
      context.colorPrimaries = first.colorPrimaries
      context.colorTrc = first.colorTrc
    },
  })
  const scalers = new Map<string, SoftwareScaleContext>()
  const scaled = new Frame()
  scaled.alloc()
  const fit = (frame: Frame): Frame => {
    if (frame.width === width && frame.height === height && frame.format === AV_PIX_FMT_YUV420P) return frame
    const name = `${frame.width}x${frame.height}:${frame.format}`
    const scaler = scalers.get(name) ?? new SoftwareScaleContext()
    if (!scalers.has(name)) {
      scaler.getContext(frame.width, frame.height, frame.format as never, width, height, AV_PIX_FMT_YUV420P)
      scalers.set(name, scaler)
    }
    scaled.unref()
    scaled.width = width
    scaled.height = height
    scaled.format = AV_PIX_FMT_YUV420P
    scaled.getBuffer()
    scaler.scaleFrameSync(scaled, frame)
    return scaled
  }
  return {
    writer,
    put(frame: Frame, pts: bigint): void {
      const fitted = fit(frame)
      fitted.pts = pts
      fitted.duration = 0n
      fitted.pictType = AV_PICTURE_TYPE_NONE
      writer.write(fitted)
    },
    close(): void {
      for (const scaler of scalers.values()) scaler.freeContext()
      scaled.free()
      writer.close()
    },
  }
}

const evenUp = (size: number): number => size + (size % 2)
