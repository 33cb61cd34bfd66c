/** Which packets of a file are asked for next: whole seconds in one request, never more than a socket is worth. */
import type { PlacedPackets } from '../../../core/protocol/packetIndex.ts'

/** What is missing now comes in a request of at least this; what will be needed, in a larger one. */
const URGENT_BYTES = 64 << 10
const AHEAD_BYTES = 192 << 10
const MAX_BYTES = 256 << 10
/** What a seek must decode through may come in one request of this. */
const MAX_URGENT_BYTES = 512 << 10
/** Less than this ahead of the decoder is little, where it is less than that many bytes; µs of media time. */
const LITTLE_AHEAD_US = 3_000_000
const MUCH_AHEAD_BYTES = 512 << 10
/** So much is then asked for at once. */
const URGENT_US = 2_000_000
const AHEAD_US = 6_000_000

/** Packets `[first, end)`. */
export interface PacketRange {
  readonly first: number
  readonly end: number
}

export interface ReadState {
  /** The first packet that is not held. */
  readonly first: number
  /** The decoder waits for that one; `until`: the one whose picture is wanted. */
  readonly waits: { readonly until: number } | undefined
  /** What is held of what comes before it: media time and bytes. */
  readonly aheadUs: number
  readonly aheadBytes: number
}

/** Undefined where nothing is needed. */
export function planRead(packets: PlacedPackets, state: ReadState): PacketRange | undefined {
  const { first, waits, aheadUs, aheadBytes } = state
  if (first >= packets.ptsUs.length) return undefined
  if (waits) {
    const range = rangeFrom(packets, first, { bytes: URGENT_BYTES, us: URGENT_US, max: MAX_BYTES })
    return range.end > waits.until
      ? cutAfter(packets, range, waits.until)
      : reach(packets, range, waits.until)
  }
  if (aheadUs >= LITTLE_AHEAD_US || aheadBytes >= MUCH_AHEAD_BYTES) return undefined
  return rangeFrom(packets, first, { bytes: AHEAD_BYTES, us: AHEAD_US, max: MAX_BYTES })
}

/** Up to the first key packet after which there is enough of either, at most `max`, at least one packet. */
function rangeFrom(
  { ptsUs, key, start, end: ends }: PlacedPackets,
  first: number,
  { bytes, us, max }: { readonly bytes: number; readonly us: number; readonly max: number },
): PacketRange {
  const base = start[first]!
  const begun = ptsUs[first]!
  let end = first + 1
  for (; end < ptsUs.length; end++) {
    if (ends[end]! - base > max) break
    if (key[end] === 1 && (ends[end - 1]! - base >= bytes || ptsUs[end]! - begun >= us)) break
  }
  return { first, end }
}

/** What is wanted, and as much beyond it as makes the request worth its while: the rest comes when it is seen. */
function cutAfter(
  { start, end: ends }: PlacedPackets,
  { first, end }: PacketRange,
  until: number,
): PacketRange {
  for (let at = until + 1; at < end; at++)
    if (ends[at - 1]! - start[first]! >= URGENT_BYTES) return { first, end: at }
  return { first, end }
}

/** On to what is wanted, as far as one request may go. */
function reach({ start, end: ends }: PlacedPackets, { first, end }: PacketRange, until: number): PacketRange {
  let at = end
  while (at <= until && at < ends.length && ends[at]! - start[first]! <= MAX_URGENT_BYTES) at++
  return { first, end: at }
}
