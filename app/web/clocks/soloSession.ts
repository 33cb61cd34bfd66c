/**
 * Sessions of one or two recordings, so that the one player plays them apart from where the session lays them: one from
 * its first sample on, or two as one edge relates them. Pure; µs.
 */
import type { Lane, RecordingView, SessionDetail } from '../../../core/protocol/session.ts'

/** Session time 0 of what is returned is the media time `firstPtsUs` of this recording. */
export function soloSession(session: SessionDetail, recordingId: string): SessionDetail | undefined {
  const found = findIn(session, recordingId)
  if (!found) return undefined
  const { firstPtsUs, endPtsUs } = found.recording
  return {
    ...session,
    durationUs: endPtsUs - firstPtsUs,
    lanes: [placedAt(found, -firstPtsUs, 0)],
  }
}

export interface Pair {
  readonly fromRecordingId: string
  readonly toRecordingId: string
  /** How far `to` is ahead when `from` shows `fromUs`. */
  readonly offsetUs: number
  readonly fromUs: number
  readonly ratePpm: number
}

/** Two recordings as a pair relates them; time 0 is the first sample of `from`. Undefined where one is not there. */
export function pairSession(session: SessionDetail, pair: Pair): SessionDetail | undefined {
  const from = findIn(session, pair.fromRecordingId)
  const to = findIn(session, pair.toRecordingId)
  if (!from || !to) return undefined
  const { firstPtsUs, endPtsUs } = from.recording
  const rate = pair.ratePpm / 1e6
  // media_to = (1 + rate) · t + ahead, so t = (media_to − ahead) / (1 + rate).
  const ahead = firstPtsUs + pair.offsetUs + rate * (firstPtsUs - pair.fromUs)
  const drift = (1 / (1 + rate) - 1) * 1e6
  return {
    ...session,
    durationUs: endPtsUs - firstPtsUs,
    lanes: [placedAt(from, -firstPtsUs, 0), placedAt(to, -ahead / (1 + rate), drift)],
  }
}

interface Found {
  readonly lane: Lane
  readonly recording: RecordingView
}

function findIn(session: SessionDetail, recordingId: string): Found | undefined {
  for (const lane of session.lanes) {
    const recording = lane.recordings.find((each) => each.recordingId === recordingId)
    if (recording) return { lane, recording }
  }
  return undefined
}

function placedAt({ lane, recording }: Found, offsetUs: number, driftPpm: number): Lane {
  const at = (us: number): number => offsetUs + us * (1 + driftPpm / 1e6)
  return {
    ...lane,
    // Two recordings of one lane are two lanes here.
    laneId: recording.recordingId,
    gaps: [],
    recordings: [
      {
        ...recording,
        placement: {
          offsetUs,
          driftPpm,
          driftSigmaPpm: null,
          steps: [],
          component: null,
          sigmaUs: 0,
          grade: 'A',
          method: 'apart',
          startUs: at(recording.firstPtsUs),
          endUs: at(recording.endPtsUs),
          computedOffsetUs: offsetUs,
          correctionUs: 0,
        },
      },
    ],
  }
}
