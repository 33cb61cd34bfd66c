/** Every recording: when by its own evidence, where it was put, how surely, what was found. A row unfolds. */
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import classes from './health.module.css'
import { sortBy, type HealthView } from './healthState.ts'
import { FindingNotes } from './FindingNotes.tsx'
import {
  findingsApart,
  isFound,
  isShown,
  listRows,
  SHOWN,
  sortRows,
  type Shown,
  type SortKey,
} from './recordingRows.ts'
import { RecordingTableRow } from './RecordingTableRow.tsx'

const NAMES: Record<Shown, string> = {
  all: 'All',
  concerns: 'To look at',
  rough: 'Grade C',
  unplaced: 'Not placed',
  corrected: 'Moved by hand',
}

const COLUMNS: readonly { readonly name: string; readonly sort?: SortKey; readonly number?: true }[] = [
  { name: 'Recording', sort: 'person' },
  { name: 'By the wall clock' },
  { name: 'In the session', sort: 'start' },
  { name: 'Length', sort: 'length', number: true },
  { name: 'Placement', sort: 'sigma' },
  { name: 'Evidence' },
  { name: 'Findings', sort: 'findings' },
  { name: 'Size', sort: 'size', number: true },
]

interface RecordingTableProps {
  readonly session: SessionDetail
  readonly home: string
  readonly zone: string
  readonly view: HealthView
  readonly onView: (view: HealthView) => void
}

export function RecordingTable({ session, home, zone, view, onView }: RecordingTableProps) {
  const rows = listRows(session)
  if (rows.length === 0) return <Apart session={session} />
  const kept = rows.filter((row) => isShown(row, view.shown) && isFound(row, view.find))
  const shown = sortRows(kept, view.sort.key, view.sort.descending)
  return (
    <section aria-labelledby="recordings">
      <h2 id="recordings">Every recording</h2>
      <div className={classes.tools}>
        <TextInput
          aria-label="Find a recording"
          placeholder="Find person, source, key, finding"
          leftSection={<IconSearch size={14} stroke={1.6} />}
          value={view.find}
          onChange={(event) => onView({ ...view, find: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onView({ ...view, find: '' })
          }}
        />
        {SHOWN.map((name) => {
          const count = rows.filter((row) => isShown(row, name)).length
          return name === 'all' || count > 0 || view.shown === name ? (
            <ChipButton key={name} on={view.shown === name} onClick={() => onView({ ...view, shown: name })}>
              {NAMES[name]} {count}
            </ChipButton>
          ) : null
        })}
      </div>
      <p className="visuallyHidden" role="status">
        {shown.length} of {rows.length} recordings
      </p>
      {shown.length === 0 ? (
        <p className="muted">
          No recording is like that.{' '}
          <ChipButton onClick={() => onView({ ...view, find: '', shown: 'all' })}>
            Show all {rows.length}
          </ChipButton>
        </p>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.list} onKeyDown={moveBetweenRows}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <Heading key={column.name} {...column} view={view} onView={onView} />
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <RecordingTableRow
                  key={row.recording.recordingId}
                  row={row}
                  session={session}
                  home={home}
                  zone={zone}
                  isOpen={view.open === row.recording.recordingId}
                  onToggle={() =>
                    onView({
                      ...view,
                      open: view.open === row.recording.recordingId ? undefined : row.recording.recordingId,
                    })
                  }
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Apart session={session} />
    </section>
  )
}

/** Findings that no row above can show. */
function Apart({ session }: { readonly session: SessionDetail }) {
  const findings = findingsApart(session)
  if (findings.length === 0) return null
  return (
    <div>
      <h3>Found beside the recordings</h3>
      <FindingNotes findings={findings} />
    </div>
  )
}

interface HeadingProps extends Pick<RecordingTableProps, 'view' | 'onView'> {
  readonly name: string
  readonly sort?: SortKey
  readonly number?: true
}

function Heading({ name, sort, number, view, onView }: HeadingProps) {
  if (sort === undefined) return <th scope="col">{name}</th>
  const isSorted = view.sort.key === sort
  return (
    <th
      scope="col"
      data-number={number}
      aria-sort={isSorted ? (view.sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" onClick={() => onView({ ...view, sort: sortBy(view, sort) })}>
        {name} <span aria-hidden>{isSorted ? (view.sort.descending ? '↓' : '↑') : ''}</span>
      </button>
    </th>
  )
}

/** Up and down go from row to row. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody [aria-expanded]')]
  const at = buttons.indexOf(event.target as HTMLElement)
  const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (at < 0 || !next) return
  event.preventDefault()
  next.focus()
}
