/** Scales frames to the cells of sprite sheets and encodes the sheets as JPEG. */
import {
  AVCOL_RANGE_JPEG,
  AV_CODEC_FLAG_QSCALE,
  AV_PIX_FMT_YUVJ420P,
  Codec,
  CodecContext,
  FF_QP2LAMBDA,
  Frame,
  Packet,
  SoftwareScaleContext,
  SWS_BILINEAR,
} from 'node-av'
import { check } from './libavInput.ts'

export const CELL_HEIGHT_PX = 80
export const COLUMNS = 8
export const ROWS = 8
const WIDEST_PX = 240
const NARROWEST_PX = 24
/** FFmpeg's quantiser, 2 (best) to 31: faces stay clear at 80 px, a picture is about 2 kB. */
const QUANTISER = 5

/** One picture, planar 4:2:0 without padding. */
export interface Cell {
  readonly width: number
  readonly height: number
  readonly planes: readonly Uint8Array[]
}

export interface Scaler {
  /** Throws an Error with FFmpeg's reason. */
  scale(frame: Frame): Cell
  close(): void
}

const even = (size: number): number => Math.max(2, Math.round(size / 2) * 2)

/** The cell of pictures of this size: 80 px high, as wide as they are when upright. */
export function findCell(
  size: { width: number; height: number },
  rotation: number,
): { width: number; height: number } {
  const [wide, high] = rotation % 180 === 0 ? [size.width, size.height] : [size.height, size.width]
  const width = even((CELL_HEIGHT_PX * wide) / Math.max(1, high))
  return { width: Math.min(WIDEST_PX, Math.max(NARROWEST_PX, width)), height: CELL_HEIGHT_PX }
}

/** Scales frames into a cell of one size, turned by `rotation` (clockwise, 0 to 270), black beside what fits in. */
export function createScaler(cell: { width: number; height: number }, rotation: number): Scaler {
  const scalers = new Map<string, SoftwareScaleContext>()
  const scaled = new Frame()
  scaled.alloc()
  const turned = rotation % 180 !== 0

  function fit(frame: Frame): { width: number; height: number } {
    const room = turned ? { width: cell.height, height: cell.width } : cell
    const factor = Math.min(room.width / frame.width, room.height / frame.height)
    return {
      width: Math.min(room.width, even(frame.width * factor)),
      height: Math.min(room.height, even(frame.height * factor)),
    }
  }

  return {
    scale(frame) {
      const { width, height } = fit(frame)
      const name = `${frame.width}x${frame.height}:${frame.format}`
      let scaler = scalers.get(name)
      if (!scaler) {
        scaler = new SoftwareScaleContext()
        const from = [frame.width, frame.height, frame.format as never] as const
        scaler.getContext(...from, width, height, AV_PIX_FMT_YUVJ420P, SWS_BILINEAR)
        scalers.set(name, scaler)
      }
      scaled.unref()
      scaled.width = width
      scaled.height = height
      scaled.format = AV_PIX_FMT_YUVJ420P
      check(scaled.getBuffer(), 'make room for a picture')
      check(scaler.scaleFrameSync(scaled, frame), 'scale a picture')
      return toCell(scaled, cell, rotation)
    },
    close() {
      for (const scaler of scalers.values()) scaler.freeContext()
      scaled.free()
    },
  }
}

function toCell(frame: Frame, { width, height }: { width: number; height: number }, rotation: number): Cell {
  const planes = [0, 1, 2].map((plane) => {
    const shift = plane === 0 ? 0 : 1
    const [cellWidth, cellHeight] = [width >> shift, height >> shift]
    const out = new Uint8Array(cellWidth * cellHeight).fill(plane === 0 ? 0 : 128)
    const [from, stride] = [frame.data![plane]!, frame.linesize[plane]!]
    const [wide, high] = [frame.width >> shift, frame.height >> shift]
    const [upWide, upHigh] = rotation % 180 === 0 ? [wide, high] : [high, wide]
    const left = (cellWidth - upWide) >> 1
    const top = (cellHeight - upHigh) >> 1
    for (let y = 0; y < upHigh; y++) {
      for (let x = 0; x < upWide; x++) {
        const [fromX, fromY] = unturn(rotation, { x, y, wide, high })
        out[(top + y) * cellWidth + left + x] = from[fromY * stride + fromX]!
      }
    }
    return out
  })
  return { width, height, planes }
}

/** Where a pixel of the upright picture lies in the picture as it was coded. */
function unturn(
  rotation: number,
  { x, y, wide, high }: { x: number; y: number; wide: number; high: number },
): readonly [number, number] {
  if (rotation === 90) return [y, high - 1 - x]
  if (rotation === 180) return [wide - 1 - x, high - 1 - y]
  if (rotation === 270) return [wide - 1 - y, x]
  return [x, y]
}

/** Encodes cells of one size row by row, as many rows as they need. Throws an Error with FFmpeg's reason. */
export function encodeSheet(cells: readonly Cell[]): Uint8Array {
  const { width, height } = cells[0]!
  const rows = Math.ceil(cells.length / COLUMNS)
  const sheet = { width: width * COLUMNS, height: height * rows }
  using frame = new Frame()
  frame.alloc()
  frame.width = sheet.width
  frame.height = sheet.height
  frame.format = AV_PIX_FMT_YUVJ420P
  frame.colorRange = AVCOL_RANGE_JPEG
  check(frame.getBuffer(1), 'make room for a sheet')
  check(frame.fromBuffer(joinCells(cells, sheet)), 'fill a sheet')
  frame.pts = 0n
  frame.quality = FF_QP2LAMBDA * QUANTISER
  const codec = Codec.findEncoderByName('mjpeg' as never)
  if (!codec) throw new Error('FFmpeg has no encoder mjpeg')
  using encoder = new CodecContext()
  encoder.allocContext3(codec)
  encoder.width = sheet.width
  encoder.height = sheet.height
  encoder.pixelFormat = AV_PIX_FMT_YUVJ420P
  encoder.colorRange = AVCOL_RANGE_JPEG
  encoder.timeBase = { num: 1, den: 1 } as never
  encoder.threadCount = 1
  encoder.setFlags(AV_CODEC_FLAG_QSCALE)
  encoder.globalQuality = FF_QP2LAMBDA * QUANTISER
  check(encoder.open2Sync(codec), 'open the encoder mjpeg')
  check(encoder.sendFrameSync(frame), 'encode a sheet')
  check(encoder.sendFrameSync(null), 'end the encoder')
  using packet = new Packet()
  packet.alloc()
  check(encoder.receivePacketSync(packet), 'encode a sheet')
  return new Uint8Array(packet.data!)
}

function joinCells(cells: readonly Cell[], sheet: { width: number; height: number }): Buffer {
  const size = sheet.width * sheet.height
  const bytes = Buffer.alloc(size + 2 * (sheet.width >> 1) * (sheet.height >> 1), 128)
  bytes.fill(0, 0, size)
  let base = 0
  for (let plane = 0; plane < 3; plane++) {
    const shift = plane === 0 ? 0 : 1
    const stride = sheet.width >> shift
    cells.forEach(({ width, height, planes }, at) => {
      const [wide, high] = [width >> shift, height >> shift]
      const from = base + Math.floor(at / COLUMNS) * high * stride + (at % COLUMNS) * wide
      for (let y = 0; y < high; y++)
        bytes.set(planes[plane]!.subarray(y * wide, (y + 1) * wide), from + y * stride)
    })
    base += stride * (sheet.height >> shift)
  }
  return bytes
}
