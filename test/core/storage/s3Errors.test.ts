import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { UserError } from '../../../core/model/index.ts'
import { openStore } from '../../../core/storage/store.ts'
import { startS3, type S3Server } from '../../support/s3.ts'

let server: S3Server
const saved = { ...process.env }

beforeAll(async () => {
  server = await startS3()
  await server.createBucket('there')
})

afterEach(() => {
  process.env = { ...saved }
})

afterAll(() => server.stop())

async function firstError(uri: string, environment: Readonly<Record<string, string>>): Promise<UserError> {
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/none',
    ...environment,
  })
  try {
    for await (const page of (await openStore(uri)).list()) expect(page).toBeDefined()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return error as UserError
  }
  throw new Error('listed without an error')
}

it('says that a bucket is missing, and where it was looked for', async () => {
  const error = await firstError('s3://not-there/prefix', server.env)
  expect(error).toMatchObject({ code: 'bucket_missing', message: 'there is no bucket not-there' })
  expect(error.hint).toContain(server.endpoint)
})

it('says that access is denied without repeating the secret', async () => {
  const secret = 'wrong-secret-value'
  const error = await firstError('s3://there', { ...server.env, AWS_SECRET_ACCESS_KEY: secret })
  expect(error).toMatchObject({
    code: 'access_denied',
    message: 'S3 refuses access to s3://there: the secret access key is wrong (SignatureDoesNotMatch)',
  })
  expect(`${error.message} ${error.hint} ${inspect(error, { depth: 10 })}`).not.toContain(secret)
})

it('takes the answer to a wrong key id for what it is', async () => {
  const error = await firstError('s3://there', { ...server.env, AWS_ACCESS_KEY_ID: 'nobody' })
  expect(error.code).toBe('access_denied')
})

it('says that there are no credentials', async () => {
  const error = await firstError('s3://there', {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/none',
  })
  expect(error.code).toBe('credentials_missing')
  expect(error.hint).toContain('AWS_ACCESS_KEY_ID')
})

it('says that nothing answers', async () => {
  const error = await firstError('s3://there', {
    ...server.env,
    AWS_ENDPOINT_URL: 'http://user:pass@127.0.0.1:9',
  })
  expect(error).toMatchObject({ code: 'storage_unreachable' })
  expect(error.message).toContain('http://127.0.0.1:9')
  expect(error.message).not.toContain('pass')
})

it.each(['s3://', 's3://a', 's3://UPPER case/x'])('refuses the name %s', async (uri) => {
  await expect(openStore(uri)).rejects.toMatchObject({ code: 'source_unknown' })
})
