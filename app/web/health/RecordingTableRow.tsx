/** One recording as a row; unfolded: all evidence, the file's own times, the findings with their hints. */
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatWallClock } from '../../../core/time/zone.ts'
import { EdgeTable } from '../details/EdgeTable.tsx'
import { nameEvidence } from '../details/evidenceText.ts'
import { personColor } from '../theme/people.ts'
import { formatSigma } from '../timeline/sync.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { Grade } from '../widgets/Grade.tsx'
import { formatBytes, formatLength, formatShift } from '../widgets/quantities.ts'
import { FindingNotes } from './FindingNotes.tsx'
import classes from './health.module.css'
import { momentHref } from './links.ts'
import type { RecordingRow } from './recordingRows.ts'

interface RecordingTableRowProps {
  readonly row: RecordingRow
  readonly session: SessionDetail
  readonly home: string
  readonly zone: string
  readonly isOpen: boolean
  readonly onToggle: () => void
}

export function RecordingTableRow({ row, session, home, zone, isOpen, onToggle }: RecordingTableRowProps) {
  const { recording, lane, name, person, source, findings, concerns } = row
  const { placement } = recording
  const wall = (us: number): string => formatWallClock(session.epochWallUs + us, zone, 0)
  const used = recording.edges.filter((edge) => edge.used)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  const nth = lane.recordings.length > 1 ? ` (${lane.recordings.indexOf(recording) + 1})` : ''
  return (
    <>
      <tr data-open={isOpen}>
        <td>
          <button type="button" className={classes.fold} aria-expanded={isOpen} onClick={onToggle}>
            <Chevron size={14} stroke={1.8} aria-hidden />
            <i style={{ background: personColor(person) }} />
            <span className="cut">
              {name} <span className="muted">{`${source}${nth}`}</span>
            </span>
          </button>
        </td>
        <td>{placement ? `${wall(placement.startUs)} – ${wall(placement.endUs)}` : <em>unknown</em>}</td>
        <td>
          {placement ? (
            <Link
              className={classes.jump}
              href={momentHref(home, {
                tUs: placement.startUs,
                focus: lane.kind === 'video' ? lane.laneId : undefined,
                recordingId: recording.recordingId,
              })}
            >
              {formatTime(placement.startUs)}
            </Link>
          ) : (
            <span className="muted">on no timeline</span>
          )}
        </td>
        <td data-number>{formatLength(recording.endPtsUs - recording.firstPtsUs)}</td>
        <td>
          <span className={classes.sure}>
            <Grade grade={placement?.grade ?? null} />
            {placement ? formatSigma(placement.sigmaUs) : 'not placed'}
            {placement !== null && placement.correctionUs !== 0 && (
              <span className="muted">{formatShift(placement.correctionUs)} by hand</span>
            )}
          </span>
        </td>
        <td className="muted">
          {used.length > 0 ? used.map((edge) => nameEvidence(edge.kind)).join(', ') : 'none'}
        </td>
        <td>
          {concerns > 0 ? (
            <span className={classes.concerns}>
              <IconAlertTriangle size={13} stroke={1.7} aria-hidden /> {concerns} to look at
            </span>
          ) : (
            <span className="muted">{findings.length === 0 ? 'none' : `${findings.length} noted`}</span>
          )}
        </td>
        <td data-number className="muted">
          {formatBytes(recording.sizeBytes)}
        </td>
      </tr>
      {isOpen && (
        <tr className={classes.unfolded}>
          <td colSpan={8}>
            <Unfolded row={row} session={session} zone={zone} />
          </td>
        </tr>
      )}
    </>
  )
}

function Unfolded({
  row: { recording, findings },
  session,
  zone,
}: Pick<RecordingTableRowProps, 'row' | 'session' | 'zone'>) {
  return (
    <div className={classes.more}>
      <div>
        <h3>File</h3>
        <CopyText what="the key" text={recording.objectKey} />
        <p className="muted">
          {recording.codec} in {recording.container}, media time {formatTime(recording.firstPtsUs)} –{' '}
          {formatTime(recording.endPtsUs)}, {recording.holes.length === 0 ? 'no' : recording.holes.length}{' '}
          {recording.holes.length === 1 ? 'hole' : 'holes'}
        </p>
        {findings.length > 0 && <h3>Findings</h3>}
        <FindingNotes findings={findings} />
      </div>
      <div>
        <h3>Evidence of when it began</h3>
        <EdgeTable recording={recording} epochWallUs={session.epochWallUs} zone={zone} />
      </div>
    </div>
  )
}
