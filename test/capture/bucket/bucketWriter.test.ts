/** The same demands on a folder and on a real S3 server. */
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { createHash } from 'node:crypto'
import { mkdtemp, open, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BucketWriter } from '../../../capture/bucket/bucketWriter.ts'
import { openBucketWriter } from '../../../capture/bucket/openBucketWriter.ts'
import { planParts } from '../../../capture/bucket/s3Writer.ts'
import { startS3, type S3Server } from '../../support/s3.ts'

let s3: S3Server
let scratch: string
let large: string
const LARGE_BYTES = 20 << 20
const quick = { attempts: 2, baseMs: 1, mostMs: 2 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

beforeAll(async () => {
  s3 = await startS3()
  await s3.createBucket('recordings')
  scratch = await mkdtemp(join(tmpdir(), 'lockstep-bucket-'))
  large = join(scratch, 'large.webm')
  const file = await open(large, 'w')
  const block = new Uint8Array(1 << 20)
  for (let at = 0; at < LARGE_BYTES; at += block.length) await file.write(block.fill(at >> 20))
  await file.close()
})

afterAll(async () => {
  await s3.stop()
  await rm(scratch, { recursive: true, force: true })
})

describe.each(['folder', 's3'] as const)('a bucket that is a %s', (kind) => {
  let bucket: BucketWriter
  beforeAll(async () => {
    bucket =
      kind === 's3'
        ? await openBucketWriter('s3://recordings/study 7/', {
            env: s3.env,
            retry: quick,
            partsAboveBytes: 5 << 20,
          })
        : await openBucketWriter(join(scratch, 'made', 'here'))
  })
  afterAll(() => bucket.close())

  it('names itself without a secret', () => {
    expect(bucket.uri).toMatch(kind === 's3' ? /^s3:\/\/recordings\/study 7$/ : /^file:\/\/\/.*made\/here$/)
  })

  it('writes over what is there, and reads it back', async () => {
    expect(await bucket.put('a/%63amera/x.json', bytesOf('one'))).toEqual({
      key: 'a/%63amera/x.json',
      sizeBytes: 3,
    })
    await bucket.put('a/%63amera/x.json', bytesOf('two!'))
    expect(textOf(await bucket.read('a/%63amera/x.json'))).toBe('two!')
    expect(await bucket.stat('a/%63amera/x.json')).toEqual({ key: 'a/%63amera/x.json', sizeBytes: 4 })
    expect(await bucket.exists('a/%63amera/x.json')).toBe(true)
  })

  it('says of a missing key that it is missing', async () => {
    expect(await bucket.stat('no/such')).toBeUndefined()
    expect(await bucket.exists('no/such')).toBe(false)
    expect(await bucket.read('no/such')).toBeUndefined()
  })

  it('sends an empty, a small and a large file whole, and tells how far it is', async () => {
    for (const [name, text] of [
      ['empty.ogg', ''],
      ['small.ogg', 'OggS…'],
    ] as const) {
      await writeFile(join(scratch, name), text)
      await bucket.uploadFile(`m/${name}`, join(scratch, name))
      expect(textOf(await bucket.read(`m/${name}`))).toBe(text)
    }
    const told: number[] = []
    const sent = await bucket.uploadFile('m/large.webm', large, { onProgress: (bytes) => told.push(bytes) })
    expect(sent).toEqual({ key: 'm/large.webm', sizeBytes: LARGE_BYTES })
    expect(told.at(-1)).toBe(LARGE_BYTES)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    await expect(bucket.read('m/large.webm')).rejects.toMatchObject({ code: 'object_too_large' })
  })

  it('shows nothing of an upload that was interrupted, and keeps what was there', async () => {
    await bucket.put('m/again.webm', bytesOf('before'))
    for (const key of ['m/cut.webm', 'm/again.webm']) {
      const stop = new AbortController()
      const reason = new Error('stopped')
      const upload = bucket.uploadFile(key, large, {
        signal: stop.signal,
        onProgress: () => stop.abort(reason),
      })
      await expect(upload).rejects.toBe(reason)
    }
    expect(await bucket.exists('m/cut.webm')).toBe(false)
    expect(textOf(await bucket.read('m/again.webm'))).toBe('before')
    if (kind === 'folder')
      expect((await readdir(join(scratch, 'made/here/m'))).filter((name) => name.startsWith('.'))).toEqual([])
    else expect(await listUnfinished()).toEqual([])
  })

  it('says which file is not there', async () => {
    await expect(bucket.uploadFile('m/none', join(scratch, 'none'))).rejects.toThrow(/none/)
  })
})

async function listUnfinished(): Promise<unknown[]> {
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: s3.env['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: s3.env['AWS_SECRET_ACCESS_KEY']!,
    },
  })
  try {
    return (await client.send(new ListMultipartUploadsCommand({ Bucket: 'recordings' }))).Uploads ?? []
  } finally {
    client.destroy()
  }
}

const failing = async (uri: string, change: Record<string, string> = {}): Promise<unknown> => {
  const bucket = await openBucketWriter(uri, { env: { ...s3.env, ...change }, retry: quick })
  return bucket.put('a', bytesOf('a')).then(
    () => undefined,
    (error: unknown) => error,
  )
}

it('cuts a file of any size into parts that every server can list, few of them in memory', () => {
  for (const gigabytes of [0.02, 1, 4, 6, 20, 100, 2000]) {
    const bytes = gigabytes * 2 ** 30
    const { partSize, queueSize } = planParts(bytes)
    expect(Math.ceil(bytes / partSize)).toBeLessThanOrEqual(500)
    expect(partSize).toBeGreaterThanOrEqual(5 << 20)
    expect(queueSize * partSize).toBeLessThanOrEqual(Math.max(48 << 20, partSize))
    expect(queueSize).toBeGreaterThanOrEqual(1)
  }
})

it('removes what a killed writer left in a folder, and nothing of one that writes in another process', async () => {
  const home = join(scratch, 'shared')
  const folder = await openBucketWriter(home)
  const begin = `.lockstep-put-${createHash('sha256').update('EG_1.json').digest('hex').slice(0, 16)}-`
  for (const name of ['left', 'now']) await writeFile(join(home, begin + name), 'half')
  const before = new Date(Date.now() - 2 * 3_600_000)
  await utimes(join(home, `${begin}left`), before, before)
  await folder.put('EG_1.json', bytesOf('a'))
  expect((await readdir(home)).toSorted()).toEqual([`${begin}now`, 'EG_1.json'])
})

describe('what goes wrong with a bucket', () => {
  it('is said in words, with what to do, and without a secret', async () => {
    const wrong = await failing('s3://recordings', { AWS_SECRET_ACCESS_KEY: 'not-the-secret' })
    expect(wrong).toMatchObject({
      code: 'access_denied',
      hint: expect.stringContaining('s3:PutObject') as string,
    })
    expect(String(wrong)).not.toContain('not-the-secret')
    expect(await failing('s3://nobody-made-this')).toMatchObject({
      code: 'bucket_missing',
      hint: expect.stringContaining(s3.endpoint) as string,
    })
    await expect(openBucketWriter('gs://x')).rejects.toMatchObject({ code: 'bucket_unknown' })
    await expect(openBucketWriter(join(large, 'below a file'))).rejects.toMatchObject({
      code: 'folder_missing',
    })
    const folder = await openBucketWriter(scratch)
    await expect(folder.put('../out', bytesOf(''))).rejects.toMatchObject({ code: 'key_refused' })
  })

  it('is tried again where it may pass, and a file is sent whole the second time', async () => {
    const bodies: string[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        if (request.method === 'HEAD') return response.writeHead(200, { 'content-length': 5 }).end()
        bodies.push(Buffer.concat(chunks).toString())
        return response
          .writeHead(bodies.length < 4 ? 400 : 200)
          .end(bodies.length < 4 ? '<Error><Code>RequestTimeout</Code><Message>slow</Message></Error>' : '')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const bucket = await openBucketWriter('s3://elsewhere/p', {
      env: {},
      credentials: { endpoint, region: 'eu-1', accessKeyId: 'id', secretAccessKey: 'secret' },
    })
    await writeFile(join(scratch, 'five'), '12345')
    expect(await bucket.uploadFile('five', join(scratch, 'five'))).toEqual({ key: 'five', sizeBytes: 5 })
    await bucket.close()
    expect(bodies).toEqual(['12345', '12345', '12345', '12345'])
    server.close()
  })
})
