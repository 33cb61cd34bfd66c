/** Parts of a file of this machine, as a range of it is answered. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { RANGE_CAP_BYTES } from './ranges.ts'

/** A stream of its own costs more than such a part does. */
export const isSmall = (start: number, end: number): boolean => end - start <= RANGE_CAP_BYTES

/** Bytes `[start, end)`: at once where that is at most 1 MiB, else as a stream. Rejects where the file is gone. */
export async function openPart(
  file: string,
  { start, end, signal }: { readonly start: number; readonly end: number; readonly signal: AbortSignal },
): Promise<Uint8Array | ReadableStream<Uint8Array>> {
  if (isSmall(start, end)) return readPart(file, start, end)
  const chunks = createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18, signal })
  return Readable.toWeb(chunks) as ReadableStream<Uint8Array>
}

async function readPart(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(end - start), 0, end - start, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
