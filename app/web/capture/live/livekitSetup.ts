/** How this page uses LiveKit: loaded when someone joins, publishing what a recording wants. */
import type {
  AudioCaptureOptions,
  Room,
  ScreenShareCaptureOptions,
  TrackPublishOptions,
  VideoCaptureOptions,
} from 'livekit-client'

export type LiveKit = typeof import('livekit-client')
export const loadLiveKit = (): Promise<LiveKit> => import('livekit-client')

export const CAPTURE = {
  camera: { resolution: { width: 1280, height: 720, frameRate: 30 } } satisfies VideoCaptureOptions,
  microphone: {} satisfies AudioCaptureOptions,
  screen: { audio: true } satisfies ScreenShareCaptureOptions,
}

/** Without DTX, which leaves holes in what is recorded; with RED, which mends lost packets. */
export const PUBLISH: Readonly<Record<'camera' | 'microphone' | 'screen', TrackPublishOptions>> = {
  camera: { simulcast: true },
  microphone: { dtx: false, red: true, stopMicTrackOnMute: false },
  screen: { dtx: false, red: true },
}

/** Calls `refresh` whenever something that is shown may have changed. */
export function listenTo({ RoomEvent }: LiveKit, room: Room, refresh: () => void): void {
  for (const event of [
    RoomEvent.ParticipantConnected,
    RoomEvent.ParticipantDisconnected,
    RoomEvent.ParticipantNameChanged,
    RoomEvent.TrackPublished,
    RoomEvent.TrackUnpublished,
    RoomEvent.TrackSubscribed,
    RoomEvent.TrackUnsubscribed,
    RoomEvent.TrackMuted,
    RoomEvent.TrackUnmuted,
    RoomEvent.LocalTrackPublished,
    RoomEvent.LocalTrackUnpublished,
    RoomEvent.ActiveSpeakersChanged,
    RoomEvent.ConnectionQualityChanged,
    RoomEvent.AudioPlaybackStatusChanged,
    RoomEvent.RecordingStatusChanged,
    RoomEvent.RoomMetadataChanged,
    RoomEvent.ConnectionStateChanged,
  ])
    room.on(event, refresh)
}
