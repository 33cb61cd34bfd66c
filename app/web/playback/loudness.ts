/** How loud a lane is at a moment, from the peaks stored at ingest: nothing is decoded for it. */
import { isLost } from '../../../core/clock/index.ts'
import { parsePeaks, type Peaks } from '../../../core/protocol/binary.ts'
import type { Lane, SessionDetail } from '../../../core/protocol/session.ts'
import {
  mediaTimeAt,
  placedRecordings,
  recordingAt,
  shiftLane,
  type PlacedRecording,
  type Shifts,
} from './laneFrames.ts'
import { peaksUrl } from './recordingUrls.ts'

/** RMS 0 … 1 of full scale at a media time, the louder of the bucket and its neighbours; 0 outside. */
export function loudnessAt(peaks: Peaks, mediaUs: number): number {
  const bucket = Math.floor(((mediaUs - peaks.firstPtsUs) * peaks.bucketsPerSecond) / 1e6)
  let loudest = 0
  for (let at = bucket - 1; at <= bucket + 1; at++) loudest = Math.max(loudest, peaks.rms[at] ?? 0)
  return loudest / 255
}

/** Loudness of any lane of a session: an audio lane's own, a video lane's person's loudest. */
export class SessionLoudness {
  private readonly lanes: readonly { readonly lane: Lane; readonly loudness: LaneLoudness }[]
  private readonly identities: ReadonlyMap<string, string>

  constructor(session: SessionDetail) {
    const audio = session.lanes.filter((lane) => lane.kind === 'audio')
    this.lanes = audio.map((lane) => ({ lane, loudness: new LaneLoudness(lane) }))
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

/** Fetches a lane's peaks recording by recording as they are asked for. */
class LaneLoudness {
  private recordings: readonly PlacedRecording[]
  private readonly peaks = new Map<string, Peaks | undefined>()

  constructor(lane: Lane) {
    this.recordings = placedRecordings(lane)
  }

  place(lane: Lane): void {
    this.recordings = placedRecordings(lane)
  }

  at(t: number): number {
    const recording = recordingAt(this.recordings, t)
    if (!recording?.hasPeaks || isLost(recording.placement, t)) return 0
    const { recordingId } = recording
    if (!this.peaks.has(recordingId)) {
      this.peaks.set(recordingId, undefined)
      void this.load(recording)
    }
    const peaks = this.peaks.get(recordingId)
    return peaks ? loudnessAt(peaks, mediaTimeAt(recording.placement, t)) : 0
  }

  /** Without its peaks a lane is only not outlined while speaking: the timeline says what is missing. */
  private async load(recording: PlacedRecording): Promise<void> {
    const response = await fetch(peaksUrl(recording)).catch(() => undefined)
    if (!response?.ok) return
    this.peaks.set(recording.recordingId, parsePeaks(await response.arrayBuffer()))
  }
}
