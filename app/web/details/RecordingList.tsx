/** Every recording of the session: whose, where it was placed, how surely. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { nameSource } from '../findings/findings.ts'
import { SourceIcon } from '../playback/SourceIcon.tsx'
import { personColor } from '../theme/people.ts'
import { formatSigma } from '../timeline/sync.ts'
import { Grade } from '../widgets/Grade.tsx'
import classes from './details.module.css'

interface RecordingListProps {
  readonly session: SessionDetail
  readonly onRecording: (recordingId: string) => void
}

export function RecordingList({ session, onRecording }: RecordingListProps) {
  return (
    <div className={classes.list} tabIndex={0} role="region" aria-label="Recordings">
      {session.people.map((person, index) => {
        const lanes = session.lanes.filter((lane) => lane.identity === person.identity)
        return (
          <section key={person.identity}>
            <h2>
              <i className={classes.who} style={{ background: personColor(index) }} />
              {person.name}
              {person.name !== person.identity && <span className="faint">{person.identity}</span>}
            </h2>
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
    </div>
  )
}
