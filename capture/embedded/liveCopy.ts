/**
 * When to copy a recording that still grows into the bucket: first after a short while, then each time it has grown by
 * half. The copies of a recording of n bytes then come to less than 3 n in all.
 */
const FIRST_NS = 20_000_000_000n
const GROWTH = 1.5
/** After a copy that failed. */
const AGAIN_NS = 30_000_000_000n

export interface CopyState {
  readonly firstFrameNs: bigint | undefined
  readonly sizeBytes: number
  /** Of the journal at the last copy; 0 before the first. */
  readonly copiedBytes: number
  readonly failedNs: bigint | undefined
}

export function isCopyDue(
  { firstFrameNs, sizeBytes, copiedBytes, failedNs }: CopyState,
  nowNs: bigint,
): boolean {
  if (firstFrameNs === undefined || nowNs - firstFrameNs < FIRST_NS) return false
  if (failedNs !== undefined && nowNs - failedNs < AGAIN_NS) return false
  return sizeBytes >= GROWTH * copiedBytes
}
