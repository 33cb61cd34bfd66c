import { expect, it } from 'vitest'
import { endBucket } from '../../../capture/bucket/endBucket.ts'
import type { BucketWriter } from '../../../capture/bucket/bucketWriter.ts'

const wait = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason as Error)
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })

it('lets go of a bucket that does not answer', async () => {
  const silent: BucketWriter = {
    uri: 's3://lab/study',
    put: (_key, _bytes, options) => wait(options?.signal),
    uploadFile: (_key, _path, options) => wait(options?.signal),
    stat: (_key, signal) => wait(signal),
    exists: (_key, signal) => wait(signal),
    read: (_key, signal) => wait(signal),
    close: async () => undefined,
  }
  const ending = new AbortController()
  const bucket = endBucket(silent, ending.signal)
  const { signal } = new AbortController()
  const ask = () => [
    bucket.put('a', new Uint8Array()),
    bucket.uploadFile('a', '/a', { signal }),
    bucket.stat('a'),
    bucket.exists('a', signal),
    bucket.read('a'),
  ]
  const asked = Promise.allSettled(ask())
  ending.abort()
  const answers = [...(await asked), ...(await Promise.allSettled(ask()))]
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'rejected'))
})
