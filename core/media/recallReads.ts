/** A reader that keeps what was read last, so that a second look at a file's head or index asks a store for nothing. */
import type { RangeReader } from './containerHead.ts'

const KEEP_BYTES = 16 << 20

/** Ranges within one that was read before come from memory; at most 16 MiB, or the last read, are kept. */
export function recallReads(reader: RangeReader): RangeReader {
  let kept: { readonly start: number; readonly bytes: Uint8Array }[] = []
  let total = 0
  return {
    sizeBytes: reader.sizeBytes,
    async read(start, end) {
      const known = kept.find((one) => one.start <= start && end <= one.start + one.bytes.length)
      if (known) return known.bytes.subarray(start - known.start, end - known.start)
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
