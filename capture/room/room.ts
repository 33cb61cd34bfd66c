/**
 * The hidden participant of one room: the source of everything that is recorded. It joins without being seen, takes the
 * tracks its caller asks for, and hands on RTP, sender reports, data and what signalling tells. Where the way to the
 * server is lost it joins anew, again and again with growing pauses, and says so, since packets are missing meanwhile.
 */
import { ConnectionQuality, DataPacket, DataPacket_Kind, UserPacket } from '@livekit/protocol'
import { UserError } from '../../core/model/error.ts'
import type { WallClock } from '../model/media.ts'
import { openConnection, type Connection, type ConnectionEvents } from './connection.ts'
import { createDataReader } from './data.ts'
import { chooseAddresses, type IceAddresses } from './ice.ts'
import type { RoomListener, RoomParticipant } from './listener.ts'
import { createParticipants, type RoomChange } from './participants.ts'
import { createRejoiner } from './rejoin.ts'

export interface RoomOptions {
  /** `ws(s)://` or `http(s)://` of the LiveKit server. */
  readonly url: string
  /** A join token (`createRecorderToken`), or what makes one: asked for at each join, so that none is too old. */
  readonly token: string | (() => string | Promise<string>)
  readonly clock: WallClock
  readonly listener: RoomListener
  /** Aborted: leaves as `close` does. */
  readonly signal: AbortSignal
  /** Chosen by itself where the server is on a loopback address. */
  readonly ice?: IceAddresses
  /** Pauses between attempts to join again, ms; the last repeats. */
  readonly rejoinAfterMs?: readonly number[]
  /** Per cent of arriving packets thrown away, to try losses. */
  readonly inboundLossPercent?: number
}

export interface SendOptions {
  readonly reliable: boolean
  readonly topic?: string
  /** Absent: everyone. */
  readonly destinationIdentities?: readonly string[]
}

export interface RoomSession {
  /** `RM_…` of the present opening. */
  readonly roomId: string
  readonly roomName: string
  readonly identity: string
  participants(): readonly RoomParticipant[]
  /** Nothing is taken that was not asked for. Kept through a rejoin; a track that does not exist yet is taken once it does. */
  setSubscribed(trackId: string, subscribed: boolean): void
  /** A user packet, or another DataPacket as it is. Rejects while the way is lost. */
  sendData(packet: Uint8Array | DataPacket, options: SendOptions): Promise<void>
  /** Leaves; `onTrackEnded` of each track and `onClosed` are called first. */
  close(): Promise<void>
}

/** What is on its way when signalling says a track is gone, is waited for. */
const LAST_PACKETS_MS = 400

/**
 * Joins and keeps joined. Throws where the first join fails: UserError `livekit_unreachable`, `livekit_refused`,
 * `room_full`, `clock_wrong`. Later the same are told to `onClosed` where trying again is no use (refused for good) and
 * are tried through where it is (unreachable, full).
 */
export async function openRoom(options: RoomOptions): Promise<RoomSession> {
  const { url, clock, listener, signal } = options
  const ice = options.ice ?? chooseAddresses(url)
  const wanted = new Set<string>()
  const streaming = new Set<string>()
  const ending = new Map<string, NodeJS.Timeout>()
  const data = createDataReader()
  const participants = createParticipants(() => connection.join.participant?.identity ?? '')
  let freshToken: string | undefined
  let roomId = ''
  let roomName = ''
  let closed = false

  const events: ConnectionEvents = {
    onParticipants: (infos) => participants.update(infos).forEach(tell),
    onRoom: takeRoom,
    onQuality: ({ updates }) => {
      for (const { participantSid, quality } of updates) {
        const identity = participants.findIdentity(participantSid)
        if (identity !== undefined) listener.onConnectionQuality?.(identity, QUALITIES[quality] ?? 'unknown')
      }
    },
    onRefused: (trackId, reason) => {
      if (participants.findTrack(trackId)) endTrack(trackId, reason)
    },
    onToken: (token) => (freshToken = token),
    onStream: (trackId, requestKeyFrame) => {
      const facts = participants.findTrack(trackId)
      if (!facts || !wanted.has(trackId)) return
      streaming.add(trackId)
      listener.onTrack({ facts, requestKeyFrame })
    },
    onRtp: (packet) => {
      if (streaming.has(packet.trackId)) listener.onRtp(packet)
    },
    onSenderReport: (report) => {
      if (streaming.has(report.trackId)) listener.onSenderReport(report)
    },
    onData: (packet, reliable, arrivalNs) => {
      for (const one of data.read(packet, { reliable, arrivalNs })) listener.onData?.(one)
    },
    onLost: (reason, final) => void (final ? end(reason) : rejoiner.begin(reason)),
  }

  const open = async (): Promise<Connection> => {
    const { token } = options
    const now = typeof token === 'string' ? (freshToken ?? token) : await token()
    const { inboundLossPercent } = options
    return openConnection({ url, ice, clock, events, signal, token: now, inboundLossPercent })
  }
  const rejoiner = createRejoiner({
    pausesMs: options.rejoinAfterMs ?? [200, 500, 1000, 2000, 5000, 10_000],
    signal,
    isFinal: (error) => error instanceof UserError && error.code === 'livekit_refused',
    onBegin: async (reason) => {
      listener.onReconnecting?.(reason)
      for (const packet of data.flush()) listener.onData?.(packet)
      await connection.close()
    },
    attempt: async () => {
      const next = await open()
      if (closed) return next.close()
      connection = next
      await begin()
      listener.onReconnected?.({ roomId, roomName })
    },
    onGivenUp: (error) => void end(String(error instanceof Error ? error.message : error)),
  })

  let connection = await open()
  await begin()
  const leave = (): void => void end('closed')
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()

  async function begin(): Promise<void> {
    const { room, otherParticipants } = connection.join
    if (room) takeRoom(room)
    participants.replace(otherParticipants).forEach(tell)
    await connection.start()
    for (const trackId of wanted) subscribe(trackId, true)
  }

  function takeRoom(room: { readonly sid: string; readonly name: string }): void {
    roomId = room.sid || roomId
    roomName = room.name || roomName
  }

  function subscribe(trackId: string, subscribed: boolean): void {
    const facts = participants.findTrack(trackId)
    if (facts) connection.setSubscribed(trackId, facts.kind, subscribed)
  }

  function tell(change: RoomChange): void {
    switch (change.type) {
      case 'published':
        listener.onTrackPublished?.(change.track)
        if (wanted.has(change.track.trackId)) subscribe(change.track.trackId, true)
        return
      case 'unpublished':
        listener.onTrackUnpublished?.(change.track)
        return endTrackSoon(change.track.trackId, 'unpublished')
      case 'muted':
        return listener.onTrackMuted?.(change.track)
      case 'unmuted':
        return listener.onTrackUnmuted?.(change.track)
      case 'left':
        for (const packet of data.flush(change.participant.identity)) listener.onData?.(packet)
        return listener.onParticipant?.('left', change.participant, change.reason)
      default:
        return listener.onParticipant?.(change.type, change.participant)
    }
  }

  function endTrackSoon(trackId: string, reason: string): void {
    if (ending.has(trackId)) return
    ending.set(
      trackId,
      setTimeout(() => endTrack(trackId, reason), LAST_PACKETS_MS),
    )
  }

  function endTrack(trackId: string, reason: string): void {
    clearTimeout(ending.get(trackId))
    ending.delete(trackId)
    connection.forget(trackId)
    // Asked for, it has an end, whether a packet of it ever came or not.
    const wasWanted = wanted.delete(trackId)
    if (streaming.delete(trackId) || wasWanted) listener.onTrackEnded(trackId, reason)
  }

  async function end(reason: string): Promise<void> {
    if (closed) return
    closed = true
    signal.removeEventListener('abort', leave)
    rejoiner.stop()
    for (const trackId of new Set([...wanted, ...streaming, ...ending.keys()])) endTrack(trackId, reason)
    for (const packet of data.flush()) listener.onData?.(packet)
    listener.onClosed?.(reason)
    await connection.close()
  }

  return {
    get roomId() {
      return roomId
    },
    get roomName() {
      return roomName
    },
    get identity() {
      return connection.join.participant?.identity ?? ''
    },
    participants: participants.list,
    setSubscribed: (trackId, subscribed) => {
      if (subscribed) wanted.add(trackId)
      else wanted.delete(trackId)
      subscribe(trackId, subscribed)
      if (!subscribed) endTrack(trackId, 'not wanted any more')
    },
    sendData: async (packet, send) => {
      if (closed || rejoiner.away) throw new Error('the way to the room is lost')
      await connection.send(wrap(packet, send), send.reliable)
    },
    close: () => end('closed'),
  }
}

const QUALITIES = {
  [ConnectionQuality.POOR]: 'poor',
  [ConnectionQuality.GOOD]: 'good',
  [ConnectionQuality.EXCELLENT]: 'excellent',
  [ConnectionQuality.LOST]: 'lost',
} as const

function wrap(
  packet: Uint8Array | DataPacket,
  { reliable, topic, destinationIdentities }: SendOptions,
): DataPacket {
  const kind = reliable ? DataPacket_Kind.RELIABLE : DataPacket_Kind.LOSSY
  const to = [...(destinationIdentities ?? [])]
  if (packet instanceof DataPacket) {
    const copy = packet.clone()
    copy.kind = kind
    if (to.length > 0) copy.destinationIdentities = to
    return copy
  }
  const user = new UserPacket({
    payload: Uint8Array.from(packet),
    destinationIdentities: to,
    ...(topic === undefined ? {} : { topic }),
  })
  return new DataPacket({ kind, destinationIdentities: to, value: { case: 'user', value: user } })
}
