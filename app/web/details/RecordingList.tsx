/** Every recording of the session: whose, where it was placed, how surely. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { nameSource } from '../findings/findings.ts'
import { SourceIcon } from '../playback/SourceIcon.tsx'
import { useZone } from '../settings/useZone.ts'
import { formatSigma } from '../timeline/sync.ts'
import { Grade } from '../widgets/Grade.tsx'
import { CorrectionHistory } from './CorrectionHistory.tsx'
import classes from './details.module.css'
import { PersonHead } from './PersonHead.tsx'
import { SessionFacts } from './SessionFacts.tsx'

interface RecordingListProps {
  readonly session: SessionDetail
  readonly onRecording: (recordingId: string) => void
}

export function RecordingList({ session, onRecording }: RecordingListProps) {
  const zone = useZone(session.zone)
  return (
    <div className={classes.list} tabIndex={0} role="region" aria-label="Recordings">
      <SessionFacts session={session} />
      {session.people.map((person) => {
        const lanes = session.lanes.filter((lane) => lane.identity === person.identity)
        return (
          <section key={person.identity}>
            <PersonHead session={session} person={person} zone={zone} />
            {lanes.length === 0 && <p className="faint">not recorded</p>}
            {lanes.flatMap((lane) =>
              lane.recordings.map((recording) => (
                <button
                  key={recording.recordingId}
                  type="button"
                  className={classes.recording}
                  onClick={() => onRecording(recording.recordingId)}
                >
                  <SourceIcon source={lane.source} />
                  <span className="cut">{nameSource(lane.source)}</span>
                  <span className="muted">
                    {recording.placement
                      ? `${formatTime(recording.placement.startUs, 0)} – ${formatTime(recording.placement.endUs, 0)}`
                      : 'not placed'}
                  </span>
                  <span className={classes.sure}>
                    <span className="muted">
                      {recording.placement && formatSigma(recording.placement.sigmaUs)}
                    </span>
                    <Grade grade={recording.placement?.grade ?? null} />
                  </span>
                </button>
              )),
            )}
          </section>
        )
      })}
      <CorrectionHistory session={session} zone={zone} onRecording={onRecording} />
    </div>
  )
}
