/**
 * Times that were read on an alignment which no longer stands, read again on the one that does: by the media time
 * they were seen at. Pure.
 */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import {
  chooseAnchor,
  toMediaSpan,
  toSessionSpan,
  type AnchorRecording,
} from '../../../core/timeline/anchor.ts'

export interface Times {
  readonly startUs: number
  readonly endUs: number
}

/** Where times lie in the media of one recording. */
export interface Fixed {
  readonly recordingId: string
  readonly startMediaUs: number
  readonly endMediaUs: number
}

const anchorRecordings = (session: SessionDetail): AnchorRecording[] =>
  session.lanes.flatMap(({ identity, source, kind, recordings }) =>
    recordings.map((recording) => ({ ...recording, identity, source, kind })),
  )

/** Fixes times to what is recorded there, as the server would; undefined where nothing placed answers. */
export function fixTimes(session: SessionDetail, times: Times, laneId?: string): Fixed | undefined {
  const recording = chooseAnchor(anchorRecordings(session), { startUs: times.startUs, laneId })
  if (!recording?.placement) return undefined
  return { recordingId: recording.recordingId, ...toMediaSpan(recording.placement, times) }
}

/** The same media in the session time that stands; the times as they were where its recording has no place. */
export function refitTimes(session: SessionDetail, times: Times, fixed: Fixed | undefined): Times {
  const recording = session.lanes
    .flatMap((lane) => lane.recordings)
    .find(({ recordingId }) => recordingId === fixed?.recordingId)
  if (!fixed || !recording?.placement) return times
  return toSessionSpan(recording.placement, fixed)
}
