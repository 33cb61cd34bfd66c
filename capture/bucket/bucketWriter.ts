/**
 * The one port for writing to a bucket: an S3 bucket or a folder, each object whole or not there at all. Keys use `/`
 * and are relative to the store's root (for S3: to the prefix). What is temporary is tried again with back-off; what is
 * not is a UserError with a hint, and the caller keeps its file.
 */
export interface BucketObject {
  readonly key: string
  readonly sizeBytes: number
}

export interface PutOptions {
  /** A media type; found by the key's extension where it is not given. */
  readonly contentType?: string
  readonly signal?: AbortSignal
}

export interface UploadOptions extends PutOptions {
  /** Bytes that the bucket has taken so far; never falls. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void
}

export interface BucketWriter {
  /** `s3://bucket/prefix` or `file:///…`; no credentials in it. */
  readonly uri: string
  /** Writes small bytes whole, over whatever is there. */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<BucketObject>
  /**
   * Writes a closed file of any size, in parts where it is large; nothing is visible under the key until all of it is. The
   * file is left where it is: delete it once this has resolved.
   */
  uploadFile(key: string, path: string, options?: UploadOptions): Promise<BucketObject>
  /** Undefined where there is no such object. */
  stat(key: string, signal?: AbortSignal): Promise<BucketObject | undefined>
  exists(key: string, signal?: AbortSignal): Promise<boolean>
  /** A whole object of at most 16 MB; undefined where there is none. Throws UserError `object_too_large`. */
  read(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined>
  /** Frees connections; what is under way is ended first. */
  close(): Promise<void>
}

/** What reaches a bucket: explicit values come before the environment's (`AWS_…`, as for the aws command). */
export interface BucketAccess {
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
}

/** What is given, else the environment's; of keys a pair comes from one place. */
export const findBucketAccess = (
  env: Readonly<Record<string, string | undefined>>,
  given: BucketAccess = {},
): BucketAccess => ({
  endpoint: given.endpoint || env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'],
  region: given.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'],
  accessKeyId: given.accessKeyId || env['AWS_ACCESS_KEY_ID'],
  secretAccessKey: given.accessKeyId ? given.secretAccessKey : env['AWS_SECRET_ACCESS_KEY'],
})
