/**
 * Packet times of an Ogg Opus file (RFC 3533, RFC 7845) from the granules of its pages. Demuxers that add up packet
 * durations lose a hole between pages without a word; here each page's packets end at the page's granule, so a hole
 * lies before the page that follows it. Reads the file once, in order, and keeps nothing but times.
 */
import type { RangeReader } from './containerHead.ts'
import { emptyPackets, type RawPackets } from './summarise.ts'

const RATE_HZ = 48_000
const CHUNK_BYTES = 1 << 20
const PAGE_HEADER_BYTES = 27
const END_OF_STREAM = 0x04

interface Page {
  readonly granule: bigint
  readonly last: boolean
  /** Samples at 48 kHz of each packet that ends on this page. */
  readonly durations: number[]
}

export interface OggOpus {
  readonly preSkipUs: number
  /** Bytes behind the last whole page. */
  readonly tornBytes: number
  readonly raw: RawPackets
}

/** Undefined where the file is not a single Opus stream. `onPage` is called now and then while reading. */
export async function readOggOpus(reader: RangeReader, onPage: () => void): Promise<OggOpus | undefined> {
  const raw = emptyPackets()
  let preSkip: number | undefined
  let endSample: number | undefined
  let headers = 0
  let wholeBytes = 0
  let serial: number | undefined
  let open: Uint8Array | undefined
  for await (const { header, lacing, body, end } of readPages(reader)) {
    wholeBytes = end
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
    serial ??= view.getUint32(14, true)
    if (serial !== view.getUint32(14, true)) return undefined
    const packets: Uint8Array[] = []
    let at = 0
    for (const length of lacing) {
      // The first bytes of a packet tell its duration; those of one that spans pages are on the first of them.
      open ??= body.subarray(at, at + Math.max(length, 0))
      at += length
      if (length === 255) continue
      packets.push(open)
      open = undefined
    }
    if (headers < 2) {
      if (headers === 0 && packets[0]) preSkip = readPreSkip(packets[0])
      if (preSkip === undefined) return undefined
      headers += packets.length
      continue
    }
    const page: Page = {
      granule: view.getBigInt64(6, true),
      last: (header[5]! & END_OF_STREAM) !== 0,
      durations: packets.map(readDuration),
    }
    if (page.durations.length > 0) endSample = addPage(raw, page, endSample, preSkip!)
    onPage()
  }
  if (preSkip === undefined) return undefined
  return { preSkipUs: toMicros(preSkip), tornBytes: reader.sizeBytes - wholeBytes, raw }
}

const toMicros = (samples: number): number => Math.round((samples * 1e6) / RATE_HZ)

/** Adds a page's packets; returns the sample at which the page ends. */
function addPage(raw: RawPackets, page: Page, before: number | undefined, preSkip: number): number {
  const total = page.durations.reduce((sum, duration) => sum + duration, 0)
  const granule = Number(page.granule)
  // A page may end early at the end of the stream alone: there the last packet is cut, not moved.
  const trimmed = granule < (before ?? 0) + total
  const start = trimmed || granule < 0 ? (before ?? 0) : granule - total
  const end = granule < 0 ? start + total : trimmed && page.last ? granule : start + total
  let at = start
  for (const duration of page.durations) {
    raw.ptsUs.push(toMicros(at - preSkip))
    raw.durationUs.push(toMicros(Math.min(at + duration, Math.max(end, at)) - at))
    raw.key.push(true)
    at += duration
  }
  return end
}

/** Yields pages in order; bytes that are no page are passed over, as after a damaged one. */
async function* readPages(
  reader: RangeReader,
): AsyncGenerator<{ header: Uint8Array; lacing: Uint8Array; body: Uint8Array; end: number }> {
  let buffer = new Uint8Array(0)
  let read = 0
  for (let at = 0; ;) {
    const header = buffer.subarray(at, at + PAGE_HEADER_BYTES)
    const segments = header[26] ?? 255
    const lacing = buffer.subarray(at + PAGE_HEADER_BYTES, at + PAGE_HEADER_BYTES + segments)
    const bodyAt = at + PAGE_HEADER_BYTES + segments
    const size = lacing.length < segments ? Infinity : lacing.reduce((sum, length) => sum + length, 0)
    if (bodyAt + size > buffer.length) {
      if (read >= reader.sizeBytes) return
      const more = await reader.read(read, Math.min(read + CHUNK_BYTES, reader.sizeBytes))
      if (more.length === 0) return
      read += more.length
      const rest = buffer.subarray(at)
      buffer = new Uint8Array(rest.length + more.length)
      buffer.set(rest)
      buffer.set(more, rest.length)
      at = 0
      continue
    }
    if (header[0] !== 0x4f || header[1] !== 0x67 || header[2] !== 0x67 || header[3] !== 0x53) {
      at++
      continue
    }
    const end = read - buffer.length + bodyAt + size
    yield { header, lacing, body: buffer.subarray(bodyAt, bodyAt + size), end }
    at = bodyAt + size
  }
}

/** Pre-skip of an OpusHead packet (RFC 7845 §5.1); undefined for any other codec. */
function readPreSkip(packet: Uint8Array): number | undefined {
  if (packet.length < 19 || new TextDecoder('latin1').decode(packet.subarray(0, 8)) !== 'OpusHead')
    return undefined
  return packet[10]! + packet[11]! * 256
}

/** Samples at 48 kHz from a packet's table of contents (RFC 6716 §3.1). */
export function readDuration(packet: Uint8Array): number {
  const toc = packet[0]
  if (toc === undefined) return 0
  const config = toc >> 3
  const frame =
    config < 12
      ? [480, 960, 1920, 2880][config & 3]!
      : config < 16
        ? [480, 960][config & 1]!
        : [120, 240, 480, 960][config & 3]!
  const code = toc & 3
  return frame * (code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63)
}
