/** When a frame is shown: from its number in its recording to session time, by the recording's packet table. */
import type { PacketTable } from '../../../core/protocol/binary.ts'
import type { Lane, SessionDetail } from '../../../core/protocol/session.ts'
import { placedRecordings, recordingAt, sessionTimeAt, type PlacedRecording } from './laneFrames.ts'
import type { Player } from './player.types.ts'
import { loadPackets } from './recordingUrls.ts'

type FramePlayer = Pick<Player, 'now' | 'state' | 'reading'>

/** The recording that frame numbers are of now: of the focused lane, else of the first that shows a picture. */
export function frameRecording(
  session: Pick<SessionDetail, 'lanes'>,
  player: FramePlayer,
): { readonly lane: Lane; readonly recording: PlacedRecording } | undefined {
  const lanes = session.lanes.filter((lane) => lane.kind === 'video')
  const { focus } = player.state.getState()
  const shows = (lane: Lane): boolean => player.reading(lane.laneId)?.shownPtsUs !== undefined
  const lane = lanes.find(({ laneId }) => laneId === focus) ?? lanes.find(shows) ?? lanes[0]
  if (!lane) return undefined
  const placed = placedRecordings(lane)
  const recording = recordingAt(placed, player.now()) ?? placed[0]
  return recording && { lane, recording }
}

/** Session time (whole µs) from which the frame is shown; undefined where the recording has no such frame. */
export function timeOfFrame(
  table: Pick<PacketTable, 'ptsUs'>,
  recording: Pick<PlacedRecording, 'placement'>,
  frame: number,
): number | undefined {
  const ptsUs = table.ptsUs[frame]
  return ptsUs === undefined ? undefined : Math.ceil(sessionTimeAt(recording.placement, ptsUs))
}

/** The same, with the table asked of the server. Throws Error where it has none. */
export const frameMoment = async (recording: PlacedRecording, frame: number): Promise<number | undefined> =>
  timeOfFrame(await loadPackets(recording), recording, frame)
