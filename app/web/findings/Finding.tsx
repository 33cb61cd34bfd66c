/** One finding: how bad, what, what to do, where, from which evidence, and who accepted it. */
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { FindingView, SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import type { Player } from '../playback/player.types.ts'
import { useZone } from '../settings/useZone.ts'
import { Acceptance } from './Acceptance.tsx'
import { EvidenceList } from './EvidenceList.tsx'
import classes from './findings.module.css'
import { findSubject, findTime } from './findingPlace.ts'
import { nameRecording, withoutKey } from './findings.ts'

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle }
const NAMES = { error: 'Error', warning: 'Warning', info: 'Note' }

interface FindingProps {
  readonly finding: FindingView
  readonly session: SessionDetail
  readonly player: Player
  /** Absent where its recording is what is shown already. */
  readonly onRecording?: (recordingId: string) => void
}

export function Finding({ finding, session, player, onRecording }: FindingProps) {
  const zone = useZone(session.zone)
  const Icon = ICONS[finding.severity]
  const subject = findSubject(session, finding)
  const time = findTime(session, finding)
  return (
    <li
      className={classes.finding}
      data-severity={finding.severity}
      data-finding={finding.findingId}
      data-accepted={finding.accepted !== null}
      tabIndex={-1}
    >
      <Icon size={16} stroke={1.7} aria-hidden />
      <div>
        <p className={classes.message}>
          <span className={classes.severity}>{NAMES[finding.severity]}</span> {withoutKey(finding)}
        </p>
        {finding.hint && <p className={classes.hint}>{finding.hint}</p>}
        <div className={classes.links}>
          {subject && onRecording && (
            <button type="button" onClick={() => onRecording(subject.recordingId)}>
              {nameRecording(session, subject.recordingId)}
            </button>
          )}
          {time !== undefined && (
            <button
              type="button"
              aria-label={`Jump to ${formatTime(time)}`}
              onClick={() => player.seek(time)}
            >
              {formatTime(time)}
            </button>
          )}
          <details>
            <summary>
              Evidence <span className="faint">{finding.code}</span>
            </summary>
            <EvidenceList
              zone={zone}
              evidence={{
                ...(finding.objectKey === null ? {} : { objectKey: finding.objectKey }),
                ...finding.evidence,
              }}
            />
          </details>
          <Acceptance sessionId={session.sessionId} finding={finding} zone={zone} />
        </div>
      </div>
    </li>
  )
}
