/** Brings frames of any size to pictures of one size: scaled to fit, upright, black beside what fits in. */
import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P, Frame, SoftwareScaleContext, SWS_BILINEAR } from 'node-av'
import { check } from './libavInput.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** One picture, planar 4:2:0 without padding. */
export interface Cell extends PictureSize {
  readonly planes: readonly Uint8Array[]
}

export interface Scaler {
  /** As large as it may be, still lying as it was coded; the frame is reused. Throws an Error with FFmpeg's reason. */
  scale(frame: Frame): Frame
  /** A scaled frame upright, in a picture of the cell's size. */
  turn(scaled: Frame): Cell
  close(): void
}

/** Brightness from 0 to 255 as JPEG has it, or from 16 to 235 as video has it; and what black is there. */
const RANGES = {
  jpeg: { format: AV_PIX_FMT_YUVJ420P, black: 0 },
  video: { format: AV_PIX_FMT_YUV420P, black: 16 },
} as const

/** The nearest even size, at least 2. */
export const toEven = (size: number): number => Math.max(2, Math.round(size / 2) * 2)

/** Scales frames into a cell of one size, turned by `rotation` (clockwise, 0 to 270). */
export function createScaler(cell: PictureSize, rotation: number, range: keyof typeof RANGES): Scaler {
  const { format, black } = RANGES[range]
  const scalers = new Map<string, SoftwareScaleContext>()
  const scaled = new Frame()
  scaled.alloc()
  const room = rotation % 180 === 0 ? cell : { width: cell.height, height: cell.width }

  function scale(frame: Frame): Frame {
    const factor = Math.min(room.width / frame.width, room.height / frame.height)
    const width = Math.min(room.width, toEven(frame.width * factor))
    const height = Math.min(room.height, toEven(frame.height * factor))
    const name = `${frame.width}x${frame.height}:${frame.format}`
    let scaler = scalers.get(name)
    if (!scaler) {
      scaler = new SoftwareScaleContext()
      const from = [frame.width, frame.height, frame.format as never] as const
      scaler.getContext(...from, width, height, format, SWS_BILINEAR)
      scalers.set(name, scaler)
    }
    scaled.unref()
    scaled.width = width
    scaled.height = height
    scaled.format = format
    check(scaled.getBuffer(), 'make room for a picture')
    check(scaler.scaleFrameSync(scaled, frame), 'scale a picture')
    return scaled
  }

  return {
    scale,
    turn: (frame) => toCell(frame, cell, rotation, black),
    close() {
      for (const scaler of scalers.values()) scaler.freeContext()
      scaled.free()
    },
  }
}

function toCell(frame: Frame, { width, height }: PictureSize, rotation: number, black: number): Cell {
  const planes = [0, 1, 2].map((plane) => {
    const shift = plane === 0 ? 0 : 1
    const [cellWidth, cellHeight] = [width >> shift, height >> shift]
    const out = new Uint8Array(cellWidth * cellHeight).fill(plane === 0 ? black : 128)
    const [from, stride] = [frame.data![plane]!, frame.linesize[plane]!]
    const [wide, high] = [frame.width >> shift, frame.height >> shift]
    const [upWide, upHigh] = rotation % 180 === 0 ? [wide, high] : [high, wide]
    const left = (cellWidth - upWide) >> 1
    const top = (cellHeight - upHigh) >> 1
    const { first, right, down } = walk(rotation, { wide, high, stride })
    for (let y = 0; y < upHigh; y++) {
      let at = first + y * down
      const row = (top + y) * cellWidth + left
      for (let x = 0; x < upWide; x++, at += right) out[row + x] = from[at]!
    }
    return out
  })
  return { width, height, planes }
}

/** Where the upright picture's first pixel lies in the picture as it was coded, and how far its neighbours are. */
function walk(
  rotation: number,
  { wide, high, stride }: { wide: number; high: number; stride: number },
): { first: number; right: number; down: number } {
  if (rotation === 90) return { first: (high - 1) * stride, right: -stride, down: 1 }
  if (rotation === 180) return { first: (high - 1) * stride + wide - 1, right: -1, down: -stride }
  if (rotation === 270) return { first: wide - 1, right: stride, down: -1 }
  return { first: 0, right: 1, down: stride }
}
