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
  | 'correction'

/** Why nothing plays on a lane for a while. */
export type GapReason = 'not_joined' | 'left' | 'muted' | 'lost' | 'not_recorded' | 'ended' | 'withheld'
