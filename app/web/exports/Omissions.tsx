/** What an export leaves out, each with its reason; the same reason is said once. */
import type { ExportPlan } from '../../../core/protocol/jobs.ts'
import { nameSource } from '../findings/findings.ts'
import classes from './exports.module.css'

interface OmissionsProps {
  readonly omissions: ExportPlan['omissions']
  readonly nameOf: (identity: string) => string
}

export function Omissions({ omissions, nameOf }: OmissionsProps) {
  if (omissions.length === 0) return null
  const byReason = Map.groupBy(omissions, (omission) => omission.reason)
  return (
    <section className={classes.omissions}>
      <h3>Left out</h3>
      <ul>
        {[...byReason].map(([reason, entries]) => (
          <li key={reason}>
            {entries.map((entry) => `${nameOf(entry.identity)} · ${nameSource(entry.source)}`).join(', ')}:{' '}
            <span className="muted">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
