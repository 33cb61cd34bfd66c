/** A rendition as the page knows it, without a schema library: its levels, and its packet index as bytes (`LSR2`). */
import { readFlags, readSteps, writeFlags, writeSteps } from './columns.ts'
import { MOST_US } from './packets.ts'
import { VarintReader, VarintWriter } from './varints.ts'

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

const LSR1 = 0x3152534c
const LSR2 = 0x3252534c

/**
 * Both forms, little-endian: u32 magic, u32 bytes of the JSON head `{codec, widthPx, heightPx, count,
 * descriptionBytes}`, the head in UTF-8, the description.
 * `LSR2`: then varints: PTS as steps, key flags as runs (columns.ts), first offset, size[count]. Eight hours of 30
 * frames a second are 2.6 MB.
 * `LSR1`: then zeros up to a multiple of 8, f64 ptsUs[count], f64 firstOffset, u32 size[count], u8 key[count]. Written
 * where a PTS is no whole µs.
 */
export function formatRenditionIndex(index: RenditionIndex): Uint8Array<ArrayBuffer> {
  const isWhole = index.ptsUs.every((ptsUs) => Number.isInteger(ptsUs) && Math.abs(ptsUs) <= MOST_US)
  const tables = isWhole ? formatCompact(index) : formatPlain(index)
  const { codec, widthPx, heightPx, description, ptsUs } = index
  const head = new TextEncoder().encode(
    JSON.stringify({
      codec,
      widthPx,
      heightPx,
      count: ptsUs.length,
      descriptionBytes: description.length,
    }),
  )
  const described = 8 + head.length + description.length
  const start = isWhole ? described : roundUp(described)
  const bytes = new Uint8Array(start + tables.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, isWhole ? LSR2 : LSR1, true)
  view.setUint32(4, head.length, true)
  bytes.set(head, 8)
  bytes.set(description, 8 + head.length)
  bytes.set(tables, start)
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
  if (bytes.length < 8 || ![LSR1, LSR2].includes(view.getUint32(0, true)))
    throw new RangeError('not a rendition index (LSR1 or LSR2)')
  const headBytes = view.getUint32(4, true)
  if (8 + headBytes > bytes.length) throw new RangeError('a rendition index that is cut short')
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + headBytes))
  return { ...parseHead(text), headBytes }
}

/** Throws RangeError on a wrong magic, or where the bytes are not a whole index. */
export function parseRenditionIndex(buffer: ArrayBuffer): RenditionIndex {
  const { count, descriptionBytes, headBytes, ...described } = parseRenditionHead(new Uint8Array(buffer))
  const start = 8 + headBytes + descriptionBytes
  if (start > buffer.byteLength) throw new RangeError('a rendition index that is cut short')
  const isCompact = new DataView(buffer).getUint32(0, true) === LSR2
  return {
    ...described,
    description: new Uint8Array(buffer, 8 + headBytes, descriptionBytes),
    ...(isCompact ? parseCompact(buffer, start, count) : parsePlain(buffer, roundUp(start), count)),
  }
}

type Tables = Pick<RenditionIndex, 'ptsUs' | 'key' | 'offset'>

function formatCompact({ ptsUs, key, offset }: Tables): Uint8Array {
  const writer = new VarintWriter()
  writeSteps(writer, ptsUs)
  writeFlags(writer, key)
  writer.unsigned(offset[0] ?? 0)
  for (let at = 0; at < ptsUs.length; at++) writer.unsigned(offset[at + 1]! - offset[at]!)
  return writer.take()
}

function parseCompact(buffer: ArrayBuffer, start: number, count: number): Tables {
  const reader = new VarintReader(new Uint8Array(buffer, start))
  const ptsUs = readSteps(reader, count)
  const key = readFlags(reader, count)
  const offset = new Float64Array(count + 1)
  let end = (offset[0] = reader.unsigned())
  for (let at = 1; at <= count; at++) offset[at] = end += reader.unsigned()
  if (reader.left > 0 || !Number.isSafeInteger(end))
    throw new RangeError(`rendition index of ${count}: ${reader.left} bytes too many`)
  return { ptsUs, key, offset }
}

function formatPlain({ ptsUs, key, offset }: Tables): Uint8Array {
  const count = ptsUs.length
  const bytes = new Uint8Array(count * 13 + 8)
  new Float64Array(bytes.buffer, 0, count).set(ptsUs)
  new Float64Array(bytes.buffer, count * 8, 1)[0] = offset[0] ?? 0
  const sizes = new Uint32Array(bytes.buffer, count * 8 + 8, count)
  for (let at = 0; at < count; at++) sizes[at] = offset[at + 1]! - offset[at]!
  bytes.set(key, count * 12 + 8)
  return bytes
}

function parsePlain(buffer: ArrayBuffer, start: number, count: number): Tables {
  if (buffer.byteLength !== start + count * 13 + 8)
    throw new RangeError(`rendition index of ${count}: ${buffer.byteLength} bytes`)
  const sizes = new Uint32Array(buffer, start + count * 8 + 8, count)
  const offset = new Float64Array(count + 1)
  offset[0] = new Float64Array(buffer, start + count * 8, 1)[0]!
  for (let at = 0; at < count; at++) offset[at + 1] = offset[at]! + sizes[at]!
  return {
    ptsUs: new Float64Array(buffer, start, count),
    key: new Uint8Array(buffer, start + count * 12 + 8, count),
    offset,
  }
}

const roundUp = (bytes: number): number => Math.ceil(bytes / 8) * 8

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0

/** Checked by hand: the page reads indexes before its first picture, and a schema library is a fifth of what it loads. */
function parseHead(text: string): RenditionHead {
  const head = parseJson(text) as Partial<Record<keyof RenditionHead, unknown>> | null
  const { codec, widthPx, heightPx, count, descriptionBytes } = head ?? {}
  if (
    typeof codec === 'string' &&
    isCount(widthPx) &&
    isCount(heightPx) &&
    isCount(count) &&
    isCount(descriptionBytes)
  )
    return { codec, widthPx, heightPx, count, descriptionBytes }
  throw new RangeError('a rendition index whose head is none')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
