/** What someone says of a bucket when it is opened for writing. */
import { UserError } from '../../core/model/index.ts'
import type { BucketAccess } from './bucketWriter.ts'
import type { RetryOptions } from './retry.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface BucketWriterOptions {
  /** Where the AWS tools' variables are looked for; `process.env` unless told otherwise. */
  readonly env?: Environment
  /** Comes before what the environment says. */
  readonly credentials?: BucketAccess
  readonly retry?: Partial<Pick<RetryOptions, 'attempts' | 'baseMs' | 'mostMs' | 'wait' | 'random'>>
  /** Above this a file is sent in parts; 16 MB unless told otherwise. */
  readonly partsAboveBytes?: number
}

export const unknownBucket = (what: string, cause?: unknown): UserError =>
  new UserError('bucket_unknown', `${what} names no bucket that can be written to`, {
    hint: 'Write s3://bucket/prefix (with an endpoint for a server of your own), file:///folder, or the path of a folder.',
    cause,
  })
