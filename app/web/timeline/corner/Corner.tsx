/** Above the heads: the filter of the rows, how many show, and what can be done to all of them. */
import { IconDotsVertical, IconFilter, IconX } from '@tabler/icons-react'
import { memo, useEffect, useRef, useState, type ReactElement } from 'react'
import { filterCalls } from '../filterFocus.ts'
import type { Layout } from '../layout.ts'
import type { RowEdits } from '../rowEdits.ts'
import { useKeyHint } from '../useKeyHint.ts'
import classes from './corner.module.css'
import { RowsMenu } from './RowsMenu.tsx'

export interface CornerProps {
  readonly layout: Layout
  readonly filter: string
  readonly hiddenCount: number
  readonly edits: RowEdits
  /** Opens the list of signals to add. */
  readonly onSignals: (() => void) | undefined
}

export const Corner = memo(function Corner({
  layout,
  filter,
  hiddenCount,
  edits,
  onSignals,
}: CornerProps): ReactElement {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => filterCalls.subscribe(() => field.current?.select()), [])
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const total = layout.order.length
  const showAllHint = useKeyHint('lane.showAll', 'Show all rows')
  const isPart = layout.shown < total
  return (
    <div className={classes.corner}>
      <IconFilter size={12} stroke={1.8} aria-hidden />
      <input
        ref={field}
        className={classes.filter}
        type="text"
        value={filter}
        placeholder={isPart ? 'Filter' : 'Filter rows'}
        aria-label="Filter rows by person, source, tier"
        spellCheck={false}
        onChange={(event) => edits.filter(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (filter) edits.filter('')
          else event.currentTarget.blur()
        }}
      />
      {isPart && (
        <span className={classes.shown} role="status">
          {layout.shown} of {total} rows
        </span>
      )}
      {isPart && (
        <button
          type="button"
          className={classes.icon}
          aria-label="Show all rows"
          title={showAllHint}
          onClick={() => edits.showAll()}
        >
          <IconX size={12} stroke={2} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className={classes.icon}
        aria-label="All rows"
        title="All rows: signals, fold, height, hidden"
        aria-haspopup="menu"
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect()
          setMenu({ x: left, y: bottom + 2 })
        }}
      >
        <IconDotsVertical size={14} stroke={1.8} aria-hidden />
      </button>
      {menu && (
        <RowsMenu
          at={menu}
          hiddenCount={hiddenCount}
          edits={edits}
          onSignals={onSignals}
          onClose={() => setMenu(undefined)}
        />
      )}
    </div>
  )
})
