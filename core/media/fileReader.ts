/** A local file as a range reader. */
import { open } from 'node:fs/promises'
import type { RangeReader } from './containerHead.ts'

export async function openFileReader(path: string): Promise<RangeReader & { close(): Promise<void> }> {
  const handle = await open(path, 'r')
  const { size } = await handle.stat()
  return {
    sizeBytes: size,
    async read(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start))
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
      return bytes.subarray(0, bytesRead)
    },
    close: () => handle.close(),
  }
}
