/** A bucket as a folder: what ffmpeg, which is not ours, can judge. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openS3Store } from '../../../core/storage/s3Store.ts'

/** Copies every object of `uri` (`s3://bucket/prefix`, by the AWS variables) below `folder`; returns their keys. */
export async function copyBucket(uri: string, folder: string): Promise<string[]> {
  const store = await openS3Store(uri)
  const keys: string[] = []
  for await (const page of store.list()) {
    for (const { key } of page) {
      const path = join(folder, key)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, await store.readSmall(key, { maxBytes: 1 << 28 }))
      keys.push(key)
    }
  }
  return keys
}
