/** The index of a rendition that was just written, from its packets as another program would read them. */
import type { RenditionIndex } from '../protocol/rendition.ts'
import { openLibavInput, readLibavPackets, toMicros } from './libavInput.ts'
import { RENDITION_CLOCK_HZ } from './renditionFrames.ts'

/** Half of the file's clock, and the rounding to µs. */
const TOLERANCE_US = 0.5e6 / RENDITION_CLOCK_HZ + 1

/**
 * Reads the packets of `path`, which must be those of `ptsUs`: as many, at those times, adjacent and in order. The
 * index has the times as given, which are the source's. Throws an Error where the file is another.
 */
export function readRenditionIndex(path: string, ptsUs: Float64Array): RenditionIndex {
  const input = openLibavInput(path)
  try {
    const [stream] = input.streams
    if (!stream) throw new Error('what was written holds no pictures')
    const { width: widthPx, height: heightPx } = stream.codecpar
    const description = Uint8Array.from(stream.codecpar.extradata ?? [])
    const key = new Uint8Array(ptsUs.length)
    const offset = new Float64Array(ptsUs.length + 1)
    let at = 0
    for (const packet of readLibavPackets(input.context)) {
      const foundUs = toMicros(packet.pts, stream.timeBase)
      const start = Number(packet.pos)
      if (foundUs === undefined || !(Math.abs(foundUs - ptsUs[at]!) <= TOLERANCE_US))
        throw new Error(`picture ${at} was written at ${foundUs} µs, expected ${ptsUs[at]} µs`)
      if (start < 0 || (at > 0 && start !== offset[at]))
        throw new Error(`picture ${at} lies at byte ${start}, expected ${offset[at]}`)
      if (packet.isKeyframe) key[at] = 1
      offset[at] = start
      offset[++at] = start + packet.size
    }
    if (at !== ptsUs.length) throw new Error(`${at} pictures were written, expected ${ptsUs.length}`)
    return { codec: formatCodec(description), description, widthPx, heightPx, ptsUs, key, offset }
  } finally {
    input.close()
  }
}

/** From the avcC box's content (ISO/IEC 14496-15, 5.3.3.1): version, profile, compatibility, level. */
function formatCodec(avcC: Uint8Array): string {
  if (avcC.length < 7 || avcC[0] !== 1) throw new Error('what was written has no avcC')
  const parts = [...avcC.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0'))
  return `avc1.${parts.join('')}`
}
