/** One stream's packets in, its table, end and holes out. Pure. */
import type { Places } from './mp4Places.ts'
import type { StreamProbe } from './probe.ts'

/** Packets of one stream as read, in decode order; a duration ≤ 0 means unknown. */
export interface RawPackets {
  readonly ptsUs: number[]
  readonly durationUs: number[]
  readonly key: boolean[]
  /** Where the pictures of a file lie that one pass tells that of. */
  readonly places?: Places
}

type Summary = Pick<
  StreamProbe,
  'firstPtsUs' | 'lastPtsUs' | 'endPtsUs' | 'packetCount' | 'keyPacketCount' | 'holes' | 'packets'
>

/** A muted or lost video leaves this much or more without a packet, µs. */
const VIDEO_HOLE_US = 500_000
/** … or this many usual packet distances, for slow screen shares. */
const VIDEO_HOLE_FRAMES = 5
/** Audio packets follow each other; jitter of time stamps stays below this, µs. */
const AUDIO_HOLE_US = 100_000
/** Where a stream has a single packet whose duration nobody wrote, µs. */
const LONE_PACKET_US = { audio: 20_000, video: 40_000 } as const

export const emptyPackets = (): RawPackets => ({ ptsUs: [], durationUs: [], key: [] })

/**
 * Sorts packets by PTS and derives durations, end and holes. A video packet lasts until the next one (before a hole
 * and at the end: the median distance); an audio packet keeps its own duration where the container gives one.
 * Returns undefined for no packets.
 */
export function summarisePackets(kind: 'audio' | 'video', raw: RawPackets): Summary | undefined {
  const count = raw.ptsUs.length
  if (count === 0) return undefined
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  if (!isSorted(raw.ptsUs)) order.sort((a, b) => raw.ptsUs[a]! - raw.ptsUs[b]! || a - b)
  const ptsUs = Float64Array.from(order, (index) => raw.ptsUs[index]!)
  const key = Uint8Array.from(order, (index) => (raw.key[index] ? 1 : 0))
  const usual =
    findUsualDistance(ptsUs) ?? raw.durationUs.find((duration) => duration > 0) ?? LONE_PACKET_US[kind]
  const limit = kind === 'video' ? Math.max(VIDEO_HOLE_US, VIDEO_HOLE_FRAMES * usual) : AUDIO_HOLE_US
  const durationUs = new Float64Array(count)
  const holes: { startPtsUs: number; endPtsUs: number }[] = []
  for (let at = 0; at < count; at++) {
    const written = raw.durationUs[order[at]!]!
    const next = at + 1 < count ? ptsUs[at + 1]! - ptsUs[at]! : undefined
    // Where a container gives no durations its reader makes them up from the next packet, across any hole.
    const own = kind === 'audio' && written > 0 && written <= 2 * usual ? written : usual
    if (next === undefined) durationUs[at] = written > 0 ? Math.min(written, Math.max(usual, limit)) : usual
    else if (kind === 'video') durationUs[at] = next > limit ? usual : next
    else durationUs[at] = Math.min(own, Math.max(next, 0))
    const silence = next === undefined ? 0 : next - (kind === 'video' ? 0 : own)
    if (silence > limit) holes.push({ startPtsUs: ptsUs[at]! + durationUs[at]!, endPtsUs: ptsUs[at + 1]! })
  }
  return {
    firstPtsUs: ptsUs[0]!,
    lastPtsUs: ptsUs[count - 1]!,
    endPtsUs: ptsUs[count - 1]! + durationUs[count - 1]!,
    packetCount: count,
    keyPacketCount: key.reduce((sum, flag) => sum + flag, 0),
    holes,
    packets: { ptsUs, durationUs, key },
  }
}

function isSorted(values: readonly number[]): boolean {
  for (let at = 1; at < values.length; at++) if (values[at]! < values[at - 1]!) return false
  return true
}

/** The median distance of neighbours, or undefined for fewer than two packets. */
function findUsualDistance(ptsUs: Float64Array): number | undefined {
  const distances = new Float64Array(Math.max(0, ptsUs.length - 1))
  for (let at = 0; at < distances.length; at++) distances[at] = ptsUs[at + 1]! - ptsUs[at]!
  const positive = distances.filter((distance) => distance > 0).sort()
  return positive.length > 0 ? positive[positive.length >> 1] : undefined
}
