/**
 * Redundant audio (RFC 2198): a packet carries the ones before it again, so that a lost one is filled from the next.
 * Block headers are F(1) PT(7) offset(14) length(10); the last, of the primary block, is F=0 PT(7).
 */
export interface RedBlock {
  readonly payloadType: number
  /** How much earlier than the packet's own timestamp, in ticks; 0 for the primary block. */
  readonly offset: number
  readonly data: Uint8Array
}

/** Blocks as they stand, the primary one last; undefined where lengths do not fit. */
export function parseRed(payload: Uint8Array): RedBlock[] | undefined {
  const heads: { payloadType: number; offset: number; length: number }[] = []
  let at = 0
  while ((payload[at] ?? 0) & 0x80) {
    if (at + 4 >= payload.length) return undefined
    const offset = (payload[at + 1]! << 6) | (payload[at + 2]! >> 2)
    const length = ((payload[at + 2]! & 3) << 8) | payload[at + 3]!
    heads.push({ payloadType: payload[at]! & 0x7f, offset, length })
    at += 4
  }
  if (at >= payload.length) return undefined
  const primary = payload[at++]! & 0x7f
  const blocks: RedBlock[] = []
  for (const { payloadType, offset, length } of heads) {
    if (at + length > payload.length) return undefined
    blocks.push({ payloadType, offset, data: payload.subarray(at, at + length) })
    at += length
  }
  return [...blocks, { payloadType: primary, offset: 0, data: payload.subarray(at) }]
}
