/**
 * Where a recording's pictures lie in its file, made at ingest: the page reads exact byte ranges and parses no
 * container. It comes in pieces of some minutes, so that hours cost no more than minutes to open or to seek in. A piece
 * begins at a key frame that nothing before it is shown after: its packets are its frames, whatever their order.
 *
 * `LSI1`, little-endian: u32 magic, u32 bytes up to the first piece, u32 bytes of the JSON head, the head in UTF-8, the
 * description, then varints, a value a piece: first PTS and first frame as steps (columns.ts), its bytes; then the pieces.
 * A piece, varints, in decoding order: PTS as steps, key flags as runs, first offset, sizes, and what lies between
 * packets: how many gaps, then for each how many packets after the one before, and its bytes.
 */
import { readFlags, readSteps, writeFlags, writeSteps } from './columns.ts'
import { MOST_US } from './packets.ts'
import { VarintReader, VarintWriter } from './varints.ts'

/** Packets in decoding order, and where each begins and ends in the file. */
export interface PlacedPackets {
  readonly ptsUs: Float64Array
  readonly key: Uint8Array
  readonly start: Float64Array
  readonly end: Float64Array
}

/** What a decoder is configured with; every value as the container says. */
export type IndexedConfig = Omit<VideoDecoderConfig, 'description'> & { readonly description?: Uint8Array }

export interface PacketIndexHead {
  readonly config: IndexedConfig
  readonly count: number
  /** The first frame that can be decoded alone; `count` where there is none. */
  readonly firstKey: number
  /** Of each piece. */
  readonly firstPtsUs: Float64Array
  /** Of each piece: its first frame, which is its first packet. */
  readonly firstFrame: Float64Array
  /** Of each piece: its length. */
  readonly pieceBytes: readonly number[]
}

const MAGIC = 0x3149534c
/** So much of an index says how long its head is. */
export const INDEX_START_BYTES = 8
const PIECE_US = 120e6

/** Undefined where packets lie in another order than they are decoded in, are empty, or have odd times. */
export function formatPacketIndex(
  { description, ...config }: IndexedConfig,
  packets: PlacedPackets,
): Uint8Array<ArrayBuffer> | undefined {
  if (!isIndexable(packets)) return undefined
  const { ptsUs, key } = packets
  const cuts = planPieces(packets)
  const pieces = cuts.map((first, at) => formatPiece(slice(packets, first, cuts[at + 1] ?? ptsUs.length)))
  const sorted = ptsUs.toSorted()
  const keyAt = key.indexOf(1)
  const firstKey = keyAt < 0 ? ptsUs.length : sorted.indexOf(ptsUs[keyAt]!)
  const directory = new VarintWriter()
  writeSteps(
    directory,
    cuts.map((first) => sorted[first]!),
  )
  writeSteps(directory, cuts)
  for (const piece of pieces) directory.unsigned(piece.length)
  const descriptionBytes = description?.length ?? -1
  const head = new TextEncoder().encode(
    JSON.stringify({ config, count: ptsUs.length, firstKey, pieces: cuts.length, descriptionBytes }),
  )
  return join([head, description ?? new Uint8Array(), directory.take()], pieces)
}

const size = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)

function join(head: readonly [Uint8Array, ...Uint8Array[]], pieces: readonly Uint8Array[]) {
  const start = INDEX_START_BYTES + 4 + size(head)
  const bytes = new Uint8Array(start + size(pieces))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, start, true)
  view.setUint32(8, head[0].length, true)
  let at = INDEX_START_BYTES + 4
  for (const part of [...head, ...pieces]) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** How many bytes of an index come before its pieces, from its first eight. Throws RangeError on a wrong magic. */
export function readIndexStart(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < INDEX_START_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new RangeError('not a packet index (LSI1)')
  return view.getUint32(4, true)
}

/** What comes before the pieces. Throws RangeError where it is no whole head. */
export function parseIndexHead(bytes: Uint8Array): PacketIndexHead {
  const start = readIndexStart(bytes)
  if (start > bytes.length || start < INDEX_START_BYTES + 4)
    throw new RangeError('a packet index that is cut short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headEnd = INDEX_START_BYTES + 4 + view.getUint32(8, true)
  if (headEnd > start) throw new RangeError('a packet index that is cut short')
  const said = parseSaid(new TextDecoder().decode(bytes.subarray(INDEX_START_BYTES + 4, headEnd)))
  const { config, count, firstKey, pieces, descriptionBytes } = said
  const describedEnd = headEnd + Math.max(0, descriptionBytes)
  if (describedEnd > start) throw new RangeError('a packet index that is cut short')
  const reader = new VarintReader(bytes.subarray(describedEnd, start))
  const firstPtsUs = readSteps(reader, pieces)
  const firstFrame = readSteps(reader, pieces)
  const pieceBytes = Array.from({ length: pieces }, () => reader.unsigned())
  const description = descriptionBytes < 0 ? {} : { description: bytes.slice(headEnd, describedEnd) }
  return { config: { ...config, ...description }, count, firstKey, firstPtsUs, firstFrame, pieceBytes }
}

/** Which piece a media time lies in; the first one for what lies before all. */
export function findPiece({ firstPtsUs }: Pick<PacketIndexHead, 'firstPtsUs'>, mediaUs: number): number {
  let low = 0
  let high = firstPtsUs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (firstPtsUs[middle]! <= mediaUs) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** Where the packets of piece `piece` begin and end among the recording's. */
export const pieceSpan = (
  { firstFrame, count }: Pick<PacketIndexHead, 'firstFrame' | 'count'>,
  piece: number,
): { readonly first: number; readonly end: number } => ({
  first: firstFrame[piece]!,
  end: firstFrame[piece + 1] ?? count,
})

/** The packets of a piece, of which there are `count`. Throws RangeError where they are cut short or more. */
export function parseIndexPiece(bytes: Uint8Array, count: number): PlacedPackets {
  const reader = new VarintReader(bytes)
  const ptsUs = readSteps(reader, count)
  const key = readFlags(reader, count)
  const start = new Float64Array(count)
  const end = new Float64Array(count)
  start[0] = reader.unsigned()
  for (let at = 0; at < count; at++) end[at] = reader.unsigned()
  let gapAt = 0
  for (let left = reader.unsigned(); left > 0; left--) {
    gapAt += reader.unsigned()
    if (gapAt <= 0 || gapAt >= count) throw new RangeError(`a gap before packet ${gapAt} of ${count}`)
    start[gapAt] = reader.unsigned()
  }
  if (reader.left > 0) throw new RangeError(`packets of a piece: ${reader.left} bytes too many`)
  let last = 0
  for (let at = 0; at < count; at++) {
    const from = last + start[at]!
    start[at] = from
    end[at] = last = from + end[at]!
  }
  if (!Number.isSafeInteger(last)) throw new RangeError('offsets beyond 2^53')
  return { ptsUs, key, start, end }
}

function formatPiece({ ptsUs, key, start, end }: PlacedPackets): Uint8Array {
  const writer = new VarintWriter()
  writeSteps(writer, ptsUs)
  writeFlags(writer, key)
  writer.unsigned(start[0]!)
  for (let at = 0; at < ptsUs.length; at++) writer.unsigned(end[at]! - start[at]!)
  const gaps = Array.from(ptsUs.keys()).filter((at) => at > 0 && start[at] !== end[at - 1])
  writer.unsigned(gaps.length)
  let last = 0
  for (const at of gaps) {
    writer.unsigned(at - last)
    writer.unsigned(start[at]! - end[at - 1]!)
    last = at
  }
  return writer.take()
}

function isIndexable({ ptsUs, start, end }: PlacedPackets): boolean {
  let last = 0
  for (let at = 0; at < ptsUs.length; at++) {
    const pts = ptsUs[at]!
    if (!Number.isInteger(pts) || Math.abs(pts) > MOST_US) return false
    if (!(start[at]! >= last && end[at]! > start[at]!)) return false
    last = end[at]!
  }
  return ptsUs.length > 0
}

/** The first packet of each piece: key frames that part all that is shown before from all that is shown after. */
function planPieces({ ptsUs, key }: PlacedPackets): number[] {
  const earliestFrom = new Float64Array(ptsUs.length)
  let earliest = Infinity
  for (let at = ptsUs.length - 1; at >= 0; at--) earliestFrom[at] = earliest = Math.min(earliest, ptsUs[at]!)
  const cuts = [0]
  let begun = earliestFrom[0]!
  let latest = ptsUs[0]!
  for (let at = 1; at < ptsUs.length; at++) {
    const isClean = latest < ptsUs[at]! && earliestFrom[at] === ptsUs[at]
    if (key[at] === 1 && isClean && ptsUs[at]! - begun >= PIECE_US) {
      cuts.push(at)
      begun = ptsUs[at]!
    }
    latest = Math.max(latest, ptsUs[at]!)
  }
  return cuts
}

const slice = ({ ptsUs, key, start, end }: PlacedPackets, from: number, to: number): PlacedPackets => ({
  ptsUs: ptsUs.subarray(from, to),
  key: key.subarray(from, to),
  start: start.subarray(from, to),
  end: end.subarray(from, to),
})

interface Said {
  readonly config: Omit<VideoDecoderConfig, 'description'>
  readonly count: number
  readonly firstKey: number
  readonly pieces: number
  /** −1: a decoder needs none. */
  readonly descriptionBytes: number
}

/** Checked by hand: the page reads it before its first picture, and a schema library is a fifth of what it loads. */
function parseSaid(text: string): Said {
  const said = parseJson(text) as Partial<Said> | null
  const { config, count, firstKey, pieces, descriptionBytes } = said ?? {}
  const isWhole = [count, firstKey, pieces, descriptionBytes].every(
    (value) => Number.isInteger(value) && value! >= -1,
  )
  if (typeof config?.codec === 'string' && isWhole && pieces! > 0) return said as Said
  throw new RangeError('a packet index whose head is none')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
