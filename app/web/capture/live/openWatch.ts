/** A hidden viewer of a room: sees and hears on demand, is seen by nobody, publishes nothing. */
import type { Room } from 'livekit-client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { WatchAnswer } from '../../../../capture/model/api.types.ts'
import { roomPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import { listenTo, loadLiveKit, type LiveKit } from './livekitSetup.ts'
import { keepTiles, readTiles, type LiveTile } from './roomTiles.ts'

const AGAIN_MS = 5000

export interface WatchState {
  /** `lost`: it is tried again by itself. */
  readonly phase: 'connecting' | 'open' | 'lost'
  readonly tiles: readonly LiveTile[]
  readonly error: unknown
  /** The browser wants a click before it plays sound. */
  readonly needsClick: boolean
}

export interface Watch {
  readonly state: StoreApi<WatchState>
  /** In answer to a click. */
  startSound(): void
  close(): void
}

interface WatchOptions {
  readonly project: string
  readonly room: string
  /** `small`: one small picture, no sound, for the wall; `whole`: all that is published, as large as it is shown. */
  readonly extent: 'small' | 'whole'
}

export function openWatch({ project, room: name, extent }: WatchOptions): Watch {
  const state: Watch['state'] = createStore(() => ({
    phase: 'connecting' as WatchState['phase'],
    tiles: [] as readonly LiveTile[],
    error: undefined as unknown,
    needsClick: false,
  }))
  let isClosed = false
  let room: Room | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const run = async (): Promise<void> => {
    const [livekit, answer] = await Promise.all([
      loadLiveKit(),
      askAs<WatchAnswer>(`${roomPath(project, name)}/watch`, { method: 'POST', body: {} }),
    ])
    if (isClosed) return
    const { RoomEvent } = livekit
    const opened = new livekit.Room({ adaptiveStream: true, disconnectOnPageLeave: true })
    room = opened
    const refresh = (): void => {
      if (extent === 'small') takeOneCamera(livekit, opened)
      state.setState((now) => ({
        tiles: keepTiles(now.tiles, readTiles(opened, false)),
        needsClick: !opened.canPlaybackAudio,
      }))
    }
    listenTo(livekit, opened, refresh)
    opened.on(RoomEvent.Reconnecting, () => state.setState({ phase: 'connecting' }))
    opened.on(RoomEvent.Reconnected, () => state.setState({ phase: 'open' }))
    opened.on(RoomEvent.Disconnected, () => lose(undefined))
    await opened.connect(answer.livekitUrl, answer.token, { autoSubscribe: extent === 'whole' })
    if (isClosed) return void opened.disconnect()
    state.setState({ phase: 'open', error: undefined })
    refresh()
  }
  const lose = (error: unknown): void => {
    if (isClosed) return
    state.setState({ phase: 'lost', tiles: [], error })
    clearTimeout(timer)
    timer = setTimeout(start, AGAIN_MS)
  }
  const start = (): void => void run().catch(lose)
  start()
  return {
    state,
    startSound: () => void room?.startAudio().catch(() => undefined),
    close: () => {
      isClosed = true
      clearTimeout(timer)
      void room?.disconnect().catch(() => undefined)
    },
  }
}

/** Sees one camera that is on, small; lets the last one go when it is turned off. */
function takeOneCamera({ Track, VideoQuality }: LiveKit, room: Room): void {
  const cameras = [...room.remoteParticipants.values()]
    .flatMap((person) => [...person.videoTrackPublications.values()])
    .filter(({ source }) => source === Track.Source.Camera)
  const isOn = ({ isMuted }: (typeof cameras)[number]): boolean => !isMuted
  const seen = cameras.find((one) => isOn(one) && one.isDesired) ?? cameras.find(isOn)
  for (const camera of cameras) {
    if (camera.isDesired === (camera === seen)) continue
    camera.setSubscribed(camera === seen)
    if (camera === seen) camera.setVideoQuality(VideoQuality.LOW)
  }
}
