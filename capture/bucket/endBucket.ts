/** A bucket that can be let go while it does not answer: what waits for it rejects, and is done again by a next process. */
import type { BucketWriter } from './bucketWriter.ts'

/** The same bucket until the signal is aborted; from then on everything asked of it rejects with the signal's reason. */
export function endBucket(bucket: BucketWriter, ending: AbortSignal): BucketWriter {
  const both = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, ending]) : ending
  return {
    uri: bucket.uri,
    put: (key, bytes, options) => bucket.put(key, bytes, { ...options, signal: both(options?.signal) }),
    uploadFile: (key, path, options) =>
      bucket.uploadFile(key, path, { ...options, signal: both(options?.signal) }),
    stat: (key, signal) => bucket.stat(key, both(signal)),
    exists: (key, signal) => bucket.exists(key, both(signal)),
    read: (key, signal) => bucket.read(key, both(signal)),
    close: () => bucket.close(),
  }
}
