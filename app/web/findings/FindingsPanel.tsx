/** What is not as it should be in this session: what, why it matters, the evidence, and where it is. */
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import type { FindingView, SessionDetail } from '../../../core/protocol/session.ts'
import { JsonView } from '../logs/JsonView.tsx'
import type { Player } from '../playback/player.types.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { Notice } from '../widgets/Notice.tsx'
import classes from './findings.module.css'
import { countBySeverity, findRecording, nameRecording, SEVERITIES, sortFindings } from './findings.ts'

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle }
const NAMES = { error: 'Error', warning: 'Warning', info: 'Note' }

interface FindingsPanelProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly onRecording: (recordingId: string) => void
}

export function FindingsPanel({ session, player, onRecording }: FindingsPanelProps) {
  const [severity, setSeverity] = useState<FindingView['severity']>()
  const counts = countBySeverity(session.findingList)
  if (session.findingList.length === 0)
    return (
      <Notice title="Nothing to look at" compact>
        Every recording of this session was read, placed and found as its manifest says.
      </Notice>
    )
  const shown = sortFindings(session.findingList).filter(
    (finding) => !severity || finding.severity === severity,
  )
  return (
    <div className={classes.panel}>
      <div className={classes.filter} role="group" aria-label="Filter">
        <ChipButton on={severity === undefined} onClick={() => setSeverity(undefined)}>
          All {session.findingList.length}
        </ChipButton>
        {SEVERITIES.filter((name) => counts[name] > 0).map((name) => (
          <ChipButton
            key={name}
            on={severity === name}
            onClick={() => setSeverity(severity === name ? undefined : name)}
          >
            {NAMES[name]} {counts[name]}
          </ChipButton>
        ))}
      </div>
      <ul className={classes.list} tabIndex={0} aria-label="Findings">
        {shown.map((finding) => (
          <Finding
            key={finding.findingId}
            finding={finding}
            session={session}
            player={player}
            onRecording={onRecording}
          />
        ))}
      </ul>
    </div>
  )
}

interface FindingProps extends FindingsPanelProps {
  readonly finding: FindingView
}

export function Finding({ finding, session, player, onRecording }: FindingProps) {
  const Icon = ICONS[finding.severity]
  const recording = findRecording(session, finding.recordingId)
  const startUs = recording?.placement?.startUs
  return (
    <li className={classes.finding} data-severity={finding.severity}>
      <Icon size={16} stroke={1.7} aria-label={NAMES[finding.severity]} />
      <div>
        <p className={classes.message}>{finding.message}</p>
        {finding.hint && <p className={classes.hint}>{finding.hint}</p>}
        <div className={classes.links}>
          {recording && (
            <button type="button" onClick={() => onRecording(recording.recordingId)}>
              {nameRecording(session, recording.recordingId)}
            </button>
          )}
          {startUs !== undefined && (
            <button type="button" onClick={() => player.seek(startUs)}>
              Jump to it
            </button>
          )}
          <details>
            <summary>
              Evidence <span className="faint">{finding.code}</span>
            </summary>
            <div className={classes.evidence}>
              {finding.objectKey !== null && <p>{finding.objectKey}</p>}
              <JsonView value={finding.evidence} />
            </div>
          </details>
        </div>
      </div>
    </li>
  )
}
