/** Hours, people and bytes, by day and room; the span of days is in the URL. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { Project, UsageRow } from '../../../../capture/model/api.types.ts'
import { saveFile } from '../../query/saveFile.ts'
import { ErrorNotice, Notice } from '../../widgets/Notice.tsx'
import { formatBytes, formatCount } from '../../widgets/quantities.ts'
import { useIdleSignal } from '../../widgets/useIdleSignal.ts'
import { CaptureBar } from '../CaptureBar.tsx'
import { ProjectChoice } from '../ProjectChoice.tsx'
import { projectPath } from '../projects.ts'
import { askAs } from '../signedIn.ts'
import { formatHours, formatUsageCsv, groupByDay, sumUsage } from './usageRows.ts'
import classes from './usage.module.css'

const DAY_MS = 86_400_000
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export function UsagePlace({ project }: { readonly project: Project }) {
  const search = new URLSearchParams(useSearch())
  const [openedMs] = useState(() => Date.now())
  const from = search.get('from') ?? isoDay(openedMs - 30 * DAY_MS)
  const to = search.get('to') ?? isoDay(openedMs)
  const usage = useQuery({
    queryKey: ['usage', project.project, from, to],
    queryFn: ({ signal }) =>
      askAs<UsageRow[]>(`${projectPath(project.project)}/usage?${new URLSearchParams({ from, to })}`, {
        signal,
      }),
    staleTime: 0,
    placeholderData: (before) => before,
  })
  useIdleSignal(!usage.isPending)
  useEffect(() => {
    document.title = 'Usage – Lockstep'
  }, [])
  const rows = usage.data
  return (
    <>
      <CaptureBar aside={<ProjectChoice project={project} />} />
      <main className={classes.place}>
        <div className={classes.tools}>
          <h1>Usage</h1>
          <Days from={from} to={to} />
          <span className="grow" />
          <Button
            variant="default"
            size="sm"
            disabled={rows === undefined || rows.length === 0}
            leftSection={<IconDownload size={16} stroke={1.6} />}
            onClick={() =>
              rows !== undefined &&
              saveFile(
                new Blob([formatUsageCsv(rows)], { type: 'text/csv' }),
                `usage-${project.name}-${from}-${to}.csv`,
              )
            }
          >
            CSV
          </Button>
        </div>
        {usage.error !== null && rows === undefined && (
          <ErrorNotice
            error={usage.error}
            title="The usage could not be read"
            actions={<Button onClick={() => void usage.refetch()}>Try again</Button>}
          />
        )}
        {rows?.length === 0 && (
          <Notice title="Nothing was recorded in these days">Choose other days above.</Notice>
        )}
        {rows !== undefined && rows.length > 0 && <UsageTable rows={rows} />}
      </main>
    </>
  )
}

function Days({ from, to }: { readonly from: string; readonly to: string }) {
  const [, navigate] = useLocation()
  const search = useSearch()
  const set = (name: 'from' | 'to', day: string): void => {
    if (day === '') return
    const next = new URLSearchParams(search)
    next.set(name, day)
    navigate(`/usage?${next}`, { replace: true })
  }
  return (
    <>
      <TextInput
        type="date"
        size="sm"
        aria-label="From day (UTC)"
        value={from}
        max={to}
        onChange={(event) => set('from', event.currentTarget.value)}
      />
      <span className="muted">to</span>
      <TextInput
        type="date"
        size="sm"
        aria-label="To day (UTC)"
        value={to}
        min={from}
        onChange={(event) => set('to', event.currentTarget.value)}
      />
      <span className="faint">days in UTC</span>
    </>
  )
}

function UsageTable({ rows }: { readonly rows: readonly UsageRow[] }) {
  const days = useMemo(() => groupByDay(rows), [rows])
  const total = useMemo(() => sumUsage(rows), [rows])
  return (
    <div className={classes.scroll} role="region" aria-label="Usage by day and room" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Day and room</th>
            <th scope="col">People</th>
            <th scope="col">Recordings</th>
            <th scope="col">Recorded</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody className={classes.total}>
          <tr>
            <th scope="row">
              All: {formatCount(days.length)} {days.length === 1 ? 'day' : 'days'}, {formatCount(total.rooms)}{' '}
              {total.rooms === 1 ? 'room' : 'rooms'}
            </th>
            <Amounts of={total} />
          </tr>
        </tbody>
        {days.map(({ day, rows: ofDay, total: ofAll }) => (
          <tbody key={day}>
            <tr className={classes.day}>
              <th scope="row">{day}</th>
              <Amounts of={ofAll} />
            </tr>
            {ofDay.map((row) => (
              <tr key={row.room}>
                <td>{row.room}</td>
                <Amounts of={row} />
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function Amounts({
  of,
}: {
  readonly of: Pick<UsageRow, 'people' | 'recordings' | 'recordedSeconds' | 'recordedBytes'>
}) {
  return (
    <>
      <td>{formatCount(of.people)}</td>
      <td>{formatCount(of.recordings)}</td>
      <td>{formatHours(of.recordedSeconds)}</td>
      <td>{formatBytes(of.recordedBytes)}</td>
    </>
  )
}
