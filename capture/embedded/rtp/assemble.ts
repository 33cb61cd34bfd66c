/** Puts the parts of frames together: packets come in order, and a frame that lacks one is never a frame. */
import type { FrameLinks, FramePart, PictureSize, VideoCodec } from './framePart.ts'

export interface VideoFrame {
  readonly timestamp: number
  /** When its first packet came. */
  readonly arrivalNs: bigint
  readonly isKey: boolean
  readonly data: Uint8Array
  readonly size: PictureSize | undefined
  readonly links: FrameLinks
}

export interface VideoPacket {
  readonly timestamp: number
  readonly marker: boolean
  readonly payload: Uint8Array
  readonly arrivalNs: bigint
}

export interface Assembler {
  push(packet: VideoPacket): void
  /** Packets are missing here. */
  lose(): void
}

interface Open {
  readonly timestamp: number
  readonly parts: FramePart[]
  arrivalNs: bigint
}

/** `onBroken` is called once for each frame of which some packet came and some did not. */
export function createAssembler(
  codec: VideoCodec,
  on: { onFrame(frame: VideoFrame): void; onBroken(links: FrameLinks): void },
): Assembler {
  let open: Open | undefined
  let isAfterLoss = true
  let brokenTimestamp: number | undefined

  const end = (): void => {
    if (!open) return
    const { timestamp, parts, arrivalNs } = open
    open = undefined
    const links = parts[0]!.links
    const whole = codec.completeFrame(parts)
    if (whole) on.onFrame({ timestamp, arrivalNs, links, ...whole })
  }
  const breakFrame = (timestamp: number, links: FrameLinks): void => {
    if (brokenTimestamp === timestamp) return
    brokenTimestamp = timestamp
    on.onBroken(links)
  }
  return {
    push({ timestamp, marker, payload, arrivalNs }) {
      // Padding and probes carry nothing.
      if (payload.length === 0) return
      const part = codec.parsePart(payload)
      if (open && open.timestamp !== timestamp) end()
      if (!part) {
        if (open) breakFrame(timestamp, open.parts[0]!.links)
        open = undefined
        isAfterLoss = true
        return
      }
      if (!open) {
        const starts = part.starts ?? (!isAfterLoss && brokenTimestamp !== timestamp)
        if (!starts) {
          breakFrame(timestamp, part.links)
          isAfterLoss = !marker
          return
        }
        open = { timestamp, parts: [], arrivalNs }
        isAfterLoss = false
      }
      open.parts.push(part)
      if (arrivalNs < open.arrivalNs) open.arrivalNs = arrivalNs
      if (marker) end()
    },
    lose() {
      if (open) breakFrame(open.timestamp, open.parts[0]!.links)
      open = undefined
      isAfterLoss = true
    },
  }
}
