/**
 * Pictures of one video stream as sprite sheets. Packets are read in the file's order and decoded only from the key
 * frame of a wanted picture to that picture: where key frames are dense the rest of the file is skipped.
 */
import { Frame, type CodecContext, type Packet } from 'node-av'
import { orderCoarseFirst, type Thumbs } from '../protocol/thumbs.ts'
import { openDecoder, readUntilBroken, receiveAll } from './decodeFrom.ts'
import { createScaler, type Cell, type Scaler } from './fitPicture.ts'
import { openLibavInput, toMicros } from './libavInput.ts'
import type { ThumbsRequest } from './messages.ts'
import type { PlannedThumb } from './planThumbs.ts'
import { CELL_HEIGHT_PX, COLUMNS, ROWS, encodeSheet, findCell } from './thumbSheets.ts'

/** Containers round time stamps to a millisecond. */
const PTS_TOLERANCE_US = 1500

interface Taken {
  readonly wanted: PlannedThumb
  readonly ptsUs: number
  readonly cell: Cell
}

/**
 * Returns the pictures that could be decoded; one whose frame is missing is left out. `onStep` hears of the share
 * that is done. Throws an Error with FFmpeg's reason where there is none at all.
 */
export async function makeThumbs(
  path: string,
  { streamIndex, rotation, pitchUs, pictures }: ThumbsRequest,
  onStep: (share: number) => Promise<void> | undefined,
): Promise<Thumbs> {
  const input = openLibavInput(path)
  const taken: Taken[] = []
  let decoder: CodecContext | undefined
  let taker: ReturnType<typeof createTaker> | undefined
  try {
    const stream = input.streams[streamIndex]
    if (!stream) throw new Error(`the file has no stream ${streamIndex}`)
    decoder = openDecoder(stream)
    taker = createTaker(pictures, pitchUs, rotation, taken)
    using frame = new Frame()
    frame.alloc()
    for (const packet of readUntilBroken(input)) {
      if (taker.isDone()) break
      if (
        packet.streamIndex !== stream.index ||
        !taker.wants(packet, toMicros(packet.pts, stream.timeBase))
      ) {
        await onStep(taken.length / pictures.length)
        continue
      }
      // A packet that is refused costs its picture and no other.
      decoder.sendPacketSync(packet)
      for (const { frame: decoded, ptsUs } of receiveAll(decoder, frame, stream)) taker.take(decoded, ptsUs)
      await onStep(taken.length / pictures.length)
    }
    decoder.sendPacketSync(null)
    for (const { frame: decoded, ptsUs } of receiveAll(decoder, frame, stream)) taker.take(decoded, ptsUs)
  } finally {
    taker?.close()
    decoder?.freeContext()
    input.close()
  }
  return packSheets(taken, pitchUs)
}

/** Chooses packets to decode and frames to keep, each wanted picture once. */
function createTaker(pictures: readonly PlannedThumb[], pitchUs: number, rotation: number, taken: Taken[]) {
  let next = 0
  let running = false
  let scaler: Scaler | undefined
  const isDone = (): boolean => next >= pictures.length
  return {
    isDone,
    /** True while the decoder is on its way from a key frame to a picture. */
    wants(packet: Packet, ptsUs: number | undefined): boolean {
      const picture = pictures[next]
      if (!picture) return false
      if (packet.isKeyframe && ptsUs !== undefined && ptsUs >= picture.keyPtsUs - PTS_TOLERANCE_US)
        running = true
      return running
    },
    take(frame: Frame, ptsUs: number): void {
      let cell: Cell | undefined
      for (; next < pictures.length; next++) {
        const wanted = pictures[next]!
        if (wanted.ptsUs > ptsUs + PTS_TOLERANCE_US) break
        if (ptsUs - wanted.ptsUs > pitchUs / 2) continue
        scaler ??= createScaler(findCell(frame, rotation), rotation, 'jpeg')
        cell ??= scaler.turn(scaler.scale(frame))
        taken.push({ wanted, ptsUs, cell })
      }
      const following = pictures[next]
      // The next picture may be nearer to a later key frame than to this one.
      if (!following || following.keyPtsUs > ptsUs + PTS_TOLERANCE_US) running = false
    },
    close: () => scaler?.close(),
  }
}

function packSheets(taken: readonly Taken[], pitchUs: number): Thumbs {
  if (taken.length === 0) throw new Error('none of its frames could be decoded')
  const perSheet = COLUMNS * ROWS
  const ordered = orderCoarseFirst(taken.length, perSheet).map((at) => taken[at]!)
  const sheets: Uint8Array[] = []
  for (let at = 0; at < ordered.length; at += perSheet)
    sheets.push(encodeSheet(ordered.slice(at, at + perSheet).map(({ cell }) => cell)))
  return {
    widthPx: taken[0]!.cell.width,
    heightPx: CELL_HEIGHT_PX,
    columns: COLUMNS,
    rows: ROWS,
    pitchUs,
    timesUs: ordered.map(({ wanted }) => wanted.timeUs),
    ptsUs: ordered.map(({ ptsUs }) => ptsUs),
    sheets,
  }
}
