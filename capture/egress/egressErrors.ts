/**
 * What goes wrong with the egress service, in words: refusals of a call (Twirp codes, https://twitchtv.github.io/twirp
 * "Error codes") and the `error` of an egress that failed. Words of the server are not passed on where they could repeat
 * a token or a key.
 */
import { EgressStatus, type EgressInfo } from '@livekit/protocol'
import { UserError } from '../../core/model/index.ts'
import { explainNoAnswer } from '../model/noAnswer.ts'
import { captureError } from '../model/problems.ts'

interface TwirpFailure {
  readonly status?: number
  readonly code?: string
  readonly message?: string
}

/** The UserError of a failed call; `where` is the LiveKit server's host. */
export function explainEgressError(error: unknown, { livekitUrl }: { livekitUrl: string }): UserError {
  if (error instanceof UserError) return error
  const where = hostOf(livekitUrl)
  const { status, code } = error as TwirpFailure
  // A bad token is answered with the token itself: `invalid token: eyJ…, error: …`.
  const message = ((error as TwirpFailure).message ?? '').replace(/eyJ\S+/g, '')
  if (status === undefined) {
    const why = explainNoAnswer(error)
    return captureError('livekit_down', `the LiveKit server at ${where} does not answer (${why})`)
  }
  if (status === 401 || code === 'unauthenticated') {
    return /\b(exp|nbf|iat)\b|expired|not valid yet|issued in the future/i.test(message)
      ? captureError(
          'clock_wrong',
          `the LiveKit server at ${where} finds this machine’s tokens expired or not valid yet: the two clocks differ`,
        )
      : captureError(
          'livekit_wrong_key',
          `the LiveKit server at ${where} refuses the project’s API key or its secret`,
        )
  }
  if (status === 403 || code === 'permission_denied')
    return captureError('livekit_refused', `the LiveKit server at ${where} does not let this API key record`)
  if (/egress not connected|redis required/i.test(message))
    return captureError(
      'egress_missing',
      `the LiveKit server at ${where} is not connected to an egress service (it has no Redis)`,
    )
  if (
    status === 429 ||
    code === 'resource_exhausted' ||
    /limit|exhausted|not enough (cpu|memory)/i.test(message)
  )
    return captureError('recording_limit', `the egress services of ${where} take no further recording`)
  if (
    /no response from servers|no servers available/i.test(message) ||
    (code === 'unavailable' && status === 503)
  )
    return captureError(
      'recorder_unavailable',
      `no egress service of ${where} answers: none runs, or none has room for this recording`,
      {
        hint: 'Start the LiveKit egress service (or one more) with the same Redis as livekit-server; a room composite needs 4 cores, a track 1.',
      },
    )
  if (status === 404 || code === 'not_found')
    return captureError(
      'track_missing',
      `the LiveKit server at ${where} does not know the room, track or egress`,
    )
  if (code === 'invalid_argument' || code === 'malformed')
    return captureError(
      'target_unsupported',
      `the LiveKit server at ${where} does not take this request to record`,
      {
        hint: 'Check the project’s bucket: an egress needs its name, keys and, for a server of one’s own, its endpoint.',
      },
    )
  if (status === 502 || status === 504 || status === 503)
    return captureError('livekit_down', `the LiveKit server at ${where} is not available (HTTP ${status})`)
  return captureError(
    'livekit_refused',
    `the LiveKit server at ${where} refused to record (HTTP ${status}${code ? `, ${code}` : ''})`,
  )
}

/** Whether a call may have been carried out though it failed: a start is then looked for before it is asked for again. */
export function isUncertain(error: unknown): boolean {
  const { status, code, message = '' } = error as TwirpFailure
  if (/egress not connected|redis required/i.test(message)) return false
  return status === undefined || (status >= 500 && code !== 'unimplemented') || code === 'deadline_exceeded'
}

/** Whether stopping failed only because it had ended. */
export const isEndedAlready = (error: unknown): boolean => {
  const { status, code, message = '' } = error as TwirpFailure
  return (
    code === 'failed_precondition' ||
    status === 412 ||
    code === 'not_found' ||
    status === 404 ||
    /cannot be stopped|does not exist|not found/i.test(message)
  )
}

interface EgressFailure {
  readonly code: 'bucket_refused' | 'recording_limit' | 'egress_failed' | 'disk_full'
  readonly message: string
  readonly hint: string
}

/** The same with its error in our words, what to do in it; the sidecar keeps the service's own. */
export function sayEgressFailure(info: EgressInfo): EgressInfo {
  const failure = describeEgressFailure(info)
  if (!failure) return info
  const said = info.clone()
  said.error = `${failure.message}. ${failure.hint}`
  return said
}

/** Why an egress ended without what was asked for, with what to do; undefined of one that runs or ended well. */
export function describeEgressFailure(info: EgressInfo): EgressFailure | undefined {
  const said = info.error || info.details
  const make = (code: EgressFailure['code'], message: string, hint: string): EgressFailure => ({
    code,
    message,
    hint,
  })
  if (info.status === EgressStatus.EGRESS_LIMIT_REACHED)
    return make(
      'recording_limit',
      'it was ended at a limit of the egress service',
      'Raise session_limits in the egress service’s configuration; what was recorded until then is kept.',
    )
  if (info.status !== EgressStatus.EGRESS_FAILED && info.status !== EgressStatus.EGRESS_ABORTED)
    return undefined
  if (/NoSuchBucket|AccessDenied|SignatureDoesNotMatch|InvalidAccessKeyId|upload|s3/i.test(said))
    return make(
      'bucket_refused',
      'the egress service could not write to the bucket',
      'Check the bucket’s name, keys and endpoint as seen from the egress service; its log says more.',
    )
  if (/no space left|disk/i.test(said))
    return make(
      'disk_full',
      'the egress service had no room left on its disk',
      'Free space where it keeps recordings before their upload.',
    )
  if (/cpu|memory|resource|oom/i.test(said))
    return make(
      'recording_limit',
      'the egress service had too little CPU or memory',
      'Stop another recording, or add an egress service.',
    )
  if (/start signal|not received|source|no tracks|track not found|participant/i.test(said))
    return make(
      'egress_failed',
      'what it was to record ended or sent nothing before it began',
      'Start it again once the camera or microphone is on.',
    )
  return make(
    'egress_failed',
    `the egress service ${info.status === EgressStatus.EGRESS_ABORTED ? 'gave up before it began' : 'failed'}${quote(said)}`,
    'Its log says more; what reached the bucket until then is kept.',
  )
}

/** Nothing long enough to be a key, a token or an address with one in it. */
function quote(said: string): string {
  const short = said
    .replace(/\S{24,}/g, '…')
    .trim()
    .slice(0, 200)
  return short === '' ? '' : ` (“${short}”)`
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return 'an address that is not a URL'
  }
}
