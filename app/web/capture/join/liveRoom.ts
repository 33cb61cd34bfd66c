/**
 * One person's place in a LiveKit room, as a store: what is shown, what can be pressed, and how it comes back when the
 * line breaks. LiveKit resumes short breaks by itself; after long ones the link is asked for a new token and joined
 * anew, for as long as it takes.
 */
import type { Room } from 'livekit-client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { JoinAnswer, JoinRequest, Quality } from '../../../../capture/model/api.types.ts'
import { readRecordedNotice } from '../../../../core/protocol/recordedNotice.ts'
import type { HealthCode } from '../../../../core/protocol/health.ts'
import { ask } from '../ask.ts'
import { startClockExchange } from '../clockExchange.ts'
import { readPageClock } from '../pageClock.ts'
import { keepTiles, readQuality, readTiles, type LiveTile } from '../live/roomTiles.ts'
import { CHAT_TOPIC, createChatLog, type ChatLine } from './chatLog.ts'
import {
  describeDevice,
  describeEnd,
  describeNoRoom,
  describeRefusal,
  waitSeconds,
  type Device,
  type Words,
} from './joinWords.ts'
import { keepSeated } from './seatTracks.ts'
import { listenTo, loadLiveKit } from '../live/livekitSetup.ts'
import { createOwnDevices, type OwnDevices, type Wishes } from './ownDevices.ts'
import { startHealthWatch } from './ownHealth.ts'

interface DeviceState {
  readonly isOn: boolean
  readonly deviceId: string
}

/** What was chosen on the card. */
export interface LiveChoice {
  readonly answer: JoinAnswer
  readonly request: JoinRequest
  readonly camera: DeviceState
  readonly microphone: DeviceState
}

export interface LiveState {
  readonly phase: 'connecting' | 'connected' | 'reconnecting'
  /** Why it waits, and how it goes on. */
  readonly waiting: Words | undefined
  readonly tiles: readonly LiveTile[]
  readonly quality: Quality
  /** Who is being recorded now, as the backend tells the room. */
  readonly recorded: 'self' | 'others' | undefined
  readonly needsClick: boolean
  readonly on: Readonly<Record<Device, boolean>>
  readonly troubles: ReadonlySet<HealthCode>
  readonly problem: Words | undefined
  readonly chat: readonly ChatLine[]
}

export interface LiveRoom {
  readonly state: StoreApi<LiveState>
  turn(device: Device, isOn: boolean): Promise<void>
  /** Throws while one is not in the room. */
  say(text: string): Promise<void>
  startSound(): void
  putAway(): void
  close(): void
}

interface JoinOptions {
  readonly code: string
  readonly choice: LiveChoice
  /** It is over, and not by one's own will. */
  readonly onEnd: (why: Words) => void
}

export function joinRoom({ code, choice, onEnd }: JoinOptions): LiveRoom {
  const wishes: Wishes = { camera: choice.camera.isOn, microphone: choice.microphone.isOn, screen: false }
  const state: LiveRoom['state'] = createStore(() => ({
    phase: 'connecting' as LiveState['phase'],
    waiting: undefined,
    ...OUTSIDE,
    on: { ...wishes },
    problem: undefined,
    chat: [],
  }))
  const chat = createChatLog((lines) => state.setState({ chat: lines }))
  let room: Room | undefined
  /** There while the room is joined. */
  let devices: OwnDevices | undefined
  let hasLeft = false
  let stopWatching: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const refresh = (): void => {
    if (room === undefined || devices === undefined) return
    const { localParticipant: self } = room
    const now = state.getState()
    const isConnected = now.phase === 'connected'
    state.setState({
      tiles: keepTiles(now.tiles, readTiles(room, true)),
      quality: isConnected ? readQuality(self.connectionQuality) : 'lost',
      recorded: isConnected ? readRecorded(room) : undefined,
      needsClick: !room.canPlaybackAudio,
      on: isConnected ? devices.read() : now.on,
    })
  }

  const connect = async ({ livekitUrl, token }: JoinAnswer, tries: number): Promise<void> => {
    try {
      const livekit = await loadLiveKit()
      if (hasLeft) return
      const next = new livekit.Room({ adaptiveStream: true, dynacast: true })
      room = next
      await next.connect(livekitUrl, token)
      if (hasLeft) return
      devices = createOwnDevices({
        self: next.localParticipant,
        wishes,
        deviceIds: { camera: choice.camera.deviceId, microphone: choice.microphone.deviceId },
        onProblem: (device, error) => {
          // A line that breaks takes along what is under way.
          if (room === next && devices !== undefined)
            state.setState({ problem: describeDevice(error, device) })
        },
      })
      state.setState({ phase: 'connected', waiting: undefined })
      next.on(livekit.RoomEvent.ConnectionStateChanged, (now) => {
        const { Connected, Reconnecting, SignalReconnecting } = livekit.ConnectionState
        if (now === Connected) state.setState({ phase: 'connected', waiting: undefined })
        if (now === Reconnecting || now === SignalReconnecting)
          state.setState({ phase: 'reconnecting', waiting: RESUMING })
      })
      next.on(livekit.RoomEvent.Disconnected, lose)
      listenTo(livekit, next, refresh)
      stopWatching = watch(livekit, next)
      refresh()
      await devices.begin()
      refresh()
    } catch (error) {
      await room?.disconnect().catch(() => undefined)
      if (!hasLeft) again(tries, describeNoRoom(error))
    }
  }

  /** The clock, the chat, the health of one's own tracks. */
  const watch = (livekit: Awaited<ReturnType<typeof loadLiveKit>>, next: Room): (() => void) => {
    const publish = (topic: string) => (payload: Uint8Array<ArrayBuffer>, reliable: boolean) =>
      next.localParticipant.publishData(payload, { topic, reliable })
    const clock = startClockExchange({ send: publish('lockstep.clock') })
    const unseat = keepSeated(livekit, next)
    const health = startHealthWatch(livekit, next, publish('lockstep.health'), (troubles) =>
      state.setState({ troubles }),
    )
    next.on(livekit.RoomEvent.DataReceived, (payload, participant, _kind, topic, _encryption, identity) => {
      clock.take(payload, topic, identity ?? participant?.identity)
      chat.takePacket({ payload, topic, name: participant?.name || participant?.identity })
    })
    next.registerTextStreamHandler(CHAT_TOPIC, (reader, from) => {
      const name = next.remoteParticipants.get(from.identity)?.name || from.identity
      void reader.readAll().then(
        (text) => chat.add(name, text),
        () => undefined,
      )
    })
    return () => {
      clock.stop()
      unseat()
      health()
    }
  }

  const endWatch = (): void => {
    stopWatching?.()
    stopWatching = undefined
    devices = undefined
  }

  const finish = (why: Words): void => {
    hasLeft = true
    onEnd(why)
  }

  const lose = (reason: number | undefined): void => {
    endWatch()
    if (hasLeft) return
    const why = describeEnd(reason)
    if (why === undefined) again(0, RESUMING)
    else finish(why)
  }

  /** Joins anew, with a token of now, after a while. */
  const again = (tries: number, why: Words): void => {
    endWatch()
    clearTimeout(timer)
    wishes.screen = false
    state.setState({
      phase: 'connecting',
      waiting: { title: why.title, text: `${why.text} Trying again by itself.` },
      ...OUTSIDE,
      quality: 'lost',
      on: { ...wishes },
    })
    timer = setTimeout(() => void rejoin(tries + 1), waitSeconds(tries) * 1000)
  }

  const rejoin = async (tries: number): Promise<void> => {
    try {
      const answer = await ask<JoinAnswer>(`/join/${encodeURIComponent(code)}`, {
        method: 'POST',
        body: choice.request,
      })
      if (!hasLeft) await connect(answer, tries)
    } catch (error) {
      if (hasLeft) return
      const refusal = describeRefusal(error)
      if (refusal.mayRetry) again(tries, refusal)
      else finish(refusal)
    }
  }

  void connect(choice.answer, 0)
  return {
    state,
    async turn(device, isOn) {
      // Outside the room what is pressed holds for the next joining; a screen is shared from within alone.
      if (device === 'screen' && devices === undefined) return
      wishes[device] = isOn
      state.setState((now) => ({ on: { ...now.on, [device]: isOn }, problem: undefined }))
      await devices?.settle(device)
      refresh()
    },
    async say(text) {
      if (room === undefined || devices === undefined) throw new Error('not in the room')
      // Uncompressed: the recorder is hidden, so that nobody knows what it can read.
      await room.localParticipant.sendText(text, {
        topic: CHAT_TOPIC,
        compress: false,
        attributes: { sentNs: readPageClock().toString() },
      })
      chat.add('You', text)
    },
    startSound: () => void room?.startAudio().catch(() => undefined),
    putAway: () => state.setState({ problem: undefined }),
    close() {
      hasLeft = true
      clearTimeout(timer)
      endWatch()
      void room?.disconnect().catch(() => undefined)
    },
  }
}

/** A notice that a recorder left behind when it broke off holds no more: LiveKit knows whether one is there. */
function readRecorded({ isRecording, metadata, localParticipant }: Room): LiveState['recorded'] {
  const notice = readRecordedNotice(metadata)
  if (!isRecording) return undefined
  if (notice.room || notice.recorded.includes(localParticipant.identity)) return 'self'
  return notice.recorded.length > 0 ? 'others' : undefined
}

const RESUMING: Words = {
  title: 'The connection broke',
  text: 'You are being reconnected by itself; what you say now is not heard.',
}
/** What there is of a room that one is not in. */
const OUTSIDE = {
  tiles: [],
  quality: 'unknown',
  recorded: undefined,
  needsClick: false,
  troubles: new Set<HealthCode>(),
} satisfies Partial<LiveState>
