/**
 * The port of a recorder: what starts, stops and reports recordings, whoever writes the files. Both recorders speak
 * LiveKit's own EgressInfo, so that one sidecar writer, one status page and one reader serve both.
 */
import type { EgressInfo } from '@livekit/protocol'

/** What a recording is to hold. The embedded recorder records tracks only and says so. */
export type RecordingTarget =
  | { readonly type: 'track'; readonly trackId: string }
  | { readonly type: 'participant'; readonly identity: string }
  | { readonly type: 'room_composite'; readonly layout?: string }

/** A published track, as far as a file's name and the recorder need it. */
export interface TrackFacts {
  readonly trackId: string
  readonly identity: string
  readonly kind: 'audio' | 'video'
  /** `camera`, `microphone`, `screen_share`, `screen_share_audio` or `unknown`, as in file names. */
  readonly source: string
  /** `video/VP8`, `audio/opus`, …; undefined where LiveKit does not say. */
  readonly mimeType: string | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  readonly muted: boolean
  /** Whose library stamps what is sent, where the sender's token says so (`STAMPS_ATTRIBUTE`). */
  readonly stampedBy?: 'libwebrtc'
}

/** The attribute of the tokens that we make by which they say whose library stamps: pages and `lockstep stream`. */
export const STAMPS_ATTRIBUTE = 'lockstep.stamps'
export const LIBWEBRTC = 'libwebrtc'

export interface StartRecording {
  readonly roomName: string
  /** `RM_…`: one opening of the room. */
  readonly roomId: string
  readonly target: RecordingTarget
  /** The track's facts where the target is a track. */
  readonly track?: TrackFacts
}

export interface RecorderEvents {
  /**
   * Each state of a recording as it becomes known; the last one has a final status. `track`: whose it is, where the
   * recorder knows. Never throws.
   */
  onInfo(info: EgressInfo, track?: TrackFacts): void
  /** About every 2 s all that run, with bytes and duration as they are; nothing else of them has changed. */
  onProgress?(infos: readonly EgressInfo[]): void
}

export interface Recorder {
  readonly kind: 'egress' | 'embedded'
  /**
   * Starts a recording; resolves once it is accepted (not yet: once media flow). Throws UserError
   * `recorder_unavailable`, `recording_limit`, `target_unsupported`, `track_missing`, each with a hint.
   */
  start(request: StartRecording): Promise<EgressInfo>
  /** Asks for the end; the final state comes by `onInfo`. Stopping what has ended is no error. */
  stop(egressId: string): Promise<void>
  /** What runs or ended lately, of one room or of all. */
  list(roomName?: string): Promise<readonly EgressInfo[]>
  /** Puts what there is of a running recording into the bucket, where files can be read while they grow. */
  copyNow?(egressId: string): Promise<void>
  /** Ends what this process holds, so that it can be taken up again. */
  close(): Promise<void>
}
