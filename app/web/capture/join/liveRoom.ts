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
import { ServerProblem } from '../../api/problem.ts'
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
import { CAPTURE, listenTo, loadLiveKit, PUBLISH } from '../live/livekitSetup.ts'
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
  choose(device: 'camera' | 'microphone', deviceId: string): Promise<void>
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
  const state: LiveRoom['state'] = createStore(() => ({
    phase: 'connecting' as LiveState['phase'],
    waiting: undefined,
    tiles: [],
    quality: 'unknown' as Quality,
    recorded: undefined,
    needsClick: false,
    on: { camera: choice.camera.isOn, microphone: choice.microphone.isOn, screen: false },
    troubles: new Set<HealthCode>(),
    problem: undefined,
    chat: [],
  }))
  const chosen = { camera: choice.camera.deviceId, microphone: choice.microphone.deviceId }
  const chat = createChatLog((lines) => state.setState({ chat: lines }))
  let room: Room | undefined
  let hasLeft = false
  let stopWatching: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const refresh = (): void => {
    if (room === undefined) return
    const { localParticipant: self } = room
    const now = state.getState()
    state.setState({
      tiles: keepTiles(now.tiles, readTiles(room, true)),
      quality: now.phase === 'connected' ? readQuality(self.connectionQuality) : 'lost',
      recorded: readRecorded(room),
      needsClick: !room.canPlaybackAudio,
      on: now.phase === 'connected' ? { ...now.on, screen: self.isScreenShareEnabled } : now.on,
    })
  }

  const turn = async (device: Device, isOn: boolean): Promise<void> => {
    state.setState((now) => ({ on: { ...now.on, [device]: isOn }, problem: undefined }))
    const self = room?.localParticipant
    if (self === undefined) return
    try {
      if (device === 'camera')
        await self.setCameraEnabled(isOn, { ...CAPTURE.camera, ...pick(chosen.camera) }, PUBLISH.camera)
      if (device === 'microphone')
        await self.setMicrophoneEnabled(isOn, pick(chosen.microphone), PUBLISH.microphone)
      if (device === 'screen') await self.setScreenShareEnabled(isOn, CAPTURE.screen, PUBLISH.screen)
    } catch (error) {
      state.setState((now) => ({
        on: { ...now.on, [device]: false },
        problem: describeDevice(error, device),
      }))
    }
    refresh()
  }

  const connect = async ({ livekitUrl, token }: JoinAnswer, tries: number): Promise<void> => {
    try {
      const livekit = await loadLiveKit()
      const next = new livekit.Room({ adaptiveStream: true, dynacast: true })
      room = next
      listenTo(livekit, next, refresh)
      next.on(livekit.RoomEvent.ConnectionStateChanged, (now) => {
        const { Connected, Reconnecting, SignalReconnecting } = livekit.ConnectionState
        if (now === Connected) state.setState({ phase: 'connected', waiting: undefined })
        if (now === Reconnecting || now === SignalReconnecting)
          state.setState({ phase: 'reconnecting', waiting: RESUMING })
      })
      next.on(livekit.RoomEvent.Disconnected, (reason) => lose(reason))
      await next.connect(livekitUrl, token)
      if (hasLeft) return void next.disconnect()
      state.setState({ phase: 'connected', waiting: undefined })
      const { on } = state.getState()
      stopWatching = watch(livekit, next)
      refresh()
      if (on.camera) await turn('camera', true)
      if (on.microphone) await turn('microphone', true)
    } catch (error) {
      await room?.disconnect()
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
  }

  const lose = (reason: number | undefined): void => {
    endWatch()
    if (hasLeft || state.getState().phase === 'connecting') return
    const why = describeEnd(reason)
    if (why === undefined) return again(0, RESUMING)
    hasLeft = true
    onEnd(why)
  }

  /** Joins anew, with a token of now, after a while. */
  const again = (tries: number, why: Words): void => {
    const seconds = waitSeconds(tries)
    state.setState({
      phase: 'connecting',
      waiting: { title: why.title, text: `${why.text} Trying again by itself.` },
      tiles: [],
    })
    timer = setTimeout(() => {
      void ask<JoinAnswer>(`/join/${encodeURIComponent(code)}`, {
        method: 'POST',
        body: choice.request,
      }).then(
        (answer) => connect(answer, tries + 1),
        (error: unknown) => {
          const refusal = describeRefusal(error)
          const isFinal = error instanceof ServerProblem && !refusal.mayRetry
          if (isFinal) onEnd(refusal)
          else again(tries + 1, refusal)
        },
      )
    }, seconds * 1000)
  }

  void connect(choice.answer, 0)
  return {
    state,
    turn,
    async choose(device, deviceId) {
      chosen[device] = deviceId
      await room
        ?.switchActiveDevice(device === 'camera' ? 'videoinput' : 'audioinput', deviceId)
        .catch((error: unknown) => state.setState({ problem: describeDevice(error, device) }))
    },
    async say(text) {
      const self = room?.localParticipant
      if (self === undefined) return
      // Uncompressed: the recorder is hidden, so that nobody knows what it can read.
      await self.sendText(text, {
        topic: CHAT_TOPIC,
        compress: false,
        attributes: { sentNs: readPageClock().toString() },
      })
      chat.add('You', text)
    },
    startSound: () => void room?.startAudio(),
    putAway: () => state.setState({ problem: undefined }),
    close() {
      hasLeft = true
      clearTimeout(timer)
      endWatch()
      void room?.disconnect()
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
const pick = (deviceId: string): { deviceId?: string } => (deviceId === '' ? {} : { deviceId })
