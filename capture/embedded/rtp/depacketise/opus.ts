/**
 * Opus in RTP (RFC 7587: one packet a payload), plain or in redundant blocks (RFC 2198). Packets come in order; a
 * redundant block is new only where its own packet was lost.
 */
import { parseRed } from '../red.ts'

export interface OpusPacket {
  /** The whole count of the RTP timestamp, 48 kHz. */
  readonly rtp: number
  readonly data: Uint8Array
  /** Whether it came in a later packet than its own. */
  readonly isRecovered: boolean
}

export interface OpusDepacketiser {
  /** Packets in order of time, none twice; none for a payload without sound. */
  push(payload: Uint8Array, rtp: number, isRed: boolean): OpusPacket[]
}

export function createOpusDepacketiser(): OpusDepacketiser {
  let lastRtp: number | undefined
  return {
    push(payload, rtp, isRed) {
      if (payload.length === 0) return []
      const blocks = isRed ? parseRed(payload) : [{ offset: 0, data: payload }]
      const packets = (blocks ?? [])
        .map(({ offset, data }) => ({ rtp: rtp - offset, data, isRecovered: offset > 0 }))
        .filter(
          (one) => one.data.length > 0 && (lastRtp === undefined ? !one.isRecovered : one.rtp > lastRtp),
        )
        .sort((a, b) => a.rtp - b.rtp)
        .filter((one, at, all) => at === 0 || one.rtp > all[at - 1]!.rtp)
      lastRtp = packets.at(-1)?.rtp ?? lastRtp
      return packets
    },
  }
}
