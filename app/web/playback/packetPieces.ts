/**
 * What is known of a recording's frames and where they lie, a piece of some minutes at a time (packetIndex.ts): the
 * pieces around the playhead, so that a file of hours costs no more to open or to seek in than one of minutes.
 */
import {
  findPiece,
  parseIndexHead,
  parseIndexPiece,
  pieceSpan,
  readIndexStart,
  type PacketIndexHead,
  type PlacedPackets,
} from '../../../core/protocol/packetIndex.ts'
import { frameIndexAt, type FrameTable, type TablePieces } from './frameTable.ts'

/** Those used last are kept. */
const MOST_KEPT = 8
/** A step or a rendition's key frame may need so many frames beyond the one that is wanted. */
const NEAR_FRAMES = 100
/** What plays comes to the next piece in less than this. */
const SOON_US = 30e6

/** Adjacent packets in decoding order; the first of them is the recording's packet `first`. */
export interface PacketRun extends PlacedPackets {
  readonly first: number
}

/** A file's packets, some of which are known. */
export interface PacketRuns {
  readonly config: VideoDecoderConfig
  readonly count: number
  /** The run that holds the packet, where it is known. */
  find(packet: number): PacketRun | undefined
  /** Makes that one known. Rejects with an Error in words. */
  load(packet: number): Promise<unknown>
}

/** One piece by media time or by number, as the server answers it. */
export type PieceWanted = { readonly at: number } | { readonly piece: number }
export type FetchPiece = (wanted: PieceWanted) => Promise<ArrayBuffer>

export class PacketPieces implements PacketRuns, TablePieces {
  /** Of the whole recording; holds the frames of the pieces known, and 0 elsewhere. */
  readonly table: FrameTable
  readonly firstPtsUs: Float64Array
  readonly firstFrame: Float64Array
  readonly firstKey: number
  readonly count: number
  readonly config: VideoDecoderConfig
  private readonly head: PacketIndexHead
  private readonly fetchPiece: FetchPiece
  /** The one used last comes last. */
  private readonly known = new Map<number, PacketRun>()
  private readonly loading = new Map<number, Promise<void>>()

  /** Reads the piece around `mediaUs`. Rejects as `fetchPiece`, or with RangeError where it is no index. */
  static async open(fetchPiece: FetchPiece, mediaUs: number): Promise<PacketPieces> {
    const answer = readAnswer(await fetchPiece({ at: Math.round(mediaUs) }))
    const pieces = new PacketPieces(parseIndexHead(answer.index), fetchPiece)
    pieces.add(answer)
    return pieces
  }

  private constructor(head: PacketIndexHead, fetchPiece: FetchPiece) {
    this.head = head
    this.fetchPiece = fetchPiece
    const { config, count, firstKey, firstPtsUs, firstFrame } = head
    this.config = config
    this.count = count
    this.firstKey = firstKey
    this.firstPtsUs = firstPtsUs
    this.firstFrame = firstFrame
    // Memory that nobody has written to costs none.
    this.table = {
      ptsUs: new Float64Array(count),
      key: new Uint8Array(count),
      durationUs: new Float64Array(0),
      pieces: this,
    }
  }

  find(packet: number): PacketRun | undefined {
    return this.known.get(this.pieceOf(packet))
  }

  load(packet: number): Promise<void> {
    return this.loadPiece(this.pieceOf(packet))
  }

  isReady(mediaUs: number): boolean {
    return this.needed(mediaUs).every((piece) => this.known.has(piece))
  }

  loadAround(mediaUs: number): Promise<unknown> | undefined {
    const missing = this.wanted(mediaUs).filter((piece) => !this.known.has(piece) && !this.loading.has(piece))
    if (missing.length === 0) return undefined
    return Promise.all(missing.map((piece) => this.loadPiece(piece)))
  }

  /** The piece, and its neighbour where that is a few frames away; known once it is. */
  private needed(mediaUs: number): number[] {
    const piece = findPiece(this, mediaUs)
    const run = this.known.get(piece)
    if (!run) return [piece]
    const { first, end } = pieceSpan(this.head, piece)
    const frame = frameIndexAt(this.table, mediaUs)
    const needed = [piece]
    if (piece > 0 && frame - first < NEAR_FRAMES) needed.push(piece - 1)
    if (end < this.count && end - frame <= NEAR_FRAMES) needed.push(piece + 1)
    return needed
  }

  private wanted(mediaUs: number): number[] {
    const needed = this.needed(mediaUs)
    for (const piece of needed) this.touch(piece)
    const next = needed[0]! + 1
    const isSoon = this.known.has(needed[0]!) && this.firstPtsUs[next]! - mediaUs < SOON_US
    return isSoon && !needed.includes(next) ? [...needed, next] : needed
  }

  private pieceOf(packet: number): number {
    return findPiece({ firstPtsUs: this.firstFrame }, packet)
  }

  private loadPiece(piece: number): Promise<void> {
    if (this.known.has(piece)) return Promise.resolve()
    const running = this.loading.get(piece)
    if (running) return running
    const loading = this.fetchPiece({ piece })
      .then((answer) => this.add(readAnswer(answer)))
      .finally(() => this.loading.delete(piece))
    this.loading.set(piece, loading)
    return loading
  }

  private add({ piece, index }: Answer): void {
    const { first, end } = pieceSpan(this.head, piece)
    const packets = parseIndexPiece(index.subarray(readIndexStart(index)), end - first)
    this.known.set(piece, { first, ...packets })
    writeFrames(this.table, first, packets)
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_KEPT) break
      this.known.delete(oldest)
    }
  }

  private touch(piece: number): void {
    const run = this.known.get(piece)
    if (!run || [...this.known.keys()].at(-1) === piece) return
    this.known.delete(piece)
    this.known.set(piece, run)
  }
}

interface Answer {
  readonly piece: number
  /** The index up to its pieces, and that piece. */
  readonly index: Uint8Array
}

function readAnswer(buffer: ArrayBuffer): Answer {
  if (buffer.byteLength < 4) throw new RangeError('a piece of an index that is cut short')
  return { piece: new DataView(buffer).getUint32(0, true), index: new Uint8Array(buffer, 4) }
}

/** Packets are in decoding order, frames in the order they are shown in. */
function writeFrames({ ptsUs, key }: FrameTable, first: number, packets: PlacedPackets): void {
  const isSorted = packets.ptsUs.every((pts, at) => at === 0 || pts >= packets.ptsUs[at - 1]!)
  const order = isSorted
    ? undefined
    : Uint32Array.from(packets.ptsUs.keys()).sort((a, b) => packets.ptsUs[a]! - packets.ptsUs[b]! || a - b)
  if (!order) {
    ptsUs.set(packets.ptsUs, first)
    key.set(packets.key, first)
    return
  }
  for (const [at, packet] of order.entries()) {
    ptsUs[first + at] = packets.ptsUs[packet]!
    key[first + at] = packets.key[packet]!
  }
}
