/** A track and the head of its journal. */
import type { JournalHead } from '../../../capture/embedded/journal/records.ts'
import type { TrackFacts } from '../../../capture/model/recorder.ts'

export const makeTrack = (kind: 'audio' | 'video', mimeType: string): TrackFacts => ({
  trackId: kind === 'audio' ? 'TR_AMtest' : 'TR_VCtest',
  identity: 'alice',
  kind,
  source: kind === 'audio' ? 'microphone' : 'camera',
  mimeType,
  width: undefined,
  height: undefined,
  muted: false,
})

export const makeHead = (egressId: string, track: TrackFacts): JournalHead => ({
  type: 'head',
  version: 1,
  egressId,
  roomName: 'interview-1',
  roomId: 'RM_test',
  track,
  requestedNs: '1749655839000000000',
})
