/** Every recording: what its file says, where it lies by the clocks, how surely, and what the changes in hand do. */
import { Link } from 'wouter'
import { sessionPath } from '../commands/goCommands.ts'
import { momentHref } from '../health/links.ts'
import { personColor } from '../theme/people.ts'
import { Grade } from '../widgets/Grade.tsx'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { sortedBy, type RecordingSort } from './clockView.ts'
import { recordingsOf } from './edges.ts'
import { isResized, type ClockRow } from './recordingRows.ts'
import { SortHeading } from './SortHeading.tsx'
import type { Board } from './useClockBoard.ts'
import { describeResidual, formatDrift, formatMove, formatPlaced, formatSure, isMoved } from './words.ts'
import classes from './clocks.module.css'

const COLUMNS: readonly { readonly name: string; readonly sort?: RecordingSort; readonly number?: true }[] = [
  { name: 'Recording', sort: 'person' },
  { name: 'Manifest says' },
  { name: 'Placed at' },
  { name: 'Moved', sort: 'moved', number: true },
  { name: 'Drift', sort: 'drift', number: true },
  { name: 'Steps' },
  { name: 'σ', sort: 'sigma', number: true },
  { name: 'Grade', sort: 'grade' },
  { name: 'Evidence' },
]

export function RecordingTable({ board, zone }: { readonly board: Board; readonly zone: string }) {
  const { rows, view, setView, chosen, graph } = board
  const touched = chosen ? recordingsOf(chosen) : []
  const at = formatZone(zone, graph.epochWallUs)
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Recordings">
      <table className={classes.table} data-roomy>
        <thead>
          <tr>
            {COLUMNS.map(({ name, sort, number }) => {
              const title = name === 'Placed at' ? `${name} (${at})` : name
              return sort === undefined ? (
                <th key={name} scope="col">
                  {title}
                </th>
              ) : (
                <SortHeading
                  key={name}
                  name={title}
                  number={number}
                  sort={sort}
                  sorting={view.sort}
                  onSort={() => setView({ sort: sortedBy(view.sort, sort) })}
                />
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.recording.recordingId}
              row={row}
              zone={zone}
              sessionId={graph.sessionId}
              epochWallUs={graph.epochWallUs}
              isTouched={[...touched, view.recording].includes(row.recording.recordingId)}
              isOpened={view.who === row.recording.identity}
              onWho={() =>
                setView({ who: view.who === row.recording.identity ? undefined : row.recording.identity })
              }
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly row: ClockRow
  readonly zone: string
  readonly sessionId: string
  readonly epochWallUs: number
  /** Whether the chosen edge is about it, or the address names it. */
  readonly isTouched: boolean
  readonly isOpened: boolean
  readonly onWho: () => void
}

function Row({ row, zone, sessionId, epochWallUs, isTouched, isOpened, onWho }: RowProps) {
  const { recording, person, source, movedUs, steps, evidence, move, isWithheld } = row
  const { placedWallUs, saysWallUs, saysSource, sigmaUs } = recording
  const home = sessionPath(sessionId)
  return (
    <tr data-on={isTouched} data-changed={move !== undefined || undefined}>
      <td>
        <button type="button" className={classes.choose} aria-expanded={isOpened} onClick={onWho}>
          <i style={{ background: personColor(person) }} aria-hidden />
          <span className="cut">
            {recording.name} <span className="muted">· {source}</span>
          </span>
          {isWithheld && <span className={classes.tag}>withheld</span>}
        </button>
      </td>
      <td className="muted">
        {saysWallUs === null ? (
          'no manifest'
        ) : (
          <>
            {formatWallClock(saysWallUs, zone)}
            {saysSource !== null && saysSource !== 'manifest' && <span className="faint"> {saysSource}</span>}
          </>
        )}
      </td>
      <td>
        {placedWallUs === null ? (
          <em>not placed</em>
        ) : (
          <Link
            className={classes.jump}
            href={momentHref(home, { tUs: placedWallUs - epochWallUs, recordingId: recording.recordingId })}
          >
            {formatPlaced(placedWallUs, sigmaUs, zone)}
          </Link>
        )}
      </td>
      <td data-number>
        {movedUs === undefined ? '' : formatMove(movedUs)}
        {move && isMoved(move) && <b className={classes.by}>{formatMove(move.byUs)}</b>}
      </td>
      <td data-number className={recording.driftSigmaPpm === null ? 'faint' : undefined}>
        {placedWallUs === null ? '' : formatDrift(recording.driftPpm, recording.driftSigmaPpm)}
      </td>
      <td className={classes.steps}>{steps.join(', ')}</td>
      <td data-number title={describeResidual(recording)}>
        {sigmaUs === null ? '' : formatSure(sigmaUs)}
        {move && isResized(move) && move.fromSigmaUs !== null && (
          <b className={classes.by}>was {formatSure(move.fromSigmaUs)}</b>
        )}
      </td>
      <td>
        <Grade grade={recording.grade} />
        {move && move.fromGrade !== move.toGrade && (
          <b className={classes.by}>was {move.fromGrade ?? 'none'}</b>
        )}
      </td>
      <td className={classes.evidence}>
        {evidence === '' ? 'none' : evidence}
        {recording.correctionUs !== 0 && `, ${formatMove(recording.correctionUs)} by hand`}
      </td>
    </tr>
  )
}
