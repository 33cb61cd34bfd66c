/**
 * Writes Opus into Ogg (RFC 3533, RFC 7845), every packet at its own time. A packet's granule position is where its
 * samples end at 48 kHz, counted from media time 0. Pre-skip is libopus' look-ahead, 312 samples (6.5 ms): players
 * drop as much decoded sound, so that what was said at media time t sounds at t; readers that give packets times give
 * the first −6.5 ms. A hole ends in a page with one silent packet, the end of which is the end of the hole: programs
 * that add up durations then go on at the right time.
 */
import type { FileHandle } from 'node:fs/promises'
import { readDuration } from '../../../core/media/oggOpus.ts'
import { concatBytes } from '../rtp/framePart.ts'

export const PRE_SKIP_SAMPLES = 312

export interface OggWriter {
  /** A packet that begins at `sample` (48 kHz). False where one that was written covers it. */
  add(sample: number, packet: Uint8Array): Promise<boolean>
  /** Ends the stream; the file stays open. */
  end(): Promise<void>
}

export interface OggOptions {
  readonly channels: 1 | 2
  /** A number of the stream's own. */
  readonly serial: number
  readonly vendor: string
}

const [FIRST_PAGE, LAST_PAGE] = [2, 4]
const MOST_PACKETS = 50
const MOST_SEGMENTS = 255
const WRITE_BYTES = 1 << 17
/** Silence of 20, 10, 5 and 2.5 ms: CELT packets without a byte of sound (RFC 6716 §3.1). */
const SILENCE = [0xf8, 0xf0, 0xe8, 0xe0].map((toc) => Uint8Array.of(toc))

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

/** Writes both headers at once. */
export async function createOggWriter(
  file: Pick<FileHandle, 'writeFile'>,
  { channels, serial, vendor }: OggOptions,
): Promise<OggWriter> {
  let pages = 0
  let written: Uint8Array[] = []
  let writtenBytes = 0
  let packets: Uint8Array[] = []
  let segments = 0
  let next = 0

  const write = async (): Promise<void> => {
    const bytes = concatBytes(written)
    written = []
    writtenBytes = 0
    await file.writeFile(bytes)
  }
  const putPage = async (content: readonly Uint8Array[], granule: number, flags = 0): Promise<void> => {
    const page = formatPage(content, { granule, flags, serial, sequence: pages++ })
    written.push(page)
    writtenBytes += page.length
    if (writtenBytes >= WRITE_BYTES) await write()
  }
  const endPage = async (): Promise<void> => {
    if (packets.length === 0) return
    const content = packets
    packets = []
    segments = 0
    await putPage(content, next)
  }
  const skipTo = async (sample: number): Promise<void> => {
    await endPage()
    const silence = SILENCE.find((packet) => readDuration(packet) <= sample - next)
    next = sample
    if (silence) await putPage([silence], sample)
  }
  await putPage([formatHead(channels)], 0, FIRST_PAGE)
  await putPage([formatTags(vendor)], 0)
  return {
    async add(sample, packet) {
      const duration = readDuration(packet)
      if (duration === 0 || sample + duration <= next) return false
      if (sample > next) await skipTo(sample)
      const own = Math.floor(packet.length / 255) + 1
      if (segments + own > MOST_SEGMENTS) await endPage()
      packets.push(packet)
      segments += own
      // One that overlaps the packet before it by a little follows it; the next hole brings the times back.
      next += duration
      if (packets.length >= MOST_PACKETS) await endPage()
      return true
    },
    async end() {
      // The last page is said to be the last one, and has no packet of its own.
      await endPage()
      await putPage([], next, LAST_PAGE)
      await write()
    },
  }
}

function formatPage(
  packets: readonly Uint8Array[],
  { granule, flags, serial, sequence }: { granule: number; flags: number; serial: number; sequence: number },
): Uint8Array {
  const lacing = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ])
  const page = concatBytes([new Uint8Array(27), Uint8Array.from(lacing), ...packets])
  const view = new DataView(page.buffer)
  page.set(new TextEncoder().encode('OggS'))
  page[5] = flags
  view.setBigInt64(6, BigInt(granule), true)
  view.setUint32(14, serial, true)
  view.setUint32(18, sequence, true)
  page[26] = lacing.length
  let crc = 0
  for (const byte of page) crc = (crc << 8) ^ CRC_TABLE[(crc >>> 24) ^ byte]!
  view.setUint32(22, crc >>> 0, true)
  return page
}

function formatHead(channels: number): Uint8Array {
  const head = new Uint8Array(19)
  const view = new DataView(head.buffer)
  head.set(new TextEncoder().encode('OpusHead'))
  head[8] = 1
  head[9] = channels
  view.setUint16(10, PRE_SKIP_SAMPLES, true)
  view.setUint32(12, 48_000, true)
  return head
}

function formatTags(vendor: string): Uint8Array {
  const name = new TextEncoder().encode(vendor)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, name.length, true)
  return concatBytes([new TextEncoder().encode('OpusTags'), length, name, new Uint8Array(4)])
}
