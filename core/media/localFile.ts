/**
 * FFmpeg wants a path. A folder store's object has one; an S3 object is streamed into a temporary file, which is
 * deleted when the work is done. Decoding and remuxing need this, probing does not.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebReadableStream } from 'node:stream/web'
import { fileURLToPath } from 'node:url'
import { randomUUID } from 'node:crypto'
import type { ObjectStore } from '../storage/objectStore.ts'

/** Calls `work` with a path that holds the object. `onBytes` is told of each chunk that was copied. */
export async function withLocalFile<Result>(
  options: { store: ObjectStore; key: string; tmpDir: string; onBytes: () => void },
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const { store, key, tmpDir, onBytes } = options
  if (store.uri.startsWith('file:')) return work(join(fileURLToPath(store.uri), ...key.split('/')))
  await mkdir(tmpDir, { recursive: true })
  const path = join(tmpDir, `object-${randomUUID()}`)
  try {
    const source = Readable.fromWeb((await store.stream(key)) as WebReadableStream<Uint8Array>)
    source.on('data', onBytes)
    await pipeline(source, createWriteStream(path))
    return await work(path)
  } finally {
    await rm(path, { force: true })
  }
}
