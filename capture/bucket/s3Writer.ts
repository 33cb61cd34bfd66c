/**
 * An S3 bucket, or a prefix of one, for writing. The SDK tries a request six times within seconds; above it stands a
 * retry of our own for servers that are away for longer. A large file goes in parts: nothing is visible until the last.
 */
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { explainFileError, hasCode } from '../../core/storage/folderFiles.ts'
import { tooLargeObject } from '../../core/storage/keys.ts'
import { createS3Client, type S3Access } from '../../core/storage/s3Client.ts'
import { explainS3Error } from '../../core/storage/s3Errors.ts'
import { UserError } from '../../core/model/index.ts'
import {
  findBucketAccess,
  type BucketAccess,
  type BucketObject,
  type BucketWriter,
  type UploadOptions,
} from './bucketWriter.ts'
import { contentTypeOf } from './contentType.ts'
import { READ_BYTES } from './folderWriter.ts'
import { unknownBucket, type BucketWriterOptions, type Environment } from './writerOptions.ts'
import { retry } from './retry.ts'

/** What is sent at once is in memory, so that the SDK can send it again; parts bound it for any number of bytes. */
const PARTS_ABOVE_BYTES = 16 << 20
const PART_BYTES = 8 << 20
/**
 * S3 takes 10,000. versitygw keeps their list in an extended attribute, of which ext4 has 4 KB a file: above some 740 it
 * fails after the last part, for ever.
 */
const MOST_PARTS = 500
/** Of parts on their way, where more than one fits. */
const SENDING_BYTES = 48 << 20
/** A server may copy all parts of a large file before it answers the last request. */
const SILENCE_MS = 10 * 60_000

interface Bucket {
  readonly client: S3Client
  readonly name: string
  readonly root: string
  readonly uri: string
  /** Runs one request, tried again while what fails is temporary; its errors in words. */
  run<T>(work: () => Promise<T>, key: string, signal?: AbortSignal): Promise<T>
}

export async function openS3Writer(uri: string, options: BucketWriterOptions): Promise<BucketWriter> {
  const match = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:\/(.*))?$/i.exec(uri)
  if (!match) throw unknownBucket(uri)
  const name = match[1]!
  const prefix = (match[2] ?? '').replace(/^\/+|\/+$/g, '')
  const env = options.env ?? process.env
  const access = readAccess(env, options.credentials ?? {})
  const client = await createS3Client(name, env, { ...access, silenceMs: SILENCE_MS })
  const root = prefix === '' ? '' : `${prefix}/`
  const where = prefix === '' ? `s3://${name}` : `s3://${name}/${prefix}`
  const { attempts = 5, baseMs = 1000, mostMs = 20_000, ...waiting } = options.retry ?? {}
  const explain = (error: unknown, key: string, signal?: AbortSignal): unknown =>
    explainFailure(error, { uri: where, key, signal, endpoint: access.endpoint })
  const bucket: Bucket = {
    client,
    name,
    root,
    uri: where,
    run: async (work, key, signal) =>
      retry(() => work().catch((error: unknown) => Promise.reject(explain(error, key, signal) as Error)), {
        attempts,
        baseMs,
        mostMs,
        signal,
        isTemporary,
        ...waiting,
      }),
  }
  const partsAbove = options.partsAboveBytes ?? PARTS_ABOVE_BYTES
  return {
    uri: where,
    put: (key, bytes, { contentType = contentTypeOf(key), signal } = {}) =>
      bucket.run(
        async () => {
          const params = { ...target(bucket, key), Body: bytes, ContentType: contentType }
          await client.send(new PutObjectCommand(params), { abortSignal: signal })
          return { key, sizeBytes: bytes.length }
        },
        key,
        signal,
      ),
    uploadFile: (key, path, upload = {}) => uploadFile(bucket, key, path, { ...upload, partsAbove }),
    stat: (key, signal) => find(bucket, key, signal),
    exists: async (key, signal) => (await find(bucket, key, signal)) !== undefined,
    read: (key, signal) => read(bucket, key, signal),
    close: () => Promise.resolve(client.destroy()),
  }
}

/** A key without its secret is left to the SDK's own search. */
function readAccess(env: Environment, given: BucketAccess): S3Access {
  const { endpoint, accessKeyId: id, secretAccessKey: secret } = findBucketAccess(env, given)
  const token = given.accessKeyId ? undefined : env['AWS_SESSION_TOKEN']
  return {
    endpoint,
    region: given.region,
    credentials:
      id && secret
        ? { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) }
        : undefined,
  }
}

const target = ({ name, root }: Bucket, key: string): { Bucket: string; Key: string } => ({
  Bucket: name,
  Key: root + key,
})

async function uploadFile(
  bucket: Bucket,
  key: string,
  path: string,
  options: UploadOptions & { partsAbove: number },
): Promise<BucketObject> {
  const { signal, contentType = contentTypeOf(key), partsAbove } = options
  const total = await stat(path).then(
    ({ size }) => size,
    (error: unknown) => Promise.reject(explainFileError(error, path) as Error),
  )
  let told = 0
  const onProgress = (sent: number): void => {
    if (sent <= told) return
    told = sent
    options.onProgress?.(sent, total)
  }
  return bucket.run(
    async () => {
      const params = { ...target(bucket, key), ContentType: contentType }
      if (total > partsAbove) await sendParts(bucket, params, { path, total, signal, onProgress })
      else {
        const command = new PutObjectCommand({ ...params, Body: await readFile(path) })
        await bucket.client.send(command, { abortSignal: signal })
      }
      const head = await bucket.client.send(new HeadObjectCommand(target(bucket, key)), {
        abortSignal: signal,
      })
      if (head.ContentLength !== total) {
        throw new UserError(
          'upload_incomplete',
          `${key} in ${bucket.uri} has ${head.ContentLength} bytes after its upload, expected the ${total} of ${path}`,
          {
            hint: 'The file is kept; it may have grown meanwhile, or something before the bucket cuts requests.',
          },
        )
      }
      onProgress(total)
      return { key, sizeBytes: total }
    },
    key,
    signal,
  )
}

/** How a file is cut: three parts of 8 MB at once up to 4 GB, larger and fewer above, one by one from 12 GB on. */
export function planParts(totalBytes: number): { readonly partSize: number; readonly queueSize: number } {
  const partSize = Math.max(PART_BYTES, Math.ceil(totalBytes / MOST_PARTS))
  return { partSize, queueSize: Math.min(3, Math.max(1, Math.floor(SENDING_BYTES / partSize))) }
}

async function sendParts(
  bucket: Bucket,
  params: { Bucket: string; Key: string; ContentType: string },
  options: {
    path: string
    total: number
    signal: AbortSignal | undefined
    onProgress: (sent: number) => void
  },
): Promise<void> {
  const { path, total, signal, onProgress } = options
  await dropUnfinished(bucket, params.Key)
  signal?.throwIfAborted()
  const body = createReadStream(path)
  const upload = new Upload({
    client: bucket.client,
    params: { ...params, Body: body },
    ...planParts(total),
  })
  upload.on('httpUploadProgress', ({ loaded = 0 }) => onProgress(Math.min(loaded, total - 1)))
  const stop = (): void => void upload.abort()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await upload.done()
  } catch (error) {
    // Asked again after an answer that was lost: it is done, and the size will tell whether it is.
    if ((error as { name?: string }).name === 'NoSuchUpload' && !signal?.aborted) return
    // The SDK may give up before it knows the upload's id.
    await dropUnfinished(bucket, params.Key)
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    body.destroy()
  }
}

/** Parts that a killed process left take room and are shown by no listing: they are dropped at the next upload of the same key. */
async function dropUnfinished(bucket: Bucket, key: string): Promise<void> {
  try {
    const list = new ListMultipartUploadsCommand({ Bucket: bucket.name, Prefix: key })
    const { Uploads = [] } = await bucket.client.send(list)
    for (const { Key, UploadId } of Uploads) {
      if (Key !== key) continue
      await bucket.client.send(new AbortMultipartUploadCommand({ Bucket: bucket.name, Key, UploadId }))
    }
  } catch {
    // A right that writing alone does not need: without it a lifecycle rule of the bucket has to do it.
  }
}

async function find(bucket: Bucket, key: string, signal?: AbortSignal): Promise<BucketObject | undefined> {
  const head = (): Promise<{ ContentLength?: number | undefined }> =>
    bucket.client.send(new HeadObjectCommand(target(bucket, key)), { abortSignal: signal })
  const answer = await bucket.run(head, key, signal).catch(ignoreMissing)
  return answer && { key, sizeBytes: answer.ContentLength ?? 0 }
}

async function read(bucket: Bucket, key: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  const known = await find(bucket, key, signal)
  if (known === undefined) return undefined
  const { sizeBytes } = known
  if (sizeBytes > READ_BYTES) throw tooLargeObject({ key, uri: bucket.uri, sizeBytes, maxBytes: READ_BYTES })
  const get = async (): Promise<Uint8Array> => {
    const answer = await bucket.client.send(new GetObjectCommand(target(bucket, key)), {
      abortSignal: signal,
    })
    return answer.Body!.transformToByteArray()
  }
  return bucket.run(get, key, signal).catch(ignoreMissing)
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof UserError && error.code === 'object_missing') return undefined
  throw error
}

/** The UserError of a failure; `storage_unreachable` and `storage_busy` may pass, nothing else does by itself. */
function explainFailure(
  error: unknown,
  context: { uri: string; key: string; signal: AbortSignal | undefined; endpoint: string | undefined },
): unknown {
  const needs = 's3:PutObject and s3:GetObject on its objects'
  const explained = explainS3Error(error, { ...context, needs })
  if (explained !== error || error instanceof UserError || context.signal?.aborted) return explained
  if (hasCode(error, 'ENOENT', 'EACCES', 'EIO')) return explainFileError(error, context.key)
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode ?? 0
  const busy =
    status >= 500 || status === 429 || status === 408 || /SlowDown|Throttl|RequestTimeout/.test(name ?? '')
  const says = `${name ?? 'an error'}${status ? `, ${status}` : ''}`
  return new UserError(
    busy ? 'storage_busy' : 'storage_refused',
    `${context.uri} does not take ${context.key} (${says})`,
    {
      hint: 'Look at the S3 server: it may be full, overloaded or not allow this kind of request.',
      cause: error,
    },
  )
}

const isTemporary = (error: unknown): boolean =>
  error instanceof UserError && (error.code === 'storage_unreachable' || error.code === 'storage_busy')
