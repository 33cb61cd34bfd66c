/** Recordings: the list of all with their placement; of a chosen one everything that is known, and the way to move it. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { findRecording } from '../findings/findings.ts'
import type { Player } from '../playback/player.types.ts'
import type { SessionRenditions } from '../renditions/renditions.ts'
import { Notice } from '../widgets/Notice.tsx'
import { RecordingDetails } from './RecordingDetails.tsx'
import { RecordingList } from './RecordingList.tsx'

interface DetailsPanelProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly renditions: SessionRenditions
  readonly recordingId: string | undefined
  readonly onRecording: (recordingId: string | undefined) => void
}

export function DetailsPanel({ session, player, renditions, recordingId, onRecording }: DetailsPanelProps) {
  if (findRecording(session, recordingId))
    return (
      <RecordingDetails
        key={recordingId}
        session={session}
        player={player}
        renditions={renditions}
        recordingId={recordingId!}
        onBack={() => onRecording(undefined)}
      />
    )
  if (session.lanes.length === 0)
    return (
      <Notice title="No recordings" compact>
        This session has logs alone: no media of it lies in the bucket.
      </Notice>
    )
  return <RecordingList session={session} onRecording={onRecording} />
}
