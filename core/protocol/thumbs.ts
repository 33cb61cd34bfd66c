/**
 * Pictures of a recording in sprite sheets, and the file they are kept in; little-endian.
 *
 * `LST1`: u32 bytes of the index, the index as JSON, then the sheets (JPEG) one after another, `sizes` bytes each.
 * Pictures are kept coarse first: the first sheet spans the whole recording, so a whole session's strip needs one
 * sheet a recording. Picture k is cell k mod (columns × rows) of sheet k div (columns × rows), row by row.
 * A recording no picture could be made of has a file that says why instead.
 */
export interface ThumbsIndex {
  /** Of one cell; pictures of another shape stand in it with black beside them. */
  readonly widthPx: number
  readonly heightPx: number
  readonly columns: number
  /** Of a full sheet; the last may have fewer. */
  readonly rows: number
  /** How far the moments pictures stand for are apart. */
  readonly pitchUs: number
  /** Media time each picture stands for, and the PTS of the frame it is. */
  readonly timesUs: readonly number[]
  readonly ptsUs: readonly number[]
}

export interface Thumbs extends ThumbsIndex {
  readonly sheets: readonly Uint8Array[]
}

/** What the server says about the pictures of a recording. */
export type ThumbsAnswer =
  | ({ readonly state: 'ready'; readonly sheets: number } & ThumbsIndex)
  | { readonly state: 'waiting' | 'making'; readonly done: number; readonly total: number }
  | { readonly state: 'failed'; readonly message: string }

type StoredHead = { readonly message: string } | (ThumbsIndex & { readonly sizes: readonly number[] })

/** What a file of thumbs holds: an index and where its sheets lie in it, or why there are none. */
export type StoredThumbs =
  | { readonly message: string }
  | {
      readonly index: ThumbsIndex
      readonly sheets: readonly { readonly start: number; readonly end: number }[]
    }

const MAGIC = 0x3154534c
const HEAD_BYTES = 8

function formatFile(head: StoredHead, sheets: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(head))
  const bytes = new Uint8Array(
    HEAD_BYTES + text.length + sheets.reduce((sum, sheet) => sum + sheet.length, 0),
  )
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, text.length, true)
  bytes.set(text, HEAD_BYTES)
  let at = HEAD_BYTES + text.length
  for (const sheet of sheets) {
    bytes.set(sheet, at)
    at += sheet.length
  }
  return bytes
}

export const formatThumbs = ({ sheets, ...index }: Thumbs): Uint8Array<ArrayBuffer> =>
  formatFile({ ...index, sizes: sheets.map(({ length }) => length) }, sheets)

export const formatNoThumbs = (message: string): Uint8Array<ArrayBuffer> => formatFile({ message }, [])

/** Reads the head of a file; the sheets stay where they are. Throws RangeError on a wrong magic or a short file. */
export function parseThumbs(bytes: Uint8Array): StoredThumbs {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEAD_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new RangeError('not a file of thumbs (LST1)')
  let at = HEAD_BYTES + view.getUint32(4, true)
  if (at > bytes.length) throw new RangeError(`thumbs: ${bytes.length} bytes, index to ${at}`)
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD_BYTES, at))) as StoredHead
  if ('message' in head) return { message: head.message }
  const { sizes, ...index } = head
  const sheets = sizes.map((size) => ({ start: at, end: (at += size) }))
  if (at !== bytes.length) throw new RangeError(`thumbs: ${bytes.length} bytes, expected ${at}`)
  return { index, sheets }
}

/** The order `count` pictures are kept in: every 2^k-th first, then those half way between, down to every one. */
export function orderCoarseFirst(count: number, first: number): number[] {
  let stride = 1
  while (Math.ceil(count / stride) > first) stride *= 2
  const order: number[] = []
  for (let at = 0; at < count; at += stride) order.push(at)
  for (; stride > 1; stride /= 2) for (let at = stride / 2; at < count; at += stride) order.push(at)
  return order
}
