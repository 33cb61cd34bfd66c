/** The plan of an export, decided before anything is written: each clip's true cut, and what is left out and why. */
import type { ExportPlan } from '../../../core/protocol/jobs.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { nameSource } from '../findings/findings.ts'
import { colorsOf } from '../theme/people.ts'
import { formatSigma } from '../timeline/sync.ts'
import { Grade } from '../widgets/Grade.tsx'
import { formatBytes, formatCount, formatShift, formatSpan } from '../widgets/quantities.ts'
import classes from './exports.module.css'

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
      {plan.clips.length === 0 && <p>Nothing was recorded in this span: there is nothing to export.</p>}
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
      {plan.omissions.length > 0 && (
        <section className={classes.omissions}>
          <h3>Left out</h3>
          <ul>
            {plan.omissions.map((omission) => (
              <li
                key={`${omission.identity} ${omission.source} ${omission.trackId ?? ''} ${omission.reason}`}
              >
                {name(omission.identity)} · {nameSource(omission.source)}:{' '}
                <span className="muted">{omission.reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

type Clip = ExportPlan['clips'][number]

/** How the clip differs from the segment's ends, and its gaps. */
function describeCut(clip: Clip, plan: ExportPlan): string {
  const [early, late] = [clip.trueStartUs - plan.fromUs, clip.trueEndUs - plan.toUs]
  const parts = [
    clip.frames === null ? '' : `${formatCount(clip.frames)} frames`,
    early === 0 && late === 0
      ? 'exactly the segment'
      : `${formatShift(early)} at the start, ${formatShift(late)} at the end`,
    clip.gaps.length === 0
      ? ''
      : `${clip.gaps.length} ${clip.gaps.length === 1 ? 'gap' : 'gaps'} of ${formatSpan(clip.gaps.reduce((sum, gap) => sum + gap.endUs - gap.startUs, 0))}`,
  ]
  return parts.filter(Boolean).join(' · ')
}

const asGrade = (grade: string): 'A' | 'B' | 'C' | null =>
  grade === 'A' || grade === 'B' || grade === 'C' ? grade : null
