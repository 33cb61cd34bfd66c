/** How well a lane or a person is placed, as a small badge. */
import type { ReactElement } from 'react'
import { formatSync, type Sync } from '../sync.ts'
import classes from './heads.module.css'

export function SyncBadge({ sync }: { readonly sync: Sync }): ReactElement | null {
  const text = formatSync(sync)
  if (!text) return null
  const title = sync.grade
    ? `Placed with grade ${sync.grade}, one standard deviation ${text.slice(2)}`
    : 'Not placed'
  return (
    <span className={classes.badge} data-grade={sync.grade ?? 'none'} title={title}>
      {text}
    </span>
  )
}
