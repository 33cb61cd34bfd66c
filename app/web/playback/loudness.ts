/** How loud a lane is at a moment, from the peaks stored at ingest: nothing is decoded for it. */
import { isLost } from '../../../core/clock/index.ts'
import type { Lane, SessionDetail } from '../../../core/protocol/session.ts'
import { fetchPeakBytes } from '../timeline/peakBytes.ts'
import { createPeaksStore, type PeaksStore } from '../timeline/peaksStore.ts'
import { loudnessAt } from '../timeline/pyramid.ts'
import {
  mediaTimeAt,
  placedRecordings,
  recordingAt,
  shiftLane,
  type PlacedRecording,
  type Shifts,
} from './laneFrames.ts'

/** What is about the playhead of a hundred lanes: a head and a tile of 164 s each. */
const LIMIT_BYTES = 8 << 20

/** Loudness of any lane of a session: an audio lane's own, a video lane's person's loudest. */
export class SessionLoudness {
  private readonly lanes: readonly { readonly lane: Lane; readonly loudness: LaneLoudness }[]
  private readonly identities: ReadonlyMap<string, string>

  constructor(session: SessionDetail) {
    const audio = session.lanes.filter((lane) => lane.kind === 'audio')
    const peaks = createPeaksStore(fetchPeakBytes, { limitBytes: LIMIT_BYTES })
    this.lanes = audio.map((lane) => ({ lane, loudness: new LaneLoudness(lane, peaks) }))
    this.identities = new Map(session.lanes.map((lane) => [lane.laneId, lane.identity]))
  }

  /** Reads its recordings shifted. */
  place(shifts: Shifts): void {
    for (const { lane, loudness } of this.lanes) loudness.place(shiftLane(lane, shifts))
  }

  /** 0 … 1 of full scale; 0 for an unknown lane. */
  at(laneId: string, t: number): number {
    const own = this.lanes.find(({ lane }) => lane.laneId === laneId)
    if (own) return own.loudness.at(t)
    const identity = this.identities.get(laneId)
    const theirs = this.lanes.filter(({ lane }) => lane.identity === identity)
    return Math.max(0, ...theirs.map(({ loudness }) => loudness.at(t)))
  }
}

/** Asks for what is about the playhead alone. Without it a lane is only not outlined while speaking. */
class LaneLoudness {
  private recordings: readonly PlacedRecording[]
  private readonly peaks: PeaksStore

  constructor(lane: Lane, peaks: PeaksStore) {
    this.recordings = placedRecordings(lane)
    this.peaks = peaks
  }

  place(lane: Lane): void {
    this.recordings = placedRecordings(lane)
  }

  at(t: number): number {
    const recording = recordingAt(this.recordings, t)
    if (!recording?.hasPeaks || isLost(recording.placement, t)) return 0
    return this.peaks.look(this, () => {
      const pyramid = this.peaks.find(recording)
      return typeof pyramid === 'string' ? 0 : loudnessAt(pyramid, mediaTimeAt(recording.placement, t))
    })
  }
}
