/** A listener that keeps everything a room tells, and may ask for each track as it is published. */
import type { RoomListener } from '../../../capture/room/listener.ts'
import type {
  DataPacketIn,
  RtpPacketIn,
  SenderReportIn,
  SubscribedTrack,
} from '../../../capture/model/media.ts'
import type { TrackFacts } from '../../../capture/model/recorder.ts'

export interface RoomTap extends RoomListener {
  readonly tracks: SubscribedTrack[]
  readonly packets: RtpPacketIn[]
  readonly reports: SenderReportIn[]
  readonly data: DataPacketIn[]
  readonly published: TrackFacts[]
  /** Everything else, in order: `joined ada`, `muted TR_…`, `ended TR_…`, `reconnecting`, `closed`. */
  readonly events: string[]
}

export function createRoomTap(onPublished?: (track: TrackFacts) => void): RoomTap {
  const tap = { tracks: [], packets: [], reports: [], data: [], published: [], events: [] } as Pick<
    RoomTap,
    'tracks' | 'packets' | 'reports' | 'data' | 'published' | 'events'
  >
  const note = (text: string): void => void tap.events.push(text)
  return {
    ...tap,
    onTrack: (track) => void tap.tracks.push(track),
    onRtp: (packet) => void tap.packets.push(packet),
    onSenderReport: (report) => void tap.reports.push(report),
    onTrackEnded: (trackId) => note(`ended ${trackId}`),
    onParticipant: (change, { identity }) => note(`${change} ${identity}`),
    onTrackPublished: (track) => {
      tap.published.push(track)
      onPublished?.(track)
    },
    onTrackUnpublished: ({ trackId }) => note(`unpublished ${trackId}`),
    onTrackMuted: ({ trackId }) => note(`muted ${trackId}`),
    onTrackUnmuted: ({ trackId }) => note(`unmuted ${trackId}`),
    onConnectionQuality: (identity, quality) => note(`quality ${identity} ${quality}`),
    onData: (packet) => void tap.data.push(packet),
    onReconnecting: () => note('reconnecting'),
    onReconnected: ({ roomId }) => note(`reconnected ${roomId}`),
    onClosed: (reason) => note(`closed ${reason}`),
  }
}
