/** A person's heading: folds the lanes away, and is what moves them all. */
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import type { PersonRow } from '../layout.ts'
import { personVariable } from '../palette.ts'
import { HeadFrame, type HeadTools } from './HeadFrame.tsx'
import classes from './heads.module.css'
import { SyncBadge } from './SyncBadge.tsx'

interface PersonHeadProps extends HeadTools {
  readonly row: PersonRow
  readonly onFold: (identity: string) => void
}

export function PersonHead({ row, onFold, ...tools }: PersonHeadProps): ReactElement {
  const Chevron = row.collapsed ? IconChevronRight : IconChevronDown
  return (
    <HeadFrame
      {...tools}
      row={row}
      name={row.name}
      className={classes.person}
      tail={<SyncBadge sync={row.sync} />}
    >
      <button
        type="button"
        data-grab
        className={classes.fold}
        aria-expanded={!row.collapsed}
        title={row.collapsed ? `Show the lanes of ${row.name}` : `Fold the lanes of ${row.name} away`}
        onClick={() => onFold(row.identity)}
      >
        <i style={{ background: personVariable(row.person) }} />
        <span className={classes.name}>{row.name}</span>
        <Chevron className={classes.chevron} size={12} stroke={2} aria-hidden />
      </button>
    </HeadFrame>
  )
}
