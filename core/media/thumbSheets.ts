/** The cells of sprite sheets, and the sheets as JPEG. */
import {
  AVCOL_RANGE_JPEG,
  AV_CODEC_FLAG_QSCALE,
  AV_PIX_FMT_YUVJ420P,
  Codec,
  CodecContext,
  FF_QP2LAMBDA,
  Frame,
  Packet,
} from 'node-av'
import { toEven, type Cell } from './fitPicture.ts'
import { check } from './libavInput.ts'

export const CELL_HEIGHT_PX = 80
export const COLUMNS = 8
export const ROWS = 8
const WIDEST_PX = 240
const NARROWEST_PX = 24
/** FFmpeg's quantiser, 2 (best) to 31: faces stay clear at 80 px, a picture is about 2 kB. */
const QUANTISER = 5

/** The cell of pictures of this size: 80 px high, as wide as they are when upright. */
export function findCell(
  size: { width: number; height: number },
  rotation: number,
): { width: number; height: number } {
  const [wide, high] = rotation % 180 === 0 ? [size.width, size.height] : [size.height, size.width]
  const width = toEven((CELL_HEIGHT_PX * wide) / Math.max(1, high))
  return { width: Math.min(WIDEST_PX, Math.max(NARROWEST_PX, width)), height: CELL_HEIGHT_PX }
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
