/** Opens the writer for the bucket that a person names. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BucketWriter } from './bucketWriter.ts'
import { openFolderWriter } from './folderWriter.ts'
import { unknownBucket, type BucketWriterOptions } from './writerOptions.ts'

export type { BucketWriterOptions }

/**
 * Opens `s3://bucket/prefix`, `file:///folder` or a folder's path (made where it is missing). A bucket's troubles show at
 * the first request. Throws UserError `bucket_unknown` on another scheme, `access_denied`, `disk_full`.
 */
export async function openBucketWriter(
  uri: string,
  options: BucketWriterOptions = {},
): Promise<BucketWriter> {
  if (/^s3:\/\//i.test(uri)) {
    // Loaded only where a bucket is asked for: the SDK is most of a command's start.
    const { openS3Writer } = await import('./s3Writer.ts')
    return openS3Writer(uri, options)
  }
  if (/^file:\/\//i.test(uri)) return openFolderWriter(readFileUri(uri))
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(uri)) throw unknownBucket(uri.split('://')[0] + '://…')
  return openFolderWriter(resolve(uri))
}

function readFileUri(uri: string): string {
  try {
    return fileURLToPath(uri)
  } catch (cause) {
    throw unknownBucket(uri, cause)
  }
}
