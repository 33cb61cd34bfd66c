/** SHA-256 of what went in and what came out, without holding either. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { ObjectStore } from '../core/storage/objectStore.ts'

export interface Digest {
  readonly sha256: string
  readonly sizeBytes: number
}

export const digestFile = (file: string, signal?: AbortSignal): Promise<Digest> =>
  digest(createReadStream(file, { signal, highWaterMark: 1 << 20 }))

export const digestObject = async (store: ObjectStore, key: string, signal?: AbortSignal): Promise<Digest> =>
  digest(await store.stream(key, { signal }))

async function digest(chunks: AsyncIterable<Uint8Array>): Promise<Digest> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    sizeBytes += chunk.byteLength
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}
