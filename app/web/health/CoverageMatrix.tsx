/** Person × source: each cell a strip of when it was recorded, hatched where it was not, and opens that lane. */
import { IconAlertTriangle, IconEyeOff } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { Link } from 'wouter'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { SourceIcon } from '../playback/SourceIcon.tsx'
import { personColor } from '../theme/people.ts'
import { formatSource } from '../timeline/source.ts'
import { formatSigma } from '../timeline/sync.ts'
import { Grade } from '../widgets/Grade.tsx'
import { formatSpan } from '../widgets/quantities.ts'
import { buildMatrix, type MatrixCell } from './coverageMatrix.ts'
import classes from './health.module.css'
import { laneHref } from './links.ts'
import { formatShare } from './summary.ts'

const REASONS: Record<MatrixCell['gaps'][number]['reason'], string> = {
  not_joined: 'not there yet',
  left: 'away',
  muted: 'muted',
  lost: 'no samples',
  not_recorded: 'not recorded',
  ended: 'ended',
  withheld: 'withheld',
}

interface CoverageMatrixProps {
  readonly session: SessionDetail
  readonly home: string
}

export function CoverageMatrix({ session, home }: CoverageMatrixProps) {
  const { columns, rows } = buildMatrix(session)
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">Who was recorded</h2>
      <div className={classes.scroll}>
        <table className={classes.matrix} onKeyDown={moveFocus}>
          <thead>
            <tr>
              <th scope="col">Person</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  <span className={classes.column}>
                    <SourceIcon source={column.replace('#audio', '_audio')} /> {nameColumn(column)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={row.identity}>
                <th scope="row">
                  <span className={classes.person}>
                    <i style={{ background: personColor(index) }} />
                    <span className="cut" title={row.identity}>
                      {row.name}
                    </span>
                    {row.isWithheld && <IconEyeOff size={14} stroke={1.7} aria-label="withheld" />}
                  </span>
                </th>
                {columns.map((column) => {
                  const cell = row.cells[column]
                  return (
                    <td key={column}>
                      {cell ? (
                        <Cell
                          cell={cell}
                          session={session}
                          home={home}
                          color={personColor(index)}
                          label={`${row.name}, ${nameColumn(column)}`}
                        />
                      ) : (
                        <span className={classes.absent}>no track</span>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const nameColumn = (column: string): string => {
  const [source = '', sound] = column.split('#')
  return sound === undefined ? formatSource(source) : `${formatSource(source)} sound`
}

interface CellProps {
  readonly cell: MatrixCell
  readonly session: SessionDetail
  readonly home: string
  readonly color: string
  readonly label: string
}

function Cell({ cell, session, home, color, label }: CellProps) {
  const { share, spans, grade, sigmaUs, unplaced, recordings, concerns, gaps } = cell
  const why = gaps[0]
  const isPlaced = unplaced < recordings
  const isWithheld = why?.reason === 'withheld'
  return (
    <Link
      href={laneHref(home, session, cell.laneId)}
      className={classes.cell}
      aria-label={describe(cell, label)}
    >
      <span className={`${classes.strip} hatch`} aria-hidden>
        {spans.map((span) => (
          <i
            key={span.start}
            style={{
              left: `${(span.start / session.durationUs) * 100}%`,
              width: `${((span.end - span.start) / session.durationUs) * 100}%`,
              background: color,
            }}
          />
        ))}
      </span>
      <span className={classes.cellLine}>
        <strong>{isPlaced ? formatShare(share) : isWithheld ? 'withheld' : 'not placed'}</strong>
        {grade !== undefined && (
          <span className={classes.sure}>
            <Grade grade={grade} /> {formatSigma(sigmaUs)}
          </span>
        )}
      </span>
      <span className={classes.cellLine}>
        <span className="cut">
          {isPlaced && unplaced > 0
            ? `${unplaced} of ${recordings} not placed`
            : why && !isWithheld
              ? `${REASONS[why.reason]} ${formatSpan(why.us)}`
              : ''}
        </span>
        {concerns > 0 && (
          <span className={classes.concerns} title={`${concerns} to look at`}>
            <IconAlertTriangle size={13} stroke={1.7} aria-hidden /> {concerns}
          </span>
        )}
      </span>
    </Link>
  )
}

/** The whole cell in words, for those who do not see the strip. */
function describe(cell: MatrixCell, label: string): string {
  const { share, grade, sigmaUs, unplaced, recordings, concerns, gaps } = cell
  const isWithheld = gaps[0]?.reason === 'withheld'
  return [
    unplaced < recordings
      ? `${label}: ${formatShare(share)} recorded`
      : `${label}: ${isWithheld ? 'withheld' : 'not placed'}`,
    grade !== undefined && `grade ${grade} ${formatSigma(sigmaUs)}`,
    unplaced > 0 && unplaced < recordings && `${unplaced} of ${recordings} not placed`,
    ...(isWithheld ? [] : gaps).map(({ reason, us }) => `${REASONS[reason]} ${formatSpan(us)}`),
    concerns > 0 && `${concerns} to look at`,
  ]
    .filter(Boolean)
    .join(', ')
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
}

/** Arrows go from cell to cell; a cell that is no link is stepped over. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
  const step = STEPS[event.key]
  const cell = event.target instanceof Element ? event.target.closest('td') : null
  if (!step || !cell) return
  event.preventDefault()
  const table = event.currentTarget
  let row = (cell.parentElement as HTMLTableRowElement).rowIndex
  let column = cell.cellIndex
  for (;;) {
    row += step[0]
    column += step[1]
    const next = table.rows[row]?.cells[column]
    if (!next || next.tagName !== 'TD') return
    const link = next.querySelector('a')
    if (link) return link.focus()
  }
}
