/**
 * The one port to a bucket. Pure logic asks for these methods; a folder and an S3 bucket supply them.
 * Keys use `/`, are relative to the store's root (for S3: to the prefix), and are compared by UTF-8 bytes.
 */
export interface ObjectStat {
  readonly key: string
  readonly sizeBytes: number
  /** Changes whenever the content does. S3: its ETag without quotes. Folder: size and mtime in ns. */
  readonly etag: string
  readonly modifiedAt: Date
}

export interface ObjectStore {
  /** `s3://bucket/prefix` or `file:///…`; no credentials in it. */
  readonly uri: string
  /** Pages of objects below `prefix`, in key order. */
  list(options?: { prefix?: string; signal?: AbortSignal }): AsyncIterable<readonly ObjectStat[]>
  /** Undefined where there is no such object. */
  stat(key: string, signal?: AbortSignal): Promise<ObjectStat | undefined>
  /** Bytes `[start, end)`; `end` is clipped to the size. Throws UserError `object_missing`. */
  readRange(key: string, start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>
  /** A whole small object. Throws UserError `object_too_large` above `maxBytes`, `object_missing`. */
  readSmall(key: string, options: { maxBytes: number; signal?: AbortSignal }): Promise<Uint8Array>
  /**
   * Bytes `[start, end)` as a stream, for proxying and copying; never buffers more than a few chunks. With `etag`, throws
   * UserError `object_changed` where that is not the object's any more.
   */
  stream(
    key: string,
    options?: { start?: number; end?: number; etag?: string; signal?: AbortSignal },
  ): Promise<ReadableStream<Uint8Array>>
  /** Writes if nothing is there, atomically; false where something was. */
  putIfAbsent(key: string, body: Uint8Array, signal?: AbortSignal): Promise<boolean>
}
