/** A hidden viewer of a room: sees and hears on demand, is seen by nobody, publishes nothing. */
import type { Room } from 'livekit-client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { WatchAnswer } from '../../../../capture/model/api.types.ts'
import { roomPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import { listenTo, loadLiveKit } from './livekitSetup.ts'
import { keepTiles, readTiles, type LiveTile } from './roomTiles.ts'

export interface WatchState {
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

  const run = async (): Promise<void> => {
    const [livekit, answer] = await Promise.all([
      loadLiveKit(),
      askAs<WatchAnswer>(`${roomPath(project, name)}/watch`, { method: 'POST', body: {} }),
    ])
    if (isClosed) return
    const { RoomEvent, Track, VideoQuality } = livekit
    const opened = new livekit.Room({ adaptiveStream: true, disconnectOnPageLeave: true })
    room = opened
    const refresh = (): void => {
      if (extent === 'small') {
        const camera = [...opened.remoteParticipants.values()]
          .flatMap((person) => [...person.videoTrackPublications.values()])
          .find((one) => one.source === Track.Source.Camera && !one.isMuted)
        if (camera !== undefined && !camera.isDesired && 'setSubscribed' in camera) {
          camera.setSubscribed(true)
          camera.setVideoQuality(VideoQuality.LOW)
        }
      }
      state.setState((now) => ({
        tiles: keepTiles(now.tiles, readTiles(opened, false)),
        needsClick: !opened.canPlaybackAudio,
      }))
    }
    listenTo(livekit, opened, refresh)
    opened.on(RoomEvent.Reconnecting, () => state.setState({ phase: 'connecting' }))
    opened.on(RoomEvent.Reconnected, () => state.setState({ phase: 'open' }))
    opened.on(RoomEvent.Disconnected, () => state.setState({ phase: 'lost', tiles: [] }))
    await opened.connect(answer.livekitUrl, answer.token, { autoSubscribe: extent === 'whole' })
    if (isClosed) return void opened.disconnect()
    state.setState({ phase: 'open' })
    refresh()
  }
  void run().catch((error: unknown) => {
    if (!isClosed) state.setState({ phase: 'lost', error })
  })
  return {
    state,
    startSound: () => void room?.startAudio(),
    close: () => {
      isClosed = true
      void room?.disconnect()
    },
  }
}
