/** A camera's track, as a room tells of it. */
import type { TrackFacts } from '../../capture/model/recorder.ts'

export const makeTrackFacts = (trackId: string, identity = 'alice'): TrackFacts => ({
  trackId,
  identity,
  kind: 'video',
  source: 'camera',
  mimeType: 'video/VP8',
  width: 640,
  height: 360,
  muted: false,
})
