/** What an ingest has found so far, the latest first. */
import type { Job } from '../../../core/protocol/jobs.ts'
import { formatCount } from '../widgets/quantities.ts'
import { nameFinding } from './sessionFilters.ts'
import classes from './jobs.module.css'

const TONES = { error: 'bad', warning: 'warn', info: 'note' } as const
const NAMES = { error: 'Error', warning: 'Warning', info: 'Note' } as const

export function FoundList({ job }: { readonly job: Job }) {
  const { findings, recentFindings } = job
  const older = findings - recentFindings.length
  return (
    <div className={classes.found} role="region" aria-label={`Findings of ${job.title}`} tabIndex={0}>
      {findings === 0 && <p className="muted">Nothing so far.</p>}
      <ol>
        {recentFindings.toReversed().map((finding, index) => (
          <li key={`${findings - index}`}>
            <span className={classes.tone} data-tone={TONES[finding.severity]}>
              {NAMES[finding.severity]}
            </span>
            <span className={classes.code}>{nameFinding(finding.code)}</span>
            <span className="cut" title={`${finding.message}\n${finding.subject}`}>
              {finding.message}
            </span>
          </li>
        ))}
      </ol>
      {older > 0 && (
        <p className="muted">
          and {formatCount(older)} before them: the sessions and their health have them all.
        </p>
      )}
    </div>
  )
}
