/** Which packets of a rendition are asked for next: whole seconds in one request, never more than a socket is worth. */
import type { RenditionIndex } from '../../../core/protocol/rendition.ts'

/** What is missing now comes in a request of at least this; what will be needed, in a larger one. */
const URGENT_BYTES = 64 << 10
const AHEAD_BYTES = 192 << 10
const MAX_BYTES = 256 << 10
/** Less than this ahead of the decoder is little; so much is then asked for at once, s of media time. */
const LITTLE_AHEAD_US = 3_000_000
const URGENT_US = 2_000_000
const AHEAD_US = 6_000_000

/** Packets `[first, end)`. */
export interface PacketRange {
  readonly first: number
  readonly end: number
}

type Packets = Pick<RenditionIndex, 'ptsUs' | 'key' | 'offset'>

/**
 * `at` is the packet the decoder takes next, `bufferedEnd` the first one after it that is not held (`at` itself: the
 * decoder waits). Undefined where nothing is needed.
 */
export function planRead(index: Packets, at: number, bufferedEnd: number): PacketRange | undefined {
  const { ptsUs } = index
  const first = bufferedEnd
  if (first >= ptsUs.length) return undefined
  if (first === at) return rangeFrom(index, first, URGENT_BYTES, URGENT_US)
  if (ptsUs[first]! - ptsUs[at]! >= LITTLE_AHEAD_US) return undefined
  return rangeFrom(index, first, AHEAD_BYTES, AHEAD_US)
}

/** Up to the first key packet after which there is enough of either, at most `MAX_BYTES`, at least one packet. */
function rangeFrom({ ptsUs, key, offset }: Packets, first: number, bytes: number, us: number): PacketRange {
  const base = offset[first]!
  const start = ptsUs[first]!
  let end = first + 1
  for (; end < ptsUs.length; end++) {
    if (offset[end + 1]! - base > MAX_BYTES) break
    if (key[end] === 1 && (offset[end]! - base >= bytes || ptsUs[end]! - start >= us)) break
  }
  return { first, end }
}
