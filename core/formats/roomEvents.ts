/**
 * A room's event journal: JSON lines beside the media of one opening of a room, `events/<journal id>.jsonl`, written by
 * the capture backend. One object a line: `at_ns` (decimal text, ns since 1970, the recorder's clock), `event`, then
 * what the event is about. A file cut while it was written ends in half a line: the rest is read.
 *
 *   {"at_ns":"1795252121441000000","event":"track_muted","room":"interview-1","room_id":"RM_2x","identity":"alice",
 *    "track_id":"TR_AM","kind":"audio","source":"microphone"}
 */
export type RoomEventName =
  | 'journal_opened'
  | 'journal_interrupted'
  | 'room_ended'
  | 'participant_joined'
  | 'participant_left'
  | 'track_published'
  | 'track_unpublished'
  | 'track_muted'
  | 'track_unmuted'
  | 'connection_quality'
  | 'recording_started'
  | 'recording_ended'
  | 'recording_failed'
  | 'consent'
  | 'marker'
  | 'message'
  | 'alert'
  | 'clock'

/** One exchange with a page's clock (RFC 5905 §8: t1, t4 by the page, t2, t3 by the recorder), ns since 1970. */
export interface ClockExchange {
  readonly t1Ns: bigint
  readonly t2Ns: bigint
  readonly t3Ns: bigint
  readonly t4Ns: bigint
}

export interface RoomEvent {
  readonly atNs: bigint
  readonly event: RoomEventName
  readonly roomName: string
  readonly roomId: string | undefined
  readonly identity?: string
  /** The person's shown name. */
  readonly name?: string
  readonly trackId?: string
  readonly kind?: 'audio' | 'video'
  readonly source?: string
  readonly egressId?: string
  /** `excellent`, `good`, `poor`, `lost`. */
  readonly quality?: string
  /** Why a person left, a recording failed or a journal was interrupted, in words or LiveKit's own name. */
  readonly reason?: string
  /** The text of a marker, message, alert, or the consent's version. */
  readonly text?: string
  /** Who did it, where it was not the person the event is about. */
  readonly by?: string
  readonly exchange?: ClockExchange
}
