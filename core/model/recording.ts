/** The things a LiveKit bucket is about, in LiveKit's own words. */
export type Kind = 'audio' | 'video' | 'data'
export type Source =
  | 'camera'
  | 'microphone'
  | 'screen_share'
  | 'screen_share_audio'
  | 'composite'
  | 'composite_audio'
  | 'unknown'

export const SOURCES: readonly Source[] = [
  'camera',
  'microphone',
  'screen_share',
  'screen_share_audio',
  'composite',
  'composite_audio',
  'unknown',
]

/** How far a placement can be trusted; always shown with its σ (clocks.md). */
export type Grade = 'A' | 'B' | 'C'

/** What an edge between two clocks was read from. */
export type EvidenceKind =
  | 'egress_info'
  | 'manifest_a'
  | 'manifest_interval'
  | 'sibling_track'
  | 'path_time'
  | 'modified_time'
  | 'local_recorder'
  /** Per-frame capture times or RTCP sender reports that a recorder kept beside its file. */
  | 'capture_times'
  /** Exchanges of time between a device and the recorder (RFC 5905 §8). */
  | 'clock_exchange'
  /** Arrivals of a device's RTCP sender reports at the recorder. */
  | 'report_arrivals'
  /** The sound of two recordings matched. */
  | 'audio_match'
  /** A clap or flash: an onset of sound together with one of the picture, or in two recordings. */
  | 'clap'
  /** A QR or burned-in time code read from the picture. */
  | 'time_code'
  /** The lower envelope of arrival − sending times of a log: the sender's clock. */
  | 'log_envelope'
  /** One event that two logs tell of. */
  | 'log_echo'
  /** Two recordings of one device, whose clock they share. */
  | 'same_device'
  /** A person's mark of one event in two lanes. */
  | 'mark'
  | 'correction'

/** Why nothing plays on a lane for a while. */
export type GapReason = 'not_joined' | 'left' | 'muted' | 'lost' | 'not_recorded' | 'ended' | 'withheld'
