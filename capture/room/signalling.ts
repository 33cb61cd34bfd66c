/**
 * LiveKit's signalling (livekit_rtc.proto, protocol 15). Messages are handled one after another, each only when the last
 * one's handler is done, since an offer must be answered before the next is looked at. The server is pinged as often as
 * it asks for; silent for its ping timeout, it is given up.
 */
import { DisconnectReason, LeaveRequest, LeaveRequest_Action, type JoinResponse } from '@livekit/protocol'
import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '../../core/model/error.ts'
import { explainRefusal, roomFull } from './refusal.ts'
import { openWire, type RequestMessage, type SignalMessage, type Wire } from './wire.ts'

export interface SignalHandlers {
  onMessage(message: SignalMessage): void | Promise<void>
  /** The socket is gone, the server silent, or a message could not be handled. At most once, and the last. */
  onLost(reason: string): void
}

export interface Signalling {
  readonly join: JoinResponse
  /** Hands on what came after the join and what comes. */
  start(handlers: SignalHandlers): void
  send(message: RequestMessage): void
  /** Says goodbye and closes; no handler is called afterwards. */
  close(): void
}

const JOIN_TIMEOUT_MS = 15_000
/** How long what was said last is waited for once the socket is gone. */
const LAST_MESSAGE_MS = 1000

/** Joins; throws UserError `livekit_unreachable`, `livekit_refused`, `room_full` or `clock_wrong`. */
export async function openSignalling(options: {
  /** `ws(s)://` or `http(s)://`. */
  readonly url: string
  readonly token: string
  readonly signal?: AbortSignal
}): Promise<Signalling> {
  const { url, token, signal } = options
  signal?.throwIfAborted()
  let wire: Wire
  try {
    wire = openWire(url, token)
  } catch (cause) {
    throw new UserError('livekit_unreachable', `${url} is not the address of a LiveKit server.`, {
      hint: 'LIVEKIT_URL is like ws://host:7880 or wss://host.',
      cause,
    })
  }
  try {
    return startable(wire, await waitForJoin(wire, signal))
  } catch (cause) {
    wire.close()
    signal?.throwIfAborted()
    if (cause instanceof UserError) throw cause
    throw await explainRefusal({ url, token, cause })
  }
}

function waitForJoin(wire: Wire, signal: AbortSignal | undefined): Promise<JoinResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<JoinResponse>()
  const abort = (): void => reject(new Error('aborted'))
  const timer = setTimeout(() => reject(new Error('no answer to the join')), JOIN_TIMEOUT_MS)
  signal?.addEventListener('abort', abort)
  wire.listen({
    onMessage: (message) => {
      if (message.case === 'join') {
        wire.listen(undefined)
        resolve(message.value)
      } else if (message.case === 'leave') reject(refuseJoin(message.value.reason))
    },
    onLost: (reason) => reject(new Error(reason)),
  })
  return promise.finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  })
}

function refuseJoin(reason: DisconnectReason): UserError {
  const said = `LiveKit ended the join: ${DisconnectReason[reason] ?? 'unknown'}.`
  if (reason === DisconnectReason.JOIN_FAILURE) return roomFull(said)
  return new UserError('livekit_refused', said, { hint: 'See the log of the LiveKit server.' })
}

function startable(wire: Wire, join: JoinResponse): Signalling {
  let pinging: NodeJS.Timeout | undefined
  let ended = false
  return {
    join,
    send: wire.send,
    start: (handlers) => {
      let heardAt = performance.now()
      let queue = Promise.resolve()
      const lose = (reason: string): void => {
        if (ended) return
        ended = true
        clearInterval(pinging)
        wire.close()
        handlers.onLost(reason)
      }
      const handle = async (message: SignalMessage): Promise<void> => {
        if (ended) return
        try {
          await handlers.onMessage(message)
        } catch (error) {
          lose(`LiveKit's ${message.case ?? 'message'} could not be handled: ${String(error)}`)
        }
      }
      wire.listen({
        onMessage: (message) => {
          heardAt = performance.now()
          queue = queue.then(() => handle(message))
        },
        // After what came before it: LiveKit says why it leaves, then closes.
        onLost: (reason) => void Promise.race([queue, wait(LAST_MESSAGE_MS)]).then(() => lose(reason)),
      })
      const intervalMs = (join.pingInterval || 5) * 1000
      const timeoutMs = Math.max((join.pingTimeout || 15) * 1000, 2 * intervalMs)
      pinging = setInterval(() => {
        if (performance.now() - heardAt > timeoutMs) lose(`LiveKit was silent for ${timeoutMs / 1000} s`)
        else wire.send({ case: 'ping', value: BigInt(Date.now()) })
      }, intervalMs)
    },
    close: () => {
      if (ended) return
      ended = true
      clearInterval(pinging)
      const goodbye = {
        reason: DisconnectReason.CLIENT_INITIATED,
        action: LeaveRequest_Action.DISCONNECT,
      }
      wire.send({ case: 'leave', value: new LeaveRequest(goodbye) })
      wire.close()
    },
  }
}
