/** The mean brightness of frames, for flashes: from every fourth pixel of every fourth row. */
import {
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUVJ420P,
  type Frame,
} from 'node-av'
import { decodeSpans, type FrameSpan } from './decodeSpans.ts'

export interface Brightness {
  /** Media time of each frame, µs, ascending. */
  readonly ptsUs: Float64Array
  /** Mean of Y, 0 to 255. */
  readonly luma: Float32Array
}

export interface GreyPlane {
  readonly bytes: Uint8Array
  /** Bytes from one row to the next. */
  readonly stride: number
  readonly width: number
  readonly height: number
}

const WITH_GREY_PLANE: readonly unknown[] = [
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_NV12,
]
const EVERY = 4

/** Throws an Error where the first plane is not one byte of brightness a pixel. */
export function getGreyPlane(frame: Frame): GreyPlane {
  const bytes = frame.data?.[0]
  if (!bytes || !WITH_GREY_PLANE.includes(frame.format))
    throw new Error(`its pictures have pixels of format ${frame.format}, expected 8 bits of brightness`)
  return { bytes, stride: frame.linesize[0]!, width: frame.width, height: frame.height }
}

/** Reads ascending spans; frames that cannot be decoded are missing. Throws an Error with FFmpeg's reason. */
export async function readBrightness(
  path: string,
  { streamIndex, spans }: { streamIndex: number; spans: readonly FrameSpan[] },
  onStep: () => Promise<void> | undefined,
): Promise<Brightness> {
  const ptsUs: number[] = []
  const luma: number[] = []
  for await (const decoded of decodeSpans(path, streamIndex, spans, onStep)) {
    ptsUs.push(decoded.ptsUs)
    luma.push(findMean(getGreyPlane(decoded.frame)))
  }
  return { ptsUs: Float64Array.from(ptsUs), luma: Float32Array.from(luma) }
}

function findMean({ bytes, stride, width, height }: GreyPlane): number {
  let sum = 0
  let count = 0
  for (let y = 0; y < height; y += EVERY) {
    for (let x = 0; x < width; x += EVERY) {
      sum += bytes[y * stride + x]!
      count++
    }
  }
  return count === 0 ? 0 : sum / count
}
