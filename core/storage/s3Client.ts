/** How the S3 client is set up: found settings as the AWS tools find them, patience, path style. */
import { S3Client } from '@aws-sdk/client-s3'

type Environment = Readonly<Record<string, string | undefined>>

/** What someone gave for one bucket; the rest is found as the AWS tools find it. */
export interface S3Access {
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** How long nothing may come on a connection, ms. */
  readonly silenceMs?: number | undefined
}

/** Makes the client of one bucket, its region found in the environment, the profile, or by following S3's redirect. */
export async function createS3Client(
  bucket: string,
  environment: Environment,
  { endpoint, region: givenRegion, credentials, silenceMs = 60_000 }: S3Access = {},
): Promise<S3Client> {
  const hasEndpoint = Boolean(
    endpoint || environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'],
  )
  const options = {
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    // A server of one's own rarely has a name per bucket; a dot in a bucket's name does not fit a certificate.
    forcePathStyle: hasEndpoint || bucket.includes('.'),
    followRegionRedirects: true,
    maxAttempts: 6,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 10_000,
      socketTimeout: silenceMs,
      httpAgent: { maxSockets: 256, keepAlive: true },
      httpsAgent: { maxSockets: 256, keepAlive: true },
    },
  } as const
  const region = givenRegion || environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION']
  if (region) return new S3Client({ ...options, region })
  const client = new S3Client(options)
  try {
    await client.config.region()
    return client
  } catch {
    // Neither environment nor profile names one; S3 redirects from here to the bucket's own.
    return new S3Client({ ...options, region: 'us-east-1' })
  }
}
