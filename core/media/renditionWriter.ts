/** Fits frames to a rendition's box and encodes them, each with the PTS it is given. */
import {
  AVCOL_RANGE_MPEG,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  Frame,
} from 'node-av'
import { openClipWriter } from './clipWriter.ts'
import { createScaler, toEven, type Cell, type PictureSize } from './fitPicture.ts'
import { check } from './libavInput.ts'
import type { RenditionRequest } from './messages.ts'
import { RENDITION_CLOCK_HZ, type KeptFrame } from './renditionFrames.ts'

type Box = Pick<RenditionRequest, 'rotation' | 'longPx' | 'shortPx'>

export interface RenditionWriter {
  /** The frame upright and in size; reused. Throws an Error with FFmpeg's reason. */
  fit(frame: Frame): Frame
  /** Pictures that were fitted, in order. */
  write(picture: Frame, kept: KeptFrame): void
  /** Ends the file; the last picture is shown for `lastUs`. */
  finish(lastUs: number): void
  /** Frees everything; a file that was not finished is left as it is. */
  close(): void
}

/** The size of pictures of `frame`'s size in the box, upright: even, and not larger than they are. */
export function fitRendition(frame: PictureSize, { rotation, longPx, shortPx }: Box): PictureSize {
  const [wide, high] = rotation % 180 === 0 ? [frame.width, frame.height] : [frame.height, frame.width]
  const factor = Math.min(1, longPx / Math.max(wide, high), shortPx / Math.min(wide, high))
  const side = (size: number, limit: number): number =>
    Math.max(2, Math.min(toEven(size * factor), limit - (limit % 2), size - (size % 2)))
  const [wideLimit, highLimit] = wide >= high ? [longPx, shortPx] : [shortPx, longPx]
  return { width: side(wide, wideLimit), height: side(high, highLimit) }
}

/**
 * Baseline, because it decodes cheapest. Looking ten frames ahead halves the bytes at the same quality for 5 % of the
 * time; the faster presets save up to a third of the time and write twice to three times the bytes.
 */
const ENCODER_OPTIONS = {
  profile: 'baseline',
  preset: 'veryfast',
  crf: '24',
  bf: '0',
  g: '9999',
  sc_threshold: '0',
  threads: '1',
} as const

/** Opens the file for pictures of the size and colours of the first frame. Throws an Error with FFmpeg's reason. */
export async function openRenditionWriter(out: string, first: Frame, box: Box): Promise<RenditionWriter> {
  const { rotation } = box
  const size = fitRendition(first, box)
  const writer = await openClipWriter(out, {
    encoder: 'libx264' as never,
    encoderOptions: ENCODER_OPTIONS,
    muxer: 'mp4',
    muxerOptions: {
      movflags: '+faststart',
      video_track_timescale: String(RENDITION_CLOCK_HZ),
      // What comes before the first frame is written in this unit: a millisecond unless told.
      movie_timescale: String(RENDITION_CLOCK_HZ),
    },
    configure(context) {
      context.width = size.width
      context.height = size.height
      context.pixelFormat = AV_PIX_FMT_YUV420P
      context.timeBase = { num: 1, den: RENDITION_CLOCK_HZ } as never
      // For the level alone.
      context.framerate = { num: 30, den: 1 } as never
      // The scaler brings brightness from 0 to 255 to that of video.
      context.colorRange = first.format === AV_PIX_FMT_YUVJ420P ? AVCOL_RANGE_MPEG : first.colorRange
      context.colorSpace = first.colorSpace
      context.colorPrimaries = first.colorPrimaries
      context.colorTrc = first.colorTrc
    },
  })
  const scaler = createScaler(size, rotation, 'video')
  const turned = new Frame()
  turned.alloc()
  return {
    fit(frame) {
      const scaled = scaler.scale(frame)
      const fills = rotation === 0 && scaled.width === size.width && scaled.height === size.height
      return fills ? scaled : fill(turned, scaler.turn(scaled))
    },
    write(picture, { ticks, key }) {
      picture.pts = ticks
      picture.duration = 0n
      picture.pictType = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE
      writer.write(picture)
    },
    // A picture that lasts no time is passed over by players that end where the file does.
    finish: (lastUs) => writer.finish(BigInt(Math.max(1, Math.round((lastUs * RENDITION_CLOCK_HZ) / 1e6)))),
    close() {
      turned.free()
      scaler.close()
      writer.close()
    },
  }
}

function fill(frame: Frame, { width, height, planes }: Cell): Frame {
  frame.unref()
  frame.width = width
  frame.height = height
  frame.format = AV_PIX_FMT_YUV420P
  check(frame.getBuffer(1), 'make room for a picture')
  check(frame.fromBuffer(Buffer.concat(planes)), 'fill a picture')
  return frame
}
