/** Findings as a person reads them on paper: what, what to do, and who accepted it. */
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { FindingView } from '../../../core/protocol/session.ts'
import { withoutKey } from '../findings/findings.ts'
import classes from './health.module.css'

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle }
const NAMES = { error: 'Error', warning: 'Warning', info: 'Note' }

export function FindingNotes({ findings }: { readonly findings: readonly FindingView[] }) {
  return (
    <ul className={classes.notes}>
      {findings.map((finding) => {
        const { findingId, severity, hint, accepted } = finding
        const Icon = ICONS[severity]
        return (
          <li key={findingId} className={classes.note} data-severity={accepted ? 'accepted' : severity}>
            <Icon size={14} stroke={1.7} aria-label={NAMES[severity]} />
            <span>
              {withoutKey(finding)} <span className="muted">{hint}</span>
              {accepted && (
                <span className="muted">
                  {' '}
                  Accepted by {accepted.author}
                  {accepted.note && `: ${accepted.note}`}
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
