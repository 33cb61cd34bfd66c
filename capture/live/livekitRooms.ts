/**
 * The LiveKit server of a project, asked through its own SDK; what it refuses is said in words with what to do. Its own
 * words are not passed on: it answers a bad token with the token.
 */
import { DataPacket_Kind, type ParticipantInfo, type Room } from '@livekit/protocol'
import { RoomServiceClient } from 'livekit-server-sdk'
import { UserError } from '../../core/model/index.ts'
import { explainNoAnswer } from '../model/noAnswer.ts'
import { captureError } from '../model/problems.ts'

export interface LivekitAccess {
  readonly livekitUrl: string
  readonly livekitApiKey: string
  readonly livekitApiSecret: string
}

/** Each throws UserError `livekit_wrong_key`, `livekit_down`, `clock_wrong`, `livekit_refused`. */
export interface LivekitRooms {
  list(names?: readonly string[]): Promise<readonly Room[]>
  /** Making what is there changes nothing. */
  create(room: { readonly name: string; readonly maxParticipants: number }): Promise<Room>
  /** Ends it for all who are in it; one that is not open is no error. */
  end(name: string): Promise<void>
  participants(name: string): Promise<readonly ParticipantInfo[]>
  /** What all who are in it and all who come are told of the room. One that is not open is no error. */
  setMetadata(name: string, metadata: string): Promise<void>
  /** Reliably to everybody in the room. Throws UserError `room_closed` where nobody is. */
  send(name: string, message: { readonly topic: string; readonly payload: Uint8Array }): Promise<void>
}

const TIMEOUT_SECONDS = 5
/** How long an empty room waits for its people, seconds: a study day's break. */
const EMPTY_SECONDS = 600

export function openLivekitRooms(access: LivekitAccess): LivekitRooms {
  const { livekitUrl, livekitApiKey, livekitApiSecret } = access
  const client = new RoomServiceClient(livekitUrl, livekitApiKey, livekitApiSecret, {
    requestTimeout: TIMEOUT_SECONDS,
    failover: false,
  })
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw describeLivekitError(error, livekitUrl)
    }
  }
  /** A room that is not open is `missing`. */
  const askOpen = <T>(work: () => Promise<T>, missing: () => T): Promise<T> =>
    ask(() =>
      work().catch((error: unknown) => {
        if (statusOf(error) === 404) return missing()
        throw error
      }),
    )
  return {
    // Folders and keys are named by what a server calls its rooms' openings.
    list: (names) =>
      ask(async () => (await client.listRooms(names && [...names])).filter(({ sid }) => /^\w+$/.test(sid))),
    create: ({ name, maxParticipants }) =>
      ask(() => client.createRoom({ name, maxParticipants, emptyTimeout: EMPTY_SECONDS })),
    end: (name) =>
      askOpen(
        () => client.deleteRoom(name),
        () => undefined,
      ),
    participants: (name) =>
      askOpen(
        () => client.listParticipants(name),
        () => [],
      ),
    setMetadata: (name, metadata) =>
      askOpen(
        async () => void (await client.updateRoomMetadata(name, metadata)),
        () => undefined,
      ),
    send: (name, { topic, payload }) =>
      askOpen(
        () => client.sendData(name, payload, DataPacket_Kind.RELIABLE, { topic }),
        () => {
          throw captureError('room_closed', `room ${name} is not open`)
        },
      ),
  }
}

/** A failure of LiveKit's SDK (Twirp's or fetch's) in words; one that is in words already stays. */
export function describeLivekitError(error: unknown, livekitUrl: string): UserError {
  if (error instanceof UserError) return error
  const status = statusOf(error)
  const where = placeOf(livekitUrl)
  const said = error instanceof Error ? error.message : ''
  if (status === undefined) {
    const reason = explainNoAnswer(error)
    return captureError('livekit_down', `the LiveKit server at ${where} does not answer (${reason})`)
  }
  if (status === 401 && /\((?:exp|nbf|iat)\)|expired|not valid yet|issued in the future/i.test(said)) {
    return captureError(
      'clock_wrong',
      `the LiveKit server at ${where} finds this machine’s tokens expired or not valid yet: the two clocks differ`,
    )
  }
  if (status === 401 || status === 403) {
    const wrong = /invalid API key/i.test(said) ? 'API key' : 'API secret'
    return captureError('livekit_wrong_key', `the LiveKit server at ${where} refuses the project’s ${wrong}`)
  }
  if (status === 429 || /max.?participants|room.*full/i.test(said)) {
    return captureError('room_full', `the LiveKit server at ${where} takes nobody more into the room`)
  }
  if (status === 502 || status === 503 || status === 504) {
    return captureError('livekit_down', `the LiveKit server at ${where} is not available (HTTP ${status})`)
  }
  return captureError(
    'livekit_refused',
    `the LiveKit server at ${where} refused the request (HTTP ${status})`,
  )
}

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined

/** Without user and password, which a URL may hold. */
const placeOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'its URL')
