/** By how bad, by whom, by what: each offered only where it parts the list. */
import { NativeSelect } from '@mantine/core'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { personOf, type FindingFilter } from './findingFilter.ts'
import classes from './findings.module.css'
import { countBySeverity, SEVERITIES } from './findings.ts'

const NAMES = { error: 'Errors', warning: 'Warnings', info: 'Notes' }

interface FindingFiltersProps {
  readonly session: SessionDetail
  readonly filter: FindingFilter
  readonly onFilter: (filter: FindingFilter) => void
}

export function FindingFilters({ session, filter, onFilter }: FindingFiltersProps) {
  const open = session.findingList.filter((finding) => finding.accepted === null)
  const counts = countBySeverity(open)
  const people = session.people.filter((person) =>
    session.findingList.some((finding) => personOf(session, finding) === person.identity),
  )
  const codes = [...new Set(session.findingList.map((finding) => finding.code))].toSorted()
  return (
    <div className={classes.filter} role="group" aria-label="Filter">
      <ChipButton
        on={filter.severity === undefined}
        onClick={() => onFilter({ ...filter, severity: undefined })}
      >
        All {open.length}
      </ChipButton>
      {SEVERITIES.filter((name) => counts[name] > 0 || filter.severity === name).map((name) => (
        <ChipButton
          key={name}
          on={filter.severity === name}
          onClick={() => onFilter({ ...filter, severity: filter.severity === name ? undefined : name })}
        >
          {NAMES[name]} {counts[name]}
        </ChipButton>
      ))}
      {(people.length > 1 || filter.person !== undefined) && (
        <NativeSelect
          size="xs"
          className={classes.choice}
          aria-label="Whose"
          value={filter.person ?? ''}
          onChange={(event) => onFilter({ ...filter, person: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'everybody' },
            ...people.map((person) => ({ value: person.identity, label: person.name })),
          ]}
        />
      )}
      {(codes.length > 1 || filter.code !== undefined) && (
        <NativeSelect
          size="xs"
          className={classes.choice}
          aria-label="Of which kind"
          value={filter.code ?? ''}
          onChange={(event) => onFilter({ ...filter, code: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'every kind' },
            ...codes.map((code) => ({ value: code, label: code.replaceAll('_', ' ') })),
          ]}
        />
      )}
    </div>
  )
}
