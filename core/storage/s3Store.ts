/**
 * An S3 bucket, or a prefix of one, as an object store. Credentials, region, profile and endpoint are found as the
 * AWS tools find them; none of them is ever printed. `s3://bucket/a` and `s3://bucket/a/` are the same: keys are
 * relative to `a/`.
 */
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  type GetObjectCommandOutput,
} from '@aws-sdk/client-s3'
import type { Readable } from 'node:stream'
import { Readable as NodeReadable } from 'node:stream'
import { UserError } from '../model/index.ts'
import { createS3Client } from './s3Client.ts'
import { changedObject, missingObject, tooLargeObject } from './keys.ts'
import type { ObjectStat, ObjectStore } from './objectStore.ts'
import { explainS3Error, isStatus } from './s3Errors.ts'

interface Bucket {
  readonly client: S3Client
  readonly bucket: string
  /** `` or `some/prefix/`. */
  readonly root: string
  readonly uri: string
}

/** Opens `s3://bucket/prefix`; the first request tells whether it is there. Throws UserError `source_unknown`. */
export async function openS3Store(uri: string, environment = process.env): Promise<ObjectStore> {
  const match = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:\/(.*))?$/i.exec(uri)
  if (!match) {
    throw new UserError('source_unknown', `${uri} does not name a bucket`, {
      hint: 'Write s3://bucket or s3://bucket/prefix.',
    })
  }
  const bucketName = match[1]!
  const prefix = (match[2] ?? '').replace(/\/+$/, '')
  const bucket: Bucket = {
    client: await createS3Client(bucketName, environment),
    bucket: bucketName,
    root: prefix === '' ? '' : `${prefix}/`,
    uri: `s3://${bucketName}${prefix === '' ? '' : `/${prefix}`}`,
  }
  return {
    uri: bucket.uri,
    list: (options = {}) => listPages(bucket, options),
    stat: (key, signal) => readStat(bucket, key, signal),
    readRange: (key, start, end, signal) => readRange(bucket, key, { start, end, signal }),
    readSmall: (key, options) => readSmall(bucket, key, options),
    stream: (key, options = {}) => openStream(bucket, key, options),
    putIfAbsent: (key, body, signal) => put(bucket, key, body, signal),
  }
}

async function* listPages(
  bucket: Bucket,
  options: { prefix?: string; signal?: AbortSignal },
): AsyncGenerator<readonly ObjectStat[]> {
  let token: string | undefined
  do {
    const page = await guard(bucket, options.signal, () =>
      bucket.client.send(
        new ListObjectsV2Command({
          Bucket: bucket.bucket,
          Prefix: bucket.root + (options.prefix ?? ''),
          ContinuationToken: token,
        }),
        { abortSignal: options.signal },
      ),
    )
    const found: ObjectStat[] = []
    for (const object of page.Contents ?? []) {
      const key = object.Key!.slice(bucket.root.length)
      // A zero-byte `folder/` is how consoles draw a folder; it is no file.
      if (key === '' || (key.endsWith('/') && !object.Size)) continue
      found.push({
        key,
        sizeBytes: object.Size ?? 0,
        etag: unquote(object.ETag),
        modifiedAt: object.LastModified ?? new Date(0),
      })
    }
    if (found.length > 0) yield found
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

async function readStat(bucket: Bucket, key: string, signal?: AbortSignal): Promise<ObjectStat | undefined> {
  if (key === '') return undefined
  try {
    const head = await guard(bucket, signal, () =>
      bucket.client.send(new HeadObjectCommand({ Bucket: bucket.bucket, Key: bucket.root + key }), {
        abortSignal: signal,
      }),
    )
    return {
      key,
      sizeBytes: head.ContentLength ?? 0,
      etag: unquote(head.ETag),
      modifiedAt: head.LastModified ?? new Date(0),
    }
  } catch (error) {
    if (error instanceof UserError && error.code === 'object_missing') return undefined
    throw error
  }
}

async function readRange(
  bucket: Bucket,
  key: string,
  options: { start: number; end: number; signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  const { start, end, signal } = options
  if (end <= start) {
    if ((await readStat(bucket, key, signal)) === undefined) throw missingObject(key, bucket.uri)
    return new Uint8Array(0)
  }
  const answer = await get(bucket, key, { range: `bytes=${start}-${end - 1}`, signal })
  return answer === undefined ? new Uint8Array(0) : readBody(bucket, answer, signal)
}

async function readSmall(
  bucket: Bucket,
  key: string,
  options: { maxBytes: number; signal?: AbortSignal },
): Promise<Uint8Array> {
  const answer = await get(bucket, key, { signal: options.signal })
  const sizeBytes = answer?.ContentLength ?? 0
  if (sizeBytes > options.maxBytes) {
    destroyBody(answer)
    throw tooLargeObject({ key, uri: bucket.uri, sizeBytes, maxBytes: options.maxBytes })
  }
  return answer === undefined ? new Uint8Array(0) : readBody(bucket, answer, options.signal)
}

async function openStream(
  bucket: Bucket,
  key: string,
  options: { start?: number; end?: number; etag?: string; signal?: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const { start = 0, end, etag, signal } = options
  if (end !== undefined && end <= start) {
    await readRange(bucket, key, { start, end, signal })
    return new Blob([]).stream()
  }
  const range =
    start === 0 && end === undefined ? undefined : `bytes=${start}-${end === undefined ? '' : end - 1}`
  const answer = await get(bucket, key, { range, signal, ...(etag !== undefined && { etag }) })
  if (answer === undefined) return new Blob([]).stream()
  const body = answer.Body as Readable
  stopOnAbort(body, signal)
  return NodeReadable.toWeb(body) as unknown as ReadableStream<Uint8Array>
}

/** Returns undefined where the range starts behind the end (416), which for an empty object is every range. */
async function get(
  bucket: Bucket,
  key: string,
  options: { range?: string; etag?: string; signal: AbortSignal | undefined },
): Promise<GetObjectCommandOutput | undefined> {
  if (key === '') throw missingObject(key, bucket.uri)
  const IfMatch = options.etag === undefined ? undefined : `"${options.etag}"`
  return guard(
    bucket,
    options.signal,
    async () => {
      try {
        return await bucket.client.send(
          new GetObjectCommand({
            Bucket: bucket.bucket,
            Key: bucket.root + key,
            Range: options.range,
            IfMatch,
          }),
          { abortSignal: options.signal },
        )
      } catch (error) {
        if (isStatus(error, 416)) return undefined
        if (isStatus(error, 412)) throw changedObject(key, bucket.uri, error)
        throw error
      }
    },
    key,
  )
}

async function put(bucket: Bucket, key: string, body: Uint8Array, signal?: AbortSignal): Promise<boolean> {
  const command = new PutObjectCommand({
    Bucket: bucket.bucket,
    Key: bucket.root + key,
    Body: body,
    IfNoneMatch: '*',
  })
  try {
    await bucket.client.send(command, { abortSignal: signal })
    return true
  } catch (error) {
    // 412: something was there. 409: someone else is writing it now, so it will be.
    if (isStatus(error, 412) || isStatus(error, 409)) return false
    throw explainS3Error(error, { uri: bucket.uri, key, signal })
  }
}

async function readBody(
  bucket: Bucket,
  answer: GetObjectCommandOutput,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  stopOnAbort(answer.Body as Readable, signal)
  return guard(bucket, signal, () => answer.Body!.transformToByteArray())
}

function destroyBody(answer: GetObjectCommandOutput | undefined): void {
  const body = answer?.Body as Readable | undefined
  body?.on('error', () => undefined).destroy()
}

function stopOnAbort(body: Readable, signal: AbortSignal | undefined): void {
  if (!signal) return
  const stop = (): void => void body.destroy(signal.reason as Error)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  body.once('close', () => signal.removeEventListener('abort', stop))
}

async function guard<T>(
  bucket: Bucket,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  key?: string,
): Promise<T> {
  signal?.throwIfAborted()
  try {
    return await work()
  } catch (error) {
    throw explainS3Error(error, { uri: bucket.uri, key, signal })
  }
}

const unquote = (etag: string | undefined): string => (etag ?? '').replace(/^"|"$/g, '')
