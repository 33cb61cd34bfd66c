import { expect, it } from 'vitest'
import { findBucketAccess } from '../../../capture/bucket/bucketWriter.ts'

it('what is given comes before the environment; a key and its secret come from one place', () => {
  const env = {
    AWS_ENDPOINT_URL: 'http://s3:7070',
    AWS_REGION: 'eu-1',
    AWS_ACCESS_KEY_ID: 'theirs',
    AWS_SECRET_ACCESS_KEY: 'secret of theirs',
  }
  const theirs = { accessKeyId: 'theirs', secretAccessKey: 'secret of theirs' }
  expect(findBucketAccess(env)).toEqual({ endpoint: 'http://s3:7070', region: 'eu-1', ...theirs })
  expect(findBucketAccess(env, { endpoint: 'http://own', accessKeyId: 'own', secretAccessKey: 'x' })).toEqual(
    {
      endpoint: 'http://own',
      region: 'eu-1',
      accessKeyId: 'own',
      secretAccessKey: 'x',
    },
  )
  expect(findBucketAccess(env, { accessKeyId: 'own' }).secretAccessKey).toBeUndefined()
  expect(findBucketAccess({ ...env, AWS_ENDPOINT_URL_S3: 'http://s3only' }, { region: 'us' })).toMatchObject({
    endpoint: 'http://s3only',
    region: 'us',
    ...theirs,
  })
})
