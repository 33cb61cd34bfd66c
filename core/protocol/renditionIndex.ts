/** A rendition as the page knows it, without a schema library: its levels, and its packet index as bytes (`LSR1`). */

/** By the longest and shortest side a picture may have, px; a smaller source keeps its size. */
export const RENDITION_LEVELS = {
  '180': { longPx: 320, shortPx: 180 },
  '90': { longPx: 160, shortPx: 90 },
} as const

export type RenditionLevel = keyof typeof RENDITION_LEVELS

/** Everything the page needs to decode a rendition by byte ranges of its file, without parsing the container. */
export interface RenditionIndex {
  /** RFC 6381, e.g. `avc1.42c01e`. */
  readonly codec: string
  /** `VideoDecoderConfig.description`: the avcC box's content; packets are length-prefixed. */
  readonly description: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  /** Presentation order, which is decoding order. */
  readonly ptsUs: Float64Array
  readonly key: Uint8Array
  /** Byte offset of each packet in the file, and one more: where the last one ends. Packets are adjacent. */
  readonly offset: Float64Array
}

const MAGIC = 0x3152534c

/**
 * `LSR1`, little-endian: u32 magic, u32 bytes of the JSON head `{codec, widthPx, heightPx, count, descriptionBytes}`,
 * the head in UTF-8, the description, zeros up to a multiple of 8, f64 ptsUs[count], f64 firstOffset,
 * u32 size[count], u8 key[count].
 */
export function formatRenditionIndex(index: RenditionIndex): Uint8Array<ArrayBuffer> {
  const { codec, widthPx, heightPx, description, ptsUs, key, offset } = index
  const count = ptsUs.length
  const head = new TextEncoder().encode(
    JSON.stringify({ codec, widthPx, heightPx, count, descriptionBytes: description.length }),
  )
  const tables = roundUp(8 + head.length + description.length)
  const bytes = new Uint8Array(tables + count * 13 + 8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, head.length, true)
  bytes.set(head, 8)
  bytes.set(description, 8 + head.length)
  new Float64Array(bytes.buffer, tables, count).set(ptsUs)
  view.setFloat64(tables + count * 8, offset[0] ?? 0, true)
  const sizes = new Uint32Array(bytes.buffer, tables + count * 8 + 8, count)
  for (let at = 0; at < count; at++) sizes[at] = offset[at + 1]! - offset[at]!
  bytes.set(key, tables + count * 12 + 8)
  return bytes
}

/** What an index begins with. */
export interface RenditionHead {
  readonly codec: string
  readonly widthPx: number
  readonly heightPx: number
  readonly count: number
  readonly descriptionBytes: number
}

/** How much of an index's beginning holds its head. */
export const RENDITION_HEAD_BYTES = 512

/** Reads the head of an index from its beginning. Throws RangeError on a wrong magic or a short buffer. */
export function parseRenditionHead(bytes: Uint8Array): RenditionHead & { readonly headBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8 || view.getUint32(0, true) !== MAGIC)
    throw new RangeError('not a rendition index (LSR1)')
  const headBytes = view.getUint32(4, true)
  if (8 + headBytes > bytes.length) throw new RangeError('a rendition index that is cut short')
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + headBytes))
  return { ...parseHead(text), headBytes }
}

/** Throws RangeError on a wrong magic or a short buffer. */
export function parseRenditionIndex(buffer: ArrayBuffer): RenditionIndex {
  const { count, descriptionBytes, headBytes, ...described } = parseRenditionHead(new Uint8Array(buffer))
  const tables = roundUp(8 + headBytes + descriptionBytes)
  if (buffer.byteLength !== tables + count * 13 + 8)
    throw new RangeError(`rendition index of ${count}: ${buffer.byteLength} bytes`)
  const sizes = new Uint32Array(buffer, tables + count * 8 + 8, count)
  const offset = new Float64Array(count + 1)
  offset[0] = new Float64Array(buffer, tables + count * 8, 1)[0]!
  for (let at = 0; at < count; at++) offset[at + 1] = offset[at]! + sizes[at]!
  return {
    ...described,
    description: new Uint8Array(buffer, 8 + headBytes, descriptionBytes),
    ptsUs: new Float64Array(buffer, tables, count),
    key: new Uint8Array(buffer, tables + count * 12 + 8, count),
    offset,
  }
}

const roundUp = (bytes: number): number => Math.ceil(bytes / 8) * 8

/** Checked by hand: the page reads indexes before its first picture, and a schema library is a fifth of what it loads. */
function parseHead(text: string): RenditionHead {
  const head = JSON.parse(text) as Partial<Record<keyof RenditionHead, unknown>> | null
  const isNumber = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0
  const { codec, widthPx, heightPx, count, descriptionBytes } = head ?? {}
  if (
    typeof codec === 'string' &&
    isNumber(widthPx) &&
    isNumber(heightPx) &&
    isNumber(count) &&
    isNumber(descriptionBytes)
  )
    return { codec, widthPx, heightPx, count, descriptionBytes }
  throw new RangeError('a rendition index whose head is none')
}
