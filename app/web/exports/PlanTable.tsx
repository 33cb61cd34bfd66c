/** The plan of an export, decided before anything is written: each clip's true cut, and what is left out and why. */
import type { ExportPlan } from '../../../core/protocol/jobs.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { nameSource } from '../findings/findings.ts'
import { colorsOf } from '../theme/people.ts'
import { formatSigma } from '../timeline/sync.ts'
import { Grade } from '../widgets/Grade.tsx'
import { formatBytes } from '../widgets/quantities.ts'
import { asGrade, describeCut } from './describeClip.ts'
import classes from './exports.module.css'
import { Omissions } from './Omissions.tsx'

interface PlanTableProps {
  readonly plan: ExportPlan
  readonly session: SessionDetail
  /** A newer plan is being made. */
  readonly stale: boolean
}

export function PlanTable({ plan, session, stale }: PlanTableProps) {
  const color = colorsOf(session.people)
  const name = (identity: string): string =>
    session.people.find((person) => person.identity === identity)?.name ?? identity
  return (
    <div
      className={classes.plan}
      data-stale={stale}
      aria-busy={stale}
      tabIndex={0}
      role="region"
      aria-label="Plan"
    >
      {plan.clips.length === 0 && (
        <p>
          {plan.logRows === 0
            ? 'Nothing of what is chosen was recorded in this span: there is nothing to export.'
            : 'No media of what is chosen lies in this span: the export holds its log alone.'}
        </p>
      )}
      {plan.clips.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Clip</th>
              <th scope="col">True cut</th>
              <th scope="col">How</th>
              <th scope="col" data-number>
                Size
              </th>
              <th scope="col">Alignment</th>
            </tr>
          </thead>
          <tbody>
            {plan.clips.map((clip) => (
              <tr key={clip.fileName}>
                <td>
                  <i className={classes.who} style={{ background: color(clip.identity) }} />
                  {name(clip.identity)} · {nameSource(clip.source)}
                  <div className="mono faint">{clip.fileName}</div>
                </td>
                <td>
                  {formatTime(clip.trueStartUs)} – {formatTime(clip.trueEndUs)}
                  <div className="faint">{describeCut(clip, plan)}</div>
                </td>
                <td className={classes.method}>{clip.method}</td>
                <td data-number className="muted">
                  {formatBytes(clip.estimatedBytes)}
                </td>
                <td>
                  <Grade grade={asGrade(clip.grade)} />{' '}
                  <span className="muted">{formatSigma(clip.sigmaUs)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Omissions omissions={plan.omissions} nameOf={name} />
    </div>
  )
}
