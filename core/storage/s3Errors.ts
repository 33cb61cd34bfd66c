/** What S3's errors mean to the person who named the bucket. No header, key id or secret is repeated. */
import { UserError } from '../model/index.ts'
import { missingObject } from './keys.ts'

interface S3Failure {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

export const isStatus = (error: unknown, status: number): boolean =>
  (error as S3Failure | undefined)?.$metadata?.httpStatusCode === status

/** Returns the UserError for what a request threw, the abort's reason, or the error itself where nobody can act. */
export function explainS3Error(
  error: unknown,
  context: {
    uri: string
    key?: string | undefined
    signal?: AbortSignal | undefined
    /** Where it is not the environment's. */
    endpoint?: string | undefined
    /** What the request needs the right to, where it is not reading. */
    needs?: string | undefined
  },
): unknown {
  if (error instanceof UserError) return error
  if (context.signal?.aborted) return context.signal.reason
  const { uri, key, needs = 's3:ListBucket on the bucket and s3:GetObject on its objects' } = context
  const endpoint = endpointName(context.endpoint)
  const failure = error as S3Failure
  const name = failure.name ?? ''
  const bucket = uri.split('/')[2] ?? uri
  if (name === 'NoSuchBucket') {
    return new UserError('bucket_missing', `there is no bucket ${bucket}`, {
      hint: `Check the name and the endpoint (${endpoint}).`,
      cause: error,
    })
  }
  if (name === 'CredentialsProviderError') {
    return new UserError('credentials_missing', `there are no keys for ${uri}`, {
      hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, as for the aws command.',
      cause: error,
    })
  }
  if (/^(Expired|InvalidToken|TokenRefreshRequired)/.test(name)) {
    return new UserError('access_denied', `the credentials for ${uri} have expired`, {
      hint: 'Sign in again, as for the aws command (aws sso login, or new keys).',
      cause: error,
    })
  }
  if (name === 'RequestTimeTooSkewed') {
    return new UserError('clock_wrong', `S3 refuses ${uri}: its clock and this machine's differ too much`, {
      hint: 'Set the time of this machine (and of the S3 server) by NTP.',
      cause: error,
    })
  }
  if (
    isStatus(error, 403) ||
    isStatus(error, 401) ||
    /^(AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch)/.test(name)
  ) {
    return new UserError(
      'access_denied',
      `S3 refuses access to ${uri}: ${DENIED[name] ?? 'these keys may not do that'} (${name}${key === undefined ? '' : ` for ${key}`})`,
      {
        hint: `The credentials need ${needs}; check AWS_PROFILE, the key and the endpoint.`,
        cause: error,
      },
    )
  }
  if (isStatus(error, 404)) {
    if (key !== undefined || name === 'NotFound' || name === 'NoSuchKey')
      return missingObject(key ?? '', uri, error)
    return new UserError('access_denied', `S3 does not know what was asked for in ${uri} (${name})`, {
      hint: `Some servers answer so to a wrong key id: check the credentials and the endpoint (${endpoint}).`,
      cause: error,
    })
  }
  if (isUnreachable(failure)) {
    return new UserError(
      'storage_unreachable',
      `no answer from ${endpoint} for ${uri} (${failure.code ?? name})`,
      {
        hint: 'Check the network, AWS_ENDPOINT_URL and AWS_REGION.',
        cause: error,
      },
    )
  }
  return error
}

const DENIED: Readonly<Record<string, string>> = {
  AccessDenied: 'this access key may not do that',
  InvalidAccessKeyId: 'it does not know the access key',
  SignatureDoesNotMatch: 'the secret access key is wrong',
}

const isUnreachable = (failure: S3Failure): boolean =>
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE)$/.test(failure.code ?? '') ||
  failure.name === 'TimeoutError'

/** The endpoint asked, without user and password. */
function endpointName(given: string | undefined, environment = process.env): string {
  const endpoint = given || environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL']
  if (!endpoint) return 'AWS'
  try {
    return new URL(endpoint).origin
  } catch {
    return `${given ? 'an endpoint' : 'AWS_ENDPOINT_URL'}, which is not a URL`
  }
}
