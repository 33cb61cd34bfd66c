/** Search, filter chips, and the way to add more. */
import { Button, TextInput } from '@mantine/core'
import type { Ref } from 'react'
import { ChipButton } from '../widgets/Chip.tsx'
import { SHOWS, type ListView, type Show } from './sessionFilters.ts'
import classes from './sessions.module.css'

interface ListToolsProps {
  readonly ref: Ref<HTMLInputElement>
  readonly view: ListView
  readonly counts: (show: Show) => number
  readonly onView: (view: ListView) => void
  readonly onIngest: () => void
  readonly onEnter: () => void
}

export function ListTools({ ref, view, counts, onView, onIngest, onEnter }: ListToolsProps) {
  return (
    <div className={classes.tools}>
      <TextInput
        ref={ref}
        className={classes.search}
        aria-label="Search name, person, day, finding"
        placeholder="Search name, person, day, finding"
        value={view.query}
        onChange={(event) => onView({ ...view, query: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'ArrowDown') onEnter()
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
        rightSection={<kbd>/</kbd>}
      />
      <div className={classes.chips} role="group" aria-label="Filter">
        {SHOWS.map(([show, name]) => (
          <ChipButton key={show} on={view.show === show} onClick={() => onView({ ...view, show })}>
            {name} {counts(show)}
          </ChipButton>
        ))}
      </div>
      <span className="grow" />
      <Button variant="default" onClick={onIngest}>
        Ingest…
      </Button>
    </div>
  )
}
