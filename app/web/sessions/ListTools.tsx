/** Search, filters, and the way to add more. */
import { Button, TextInput } from '@mantine/core'
import { useMemo, type Ref } from 'react'
import { CommandTip } from '../commands/CommandTip.tsx'
import { ChipButton } from '../widgets/Chip.tsx'
import { formatCount } from '../widgets/quantities.ts'
import { FilterMenu } from './FilterMenu.tsx'
import { GRADES, SHOWS, nameFinding, type ListCounts, type ListView } from './sessionFilters.ts'
import classes from './sessions.module.css'

interface ListToolsProps {
  readonly ref: Ref<HTMLInputElement>
  readonly view: ListView
  readonly counts: ListCounts
  readonly onView: (view: ListView) => void
  readonly onIngest: () => void
  /** From the search into the list. */
  readonly onEnter: () => void
}

export function ListTools({ ref, view, counts, onView, onIngest, onEnter }: ListToolsProps) {
  const grades = useMemo(
    () =>
      GRADES.map(([value, label]) => ({
        value,
        label,
        short: label.split(':')[0]!,
        sessions: counts.grades[value],
      })).filter(({ value, sessions }) => sessions > 0 || value === view.grade),
    [counts, view.grade],
  )
  const findings = useMemo(
    () => counts.findings.map(([value, sessions]) => ({ value, label: nameFinding(value), sessions })),
    [counts],
  )
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
          if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault()
            onEnter()
          }
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
        rightSection={<kbd>/</kbd>}
      />
      <div className={classes.chips} role="group" aria-label="Filter">
        {SHOWS.map(([show, name]) => (
          <ChipButton key={show} on={view.show === show} onClick={() => onView({ ...view, show })}>
            {name} {formatCount(counts.shows[show])}
          </ChipButton>
        ))}
        <FilterMenu
          name="Grade"
          value={view.grade}
          choices={grades}
          onValue={(grade) => onView({ ...view, grade })}
        />
        <FilterMenu
          name="Finding"
          value={view.finding}
          choices={findings}
          onValue={(finding) => onView({ ...view, finding })}
        />
      </div>
      <span className="grow" />
      <CommandTip command="list.ingest">
        <Button variant="default" onClick={onIngest}>
          Ingest…
        </Button>
      </CommandTip>
    </div>
  )
}
