/** What one who listens to a room is told, and what a room's participants are to it. */
import type { z } from 'zod'
import type { Quality } from '../model/api.ts'
import type { DataPacketIn, MediaListener } from '../model/media.ts'
import type { TrackFacts } from '../model/recorder.ts'

export interface RoomParticipant {
  readonly identity: string
  /** `PA_…`: one joining of this person. */
  readonly participantId: string
  readonly name: string
  readonly metadata: string
  readonly attributes: Readonly<Record<string, string>>
  /** As LiveKit names it: `STANDARD`, `INGRESS`, `EGRESS`, `SIP`, `AGENT`, …. */
  readonly kind: string
  /** ns since 1970 by the server's clock, to the millisecond. */
  readonly joinedAtNs: bigint
  readonly tracks: readonly TrackFacts[]
}

export type ParticipantChange = 'joined' | 'left' | 'updated'

export interface RoomListener extends MediaListener {
  onParticipant?(change: ParticipantChange, participant: RoomParticipant, reason?: string): void
  onTrackPublished?(track: TrackFacts): void
  /** Signalling said so; `onTrackEnded` follows once the last packets are in. */
  onTrackUnpublished?(track: TrackFacts): void
  onTrackMuted?(track: TrackFacts): void
  onTrackUnmuted?(track: TrackFacts): void
  onConnectionQuality?(identity: string, quality: z.infer<typeof Quality>): void
  onData?(packet: DataPacketIn): void
  /** The way to the server is lost; packets are missing from now until `onReconnected`. Called once an interruption. */
  onReconnecting?(reason: string): void
  /** Joined anew. The room's id is another one where the room was opened anew (the server restarted). */
  onReconnected?(room: { readonly roomId: string; readonly roomName: string }): void
  /** Nothing follows: closed by us, the room ended, or the server refuses us for good. */
  onClosed?(reason: string): void
}
