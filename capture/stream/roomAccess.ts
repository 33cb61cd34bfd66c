/**
 * How a streamer comes into a room: by the LiveKit server's key and secret, or by a join link of the capture backend,
 * as a person does. Tokens and secrets are in no error and no address.
 */
import { AccessToken } from 'livekit-server-sdk'
import { UserError } from '../../core/model/index.ts'
import { JoinAnswer, JoinCard, Problem } from '../model/api.ts'
import { LIBWEBRTC, STAMPS_ATTRIBUTE } from '../model/recorder.ts'

export interface RoomAccess {
  readonly url: string
  readonly token: string
  readonly room: string
  readonly identity: string
}

/** Asked for anew at each connection, since tokens end. */
export type GetAccess = () => Promise<RoomAccess>

const TTL_SECONDS = 3600

export function accessByKey(options: {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly room: string
  readonly identity: string
  readonly name: string | undefined
}): GetAccess {
  const { url, apiKey, apiSecret, room, identity, name } = options
  return async () => {
    const token = new AccessToken(apiKey, apiSecret, {
      identity,
      ttl: TTL_SECONDS,
      attributes: { [STAMPS_ATTRIBUTE]: LIBWEBRTC },
      ...(name ? { name } : {}),
    })
    token.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: false, canPublishData: true })
    return { url, token: await token.toJwt(), room, identity }
  }
}

/** `link`: the whole address of a join page; its last part is the code. */
export function accessByLink(options: {
  readonly link: string
  readonly name: string | undefined
  /** Whether who runs this has read the text of consent and agrees. */
  readonly consents: boolean
  readonly fetch: typeof globalThis.fetch
}): GetAccess {
  const { link, consents, fetch } = options
  return async () => {
    const address = parseLink(link)
    const card = JoinCard.parse(await askBackend(fetch, address))
    if (card.consentText !== '' && !consents) {
      throw new UserError('consent_missing', `room ${card.room} asks for consent:\n\n${card.consentText}\n`, {
        hint: 'Read it; say --consent where those who are filmed and heard agree.',
      })
    }
    const body = { name: options.name ?? card.name, consentVersion: card.consentVersion }
    const answer = JoinAnswer.parse(await askBackend(fetch, address, body))
    return { url: answer.livekitUrl, token: answer.token, room: card.room, identity: answer.identity }
  }
}

function parseLink(link: string): string {
  const url = URL.parse(link)
  const code = url?.pathname.split('/').findLast((part) => part !== '')
  if (!url || !code || !/^https?:$/.test(url.protocol)) {
    throw new UserError('link_broken', 'that is no join link', {
      hint: 'Give the whole address as it was sent, https://…/join/<code>.',
    })
  }
  return `${url.origin}/api/v1/join/${encodeURIComponent(code)}`
}

async function askBackend(fetch: typeof globalThis.fetch, address: string, body?: object): Promise<unknown> {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const host = new URL(address).host
  const response = await fetch(address, init).catch((cause: unknown) => {
    throw new UserError('backend_down', `the capture backend at ${host} does not answer`, {
      hint: 'Look whether lockstep capture runs there and whether this machine reaches it.',
      cause,
    })
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer
  const problem = Problem.safeParse(answer).data
  throw new UserError(
    problem?.code ?? 'backend_refused',
    problem?.message ?? `the capture backend at ${host} refuses with ${response.status}`,
    problem?.hint === undefined ? {} : { hint: problem.hint },
  )
}

const CHECK_MS = 5000

/**
 * Asks the server whether it takes the token before anything is connected: the library tells a wrong key and a server
 * that is down apart in no way. Throws UserError `livekit_down` or `livekit_refused`.
 */
export async function checkAccess(
  { url, token, room }: RoomAccess,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  const base = url.replace(/^ws/, 'http').replace(/\/+$/, '')
  const host = URL.parse(base)?.host ?? 'that address'
  const headers = { authorization: `Bearer ${token}` }
  const signal = AbortSignal.timeout(CHECK_MS)
  const response = await fetch(`${base}/rtc/validate`, { headers, signal }).catch((cause: unknown) => {
    throw new UserError('livekit_down', `no LiveKit server answers at ${host}`, {
      hint: 'Look at LIVEKIT_URL, whether the server runs, and whether this machine reaches it.',
      cause,
    })
  })
  if (response.ok || response.status === 404) return
  if (response.status >= 500 || response.status === 429) {
    throw new UserError('livekit_down', `the LiveKit server at ${host} is in trouble (${response.status})`, {
      hint: 'Look at the log of the LiveKit server.',
    })
  }
  // The server repeats the token that it refuses.
  const reason = (await response.text())
    .replaceAll(/:?\s*eyJ[\w.-]+/g, '')
    .slice(0, 200)
    .trim()
  throw new UserError(
    'livekit_refused',
    `the LiveKit server at ${host} refuses (${response.status}: ${reason})`,
    {
      hint:
        response.status === 401
          ? 'LIVEKIT_API_KEY and LIVEKIT_API_SECRET have to be a pair of that server; its clock and this one may differ by a minute at most.'
          : `Look whether room ${room} exists, or whether it is full.`,
    },
  )
}

/** What another try does not mend: all else may be over soon, as a room that is full, a proxy whose backend starts, a limit. */
const LASTING: ReadonlySet<string> = new Set([
  'consent_missing',
  'identity_taken',
  'link_broken',
  'link_missing',
  'livekit_refused',
  'project_missing',
  'removed',
  'room_closed',
  'room_missing',
])
export const isLasting = (error: unknown): boolean => error instanceof UserError && LASTING.has(error.code)

/** Why a room was left: what is not worth another try, in words. */
export function explainLoss(reason: string, room: string): UserError | undefined {
  if (reason === 'DUPLICATE_IDENTITY') {
    return new UserError('identity_taken', `someone else has joined ${room} by the same identity`, {
      hint: 'Give each streamer an --identity of its own.',
    })
  }
  if (reason === 'PARTICIPANT_REMOVED') {
    return new UserError('removed', `this streamer was removed from ${room}`, {
      hint: 'Ask who runs the room.',
    })
  }
  return reason === 'ROOM_DELETED'
    ? new UserError('room_closed', `${room} was closed`, { hint: 'Start again once it is open.' })
    : undefined
}
