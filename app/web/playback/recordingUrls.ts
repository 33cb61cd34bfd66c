/** Where the page finds a recording: its media on the media port, what was derived from it at the API. */
import { parsePackets, type PacketTable } from '../../../core/protocol/binary.ts'
import type { RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { fetchSeveral } from '../api/several.ts'
import type { PlacedRecording } from './laneFrames.ts'

const versioned = (
  { recordingId }: Pick<RecordingView, 'recordingId'>,
  kind: string,
  version: string,
): string => `${encodeURIComponent(recordingId)}${kind}?v=${encodeURIComponent(version)}`

export const mediaUrl = (
  mediaOrigin: string,
  recording: Pick<RecordingView, 'recordingId' | 'version'>,
): string => `${mediaOrigin}/media/${versioned(recording, '', recording.version)}`

/** Of any recording of the session; undefined where it has none of that id. */
export function findMediaUrl(
  session: Pick<SessionDetail, 'lanes'>,
  mediaOrigin: string,
  recordingId: string,
): string | undefined {
  const recordings = session.lanes.flatMap((lane) => lane.recordings)
  const recording = recordings.find((each) => each.recordingId === recordingId)
  return recording && mediaUrl(mediaOrigin, recording)
}

/** The server will not answer otherwise if it is asked again. */
export class Refusal extends Error {}

/** Fetches the table that frames are chosen from; throws Error with the server's answer, Refusal where that is final. */
export async function loadPackets(recording: PlacedRecording): Promise<PacketTable> {
  const response = await fetchSeveral(`/recordings/${versioned(recording, '/packets', recording.version)}`)
  if (!response.ok) {
    const Kind = response.status < 500 ? Refusal : Error
    throw new Kind(`no packet index: the server answered ${response.status}`)
  }
  return parsePackets(await response.arrayBuffer())
}
