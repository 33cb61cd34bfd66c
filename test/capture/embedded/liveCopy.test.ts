import { expect, it } from 'vitest'
import { isCopyDue } from '../../../capture/embedded/liveCopy.ts'

it('copies a growing recording for less than three times its size in all', () => {
  let copiedBytes = 0
  let copied = 0
  for (let second = 0; second < 8 * 3600; second++) {
    const state = { firstFrameNs: 0n, sizeBytes: second * 1000, copiedBytes, failedNs: undefined }
    if (!isCopyDue(state, BigInt(second) * 1_000_000_000n)) continue
    copiedBytes = state.sizeBytes
    copied += copiedBytes
  }
  expect(copied).toBeLessThan(3 * 8 * 3600 * 1000)
  expect(copied).toBeGreaterThan(8 * 3600 * 1000)
})
