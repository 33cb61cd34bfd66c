/**
 * Every refusal and failure of the backend in one table: the HTTP status it is answered with and what to do about it.
 * The message says what and where and is made beside the code that knows; the hint is the same in API, page and log. No
 * text here or there may hold a secret, nor what a server answered word for word where that could hold a token.
 */
import { UserError } from '../../core/model/index.ts'

interface ProblemText {
  readonly status: 400 | 401 | 403 | 404 | 408 | 409 | 411 | 413 | 415 | 421 | 429 | 500 | 502 | 503 | 507
  readonly hint: string
}

const TEXTS = {
  // LiveKit
  livekit_wrong_key: {
    status: 502,
    hint: 'Compare them with `keys` in the server’s livekit.yaml; set them anew by LIVEKIT_API_KEY and LIVEKIT_API_SECRET at the start, or in the project.',
  },
  livekit_down: {
    status: 502,
    hint: 'Check that livekit-server runs and that its URL is right from this machine; capture tries again by itself.',
  },
  // What joining a room says, where asking the server says livekit_down.
  livekit_unreachable: {
    status: 502,
    hint: 'Check that livekit-server runs and that its URL is right from this machine; capture tries again by itself.',
  },
  livekit_refused: {
    status: 502,
    hint: 'The LiveKit server’s log says more at this time.',
  },
  clock_wrong: {
    status: 502,
    hint: 'Let both machines set their clock by the network (NTP; on Linux: timedatectl set-ntp true): tokens are valid for a span of time, and recordings are placed by it.',
  },
  room_full: {
    status: 409,
    hint: 'Raise the room’s limit (maxParticipants, 0 for none), or wait until somebody leaves.',
  },
  room_closed: {
    status: 409,
    hint: 'Nobody is in it: it opens when the first person joins.',
  },
  // Recording
  recorder_unavailable: {
    status: 503,
    hint: 'With the egress recorder: start the LiveKit egress service with the same Redis as livekit-server, or set the project’s recorder to embedded.',
  },
  egress_missing: {
    status: 503,
    hint: 'Start the LiveKit egress service with the same Redis as livekit-server, or set the project’s recorder to embedded.',
  },
  egress_failed: {
    status: 502,
    hint: 'The recording’s own error says why; what reached the bucket until then is kept.',
  },
  recording_limit: {
    status: 503,
    hint: 'The recorder has as much to do as it can: stop another recording or add an egress service.',
  },
  recording_missing: { status: 404, hint: 'Nothing of that is being recorded now.' },
  target_unsupported: { status: 400, hint: 'The embedded recorder records tracks: name a track.' },
  track_missing: { status: 404, hint: 'It was unpublished meanwhile: the wall shows what is published now.' },
  // Storage
  bucket_refused: {
    status: 502,
    hint: 'Check the bucket’s name, its keys and that they may write; recordings wait on this machine’s disk until it accepts.',
  },
  disk_full: {
    status: 507,
    hint: 'Free space there now: recordings wait on that disk for the bucket. Recording goes on by itself.',
  },
  disk_failed: {
    status: 507,
    hint: 'Look at the disk of the state folder, and whether the backend may write there.',
  },
  capture_key_wrong: {
    status: 500,
    hint: 'Restore capture.key from a backup, or enter the project’s secrets again.',
  },
  // Who asks
  token_missing: {
    status: 401,
    hint: 'Send Authorization: Bearer with a token of POST /api/v1/token.',
  },
  token_wrong: { status: 401, hint: 'Take a new token: POST /api/v1/token with key and secret.' },
  token_expired: { status: 401, hint: 'Take a new token: POST /api/v1/token with key and secret.' },
  key_wrong: {
    status: 401,
    hint: 'Check both; the first admin key is in the file that lockstep capture names.',
  },
  code_wrong: {
    status: 401,
    hint: 'A code is good once and for a minute: start from the key and its secret.',
  },
  webhook_refused: {
    status: 401,
    hint: 'LiveKit signs with the key that webhook.api_key names in its configuration: it has to be the project’s own.',
  },
  scope_missing: { status: 403, hint: 'Take a token of a key that has the scope.' },
  foreign_host: {
    status: 421,
    hint: 'Open the address that lockstep capture printed, or start it with --public-url.',
  },
  foreign_origin: { status: 403, hint: 'Only pages that this backend serves may ask it.' },
  too_many: { status: 429, hint: 'Wait as long as Retry-After says.' },
  // What is asked
  bad_request: { status: 400, hint: 'GET /api/v1/openapi.json says what is expected.' },
  not_json: { status: 415, hint: 'Send content-type: application/json.' },
  too_large: { status: 413, hint: 'Send less at once.' },
  length_required: { status: 411, hint: 'Send a Content-Length.' },
  route_missing: { status: 404, hint: 'GET /api/v1/openapi.json lists what there is.' },
  project_missing: {
    status: 404,
    hint: 'GET /api/v1/projects lists what there is; a key may be bound to one project.',
  },
  project_starting: { status: 503, hint: 'Ask again in a moment.' },
  project_exists: { status: 409, hint: 'Take another name, or change that one (PATCH).' },
  room_missing: { status: 404, hint: 'Make it first (POST …/rooms, or a sheet).' },
  room_exists: { status: 409, hint: 'Take another name, or change that one (PATCH).' },
  key_missing: { status: 404, hint: 'GET /api/v1/keys lists what there is.' },
  link_missing: {
    status: 404,
    hint: 'Check that the whole link was copied; ask whoever sent it for a new one.',
  },
  consent_outdated: { status: 409, hint: 'Load the page again, read the new text and tick its box.' },
  sheet_unreadable: {
    status: 400,
    hint: 'Save the sheet as CSV (UTF-8) with a first line of room,identity,name,date.',
  },
  ingest_missing: { status: 409, hint: 'Run lockstep ingest with the project’s bucket instead.' },
  internal: { status: 500, hint: 'This is a fault of lockstep: the terminal it runs in has the details.' },
} as const satisfies Readonly<Record<string, ProblemText>>

export type ProblemCode = keyof typeof TEXTS

/** An error of the table; `hint` replaces the table's where the place knows better. */
export const captureError = (
  code: ProblemCode,
  message: string,
  { hint = TEXTS[code].hint, cause }: { hint?: string; cause?: unknown } = {},
): UserError => new UserError(code, message, { hint, cause })

/** What a code of the table is answered with; a UserError of another code is the asker's fault. */
export const findProblem = (code: string): ProblemText | undefined =>
  Object.hasOwn(TEXTS, code) ? TEXTS[code as ProblemCode] : undefined
