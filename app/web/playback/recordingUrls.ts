/** Where the page finds a recording: its media on the media port, what was derived from it at the API. */
import { parsePackets, type PacketTable } from '../../../core/protocol/binary.ts'
import type { RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { fetchSeveral } from '../api/several.ts'
import type { FrameTable } from './frameTable.ts'
import type { PlacedRecording } from './laneFrames.ts'
import { PacketPieces, type PieceWanted } from './packetPieces.ts'

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

/**
 * The table that frames are chosen from: known around `mediaUs` where the recording has an index, else whole. Throws as
 * `loadPackets`.
 */
export async function loadTable(recording: PlacedRecording, mediaUs: number): Promise<FrameTable> {
  if (!recording.hasIndex) return loadPackets(recording)
  const fetchPiece = (wanted: PieceWanted): Promise<ArrayBuffer> => {
    const which = 'at' in wanted ? `at=${wanted.at}` : `piece=${wanted.piece}`
    return fetchDerived(`/recordings/${versioned(recording, '/index', recording.version)}&${which}`)
  }
  try {
    return (await PacketPieces.open(fetchPiece, mediaUs)).table
  } catch (error) {
    // It plays without one, too.
    if (error instanceof Refusal || error instanceof RangeError) return loadPackets(recording)
    throw error
  }
}

/** Fetches the whole table; throws Error with the server's answer, Refusal where that is final. */
export const loadPackets = async (recording: PlacedRecording): Promise<PacketTable> =>
  parsePackets(await fetchDerived(`/recordings/${versioned(recording, '/packets', recording.version)}`))

async function fetchDerived(path: string): Promise<ArrayBuffer> {
  const response = await fetchSeveral(path)
  if (!response.ok) {
    const Kind = response.status < 500 ? Refusal : Error
    throw new Kind(`no packet index: the server answered ${response.status}`)
  }
  return response.arrayBuffer()
}
