/**
 * Why a room cannot be joined, in words. A WebSocket that is refused says nothing, so LiveKit's `/rtc/validate`, which
 * checks the same things over plain HTTP, is asked. Its answers may repeat the token: they are never shown as they are.
 */
import { UserError } from '../../core/model/error.ts'
import { askHandshake } from './handshake.ts'

const CLOCK_TOLERANCE_SECONDS = 30

/** Asks the server and returns the error to throw: `livekit_unreachable`, `livekit_refused`, `room_full`, `clock_wrong`. */
export async function explainRefusal(options: {
  readonly url: string
  readonly token: string
  readonly cause: unknown
  readonly fetch?: typeof globalThis.fetch
  readonly nowMs?: () => number
}): Promise<UserError> {
  const { url, token, cause, fetch = globalThis.fetch, nowMs = Date.now } = options
  const at = new URL('rtc/validate', withSlash(url.replace(/^ws/, 'http')))
  let answer: Response
  let text: string
  try {
    const headers = { authorization: `Bearer ${token}` }
    answer = await fetch(at, { headers, signal: AbortSignal.timeout(5000) })
    text = (await answer.text()).replaceAll(token, '…').trim()
  } catch (error) {
    return new UserError('livekit_unreachable', `The LiveKit server at ${at.host} does not answer.`, {
      hint: 'Is it running, and is LIVEKIT_URL its address (ws://host:7880 or wss://host)?',
      cause: error,
    })
  }
  if (answer.ok) return readHandshake(url, token, cause)
  const serverMs = Date.parse(answer.headers.get('date') ?? '')
  const aheadSeconds = Number.isNaN(serverMs) ? 0 : Math.round((nowMs() - serverMs) / 1000)
  return readRefusal({ status: answer.status, text, host: at.host, aheadSeconds, cause })
}

interface Refusal {
  readonly status: number
  readonly text: string
  readonly host: string
  /** This machine's clock less the server's. */
  readonly aheadSeconds: number
  readonly cause: unknown
}

function readRefusal({ status, text, host, aheadSeconds, cause }: Refusal): UserError {
  const said = `LiveKit at ${host} said ${status}: ${text.slice(0, 300) || 'nothing'}`
  if (/\b(exp|nbf|iat|expired|not valid yet|issued in the future)\b/i.test(text)) {
    if (Math.abs(aheadSeconds) > CLOCK_TOLERANCE_SECONDS)
      return new UserError('clock_wrong', `This machine's clock and LiveKit's at ${host} differ. ${said}`, {
        hint: `This machine is ${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}: set both by NTP.`,
        cause,
      })
    return new UserError('livekit_refused', `The token is not valid at this time. ${said}`, {
      hint: 'Make a new token; it has expired, or it begins later.',
      cause,
    })
  }
  if (isFull(text)) return roomFull(said, cause)
  if (status === 401 || status === 403)
    return new UserError('livekit_refused', `The key or its secret is not the server's. ${said}`, {
      hint: 'Compare LIVEKIT_API_KEY and LIVEKIT_API_SECRET with `keys` of the LiveKit server.',
      cause,
    })
  if (status === 404)
    return new UserError(
      'livekit_refused',
      `The room does not exist, or this is no LiveKit server. ${said}`,
      {
        hint: 'Create the room first, or let the server make rooms by itself (room.auto_create).',
        cause,
      },
    )
  if (status === 503) return roomFull(said, cause)
  return new UserError('livekit_refused', said, { hint: 'See the log of the LiveKit server.', cause })
}

/** The token is good, so the room, the server or something in between refuses: the handshake itself is asked. */
async function readHandshake(url: string, token: string, cause: unknown): Promise<UserError> {
  const address = new URL('rtc', withSlash(url))
  const { status, text } = await askHandshake(address, token).catch((error: unknown) => ({
    status: 0,
    text: String(error),
  }))
  const said = `LiveKit at ${address.host} said ${status}: ${text.replaceAll(token, '…').trim().slice(0, 300)}`
  // livekit-server 1.13 says no more where the room has its max participants; its log does.
  if (isFull(text) || text.includes('connection closed by media')) return roomFull(said, cause)
  return new UserError('livekit_unreachable', `The token is accepted, yet not the WebSocket. ${said}`, {
    hint: 'A proxy in between may not pass WebSockets on, or the server is starting or ending: try again.',
    cause,
  })
}

const isFull = (text: string): boolean => /max participants|exceeded|limit/i.test(text)

/** The room or the server takes no more. */
export const roomFull = (said: string, cause?: unknown): UserError =>
  new UserError('room_full', `The room is full. ${said}`, {
    hint: 'Raise the room’s max participants or the server’s limits. Where neither is reached, its log says why.',
    cause,
  })

export const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`)
