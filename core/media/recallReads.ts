/** A reader that keeps what was read last, so that a second look at a file's head or index asks a store for nothing. */
import type { RangeReader } from './containerHead.ts'

const KEEP_BYTES = 16 << 20

interface Kept {
  readonly start: number
  readonly bytes: Uint8Array
}

/** Ranges within what was read before come from memory; at most 16 MiB, or the last read, are kept. */
export function recallReads(reader: RangeReader): RangeReader {
  let kept: Kept[] = []
  let total = 0
  return {
    sizeBytes: reader.sizeBytes,
    async read(start, end) {
      const known = recall(kept, start, end)
      if (known) return known
      const bytes = await reader.read(start, end)
      kept.push({ start, bytes })
      total += bytes.length
      while (total > KEEP_BYTES && kept.length > 1) {
        total -= kept[0]!.bytes.length
        kept = kept.slice(1)
      }
      return bytes
    },
  }
}

/** Undefined where not all of the range is kept. */
function recall(kept: readonly Kept[], start: number, end: number): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  for (let at = start; at < end;) {
    const part = kept.find((one) => one.start <= at && at < one.start + one.bytes.length)
    if (!part) return undefined
    const bytes = part.bytes.subarray(at - part.start, end - part.start)
    parts.push(bytes)
    at += bytes.length
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts)
}
