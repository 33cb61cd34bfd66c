/**
 * Small copies of video recordings (proxies) that many tiles can play at once: H264 without B frames, a key frame at
 * least each second, upright, every source PTS kept. The page plays them from their packet index alone.
 */
import { z } from 'zod'

/** By the longest and shortest side a picture may have, px; a smaller source keeps its size. */
export const RENDITION_LEVELS = {
  '180': { longPx: 320, shortPx: 180 },
  '90': { longPx: 160, shortPx: 90 },
} as const

export const renditionLevelSchema = z.enum(['180', '90'])
export type RenditionLevel = z.infer<typeof renditionLevelSchema>

/** What the page would play now, most urgent first. */
export const renditionsWantedSchema = z.object({
  wanted: z.array(z.object({ recordingId: z.string().max(100), level: renditionLevelSchema })).max(500),
})

export const renditionStateSchema = z.object({
  recordingId: z.string(),
  level: renditionLevelSchema,
  state: z.enum(['ready', 'making', 'waiting', 'failed']),
  /** Of a ready one: part of its addresses, so that an answer may be cached for ever. */
  version: z.string().nullable(),
  widthPx: z.number().nullable(),
  heightPx: z.number().nullable(),
  /** Of one being made: 0 … 1. */
  share: z.number().nullable(),
  /** Of a failed one: why, in words for a person. */
  message: z.string().nullable(),
})

/** The answer to `POST /api/sessions/:id/renditions`: in the order asked for. */
export const renditionsAnswerSchema = z.object({
  states: z.array(renditionStateSchema),
  /** Of the whole queue of this server: how many are still to be made, and s left as measured; null: not known. */
  left: z.number(),
  secondsLeft: z.number().nullable(),
})

export type RenditionsWanted = z.infer<typeof renditionsWantedSchema>
export type RenditionState = z.infer<typeof renditionStateSchema>
export type RenditionsAnswer = z.infer<typeof renditionsAnswerSchema>

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

const headSchema = z.object({
  codec: z.string(),
  widthPx: z.number(),
  heightPx: z.number(),
  count: z.number().int().min(0),
  descriptionBytes: z.number().int().min(0),
})

/** What an index begins with. */
export type RenditionHead = z.infer<typeof headSchema>

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
  return { ...headSchema.parse(JSON.parse(text)), headBytes }
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
