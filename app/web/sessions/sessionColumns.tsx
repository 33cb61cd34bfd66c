/** The columns of the sessions list: what each shows and how it sorts. */
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table'
import { useStore } from 'zustand'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { settingsStore } from '../settings/settingsStore.ts'
import { useZone } from '../settings/useZone.ts'
import { formatSigma } from '../timeline/sync.ts'
import { Grade } from '../widgets/Grade.tsx'
import { formatBytes, formatCount, formatDay, formatLength } from '../widgets/quantities.ts'
import { CoverageStrip } from './CoverageStrip.tsx'
import { coveredShare } from './totals.ts'
import classes from './sessions.module.css'

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

const helper = createColumnHelper<typeof features, SessionSummary>()

export const sessionHref = (session: Pick<SessionSummary, 'sessionId'>): string =>
  `/s/${encodeURIComponent(session.sessionId)}`

/**
 * Widths in px, in a window below 1100 px the `narrow` ones; the coverage takes what is left. `number`: right-aligned.
 * `wide`: left out where it is narrow.
 */
export const LAYOUT: Record<
  string,
  { readonly width?: number; readonly narrow?: number; readonly number?: true; readonly wide?: true }
> = {
  name: { width: 172, narrow: 144 },
  recorded: { width: 164, narrow: 156 },
  length: { width: 76, narrow: 72, number: true },
  coverage: {},
  people: { width: 80, narrow: 68, number: true },
  tracks: { width: 74, number: true, wide: true },
  alignment: { width: 140, narrow: 112 },
  findings: { width: 244, narrow: 184 },
  size: { width: 84, number: true, wide: true },
}

const makeColumns = (stripPx: number) =>
  helper.columns([
    helper.accessor('roomName', {
      id: 'name',
      header: 'Session',
      sortFn: 'alphanumeric',
      cell: ({ row }) => (
        <Link
          href={sessionHref(row.original)}
          className={classes.name}
          tabIndex={-1}
          title={`${row.original.roomName} · ${row.original.sessionId}`}
        >
          {row.original.roomName}
        </Link>
      ),
    }),
    helper.accessor('epochWallUs', {
      id: 'recorded',
      header: () => <RecordedHead />,
      sortFn: 'basic',
      cell: ({ row }) => <Recorded session={row.original} />,
    }),
    helper.accessor('durationUs', {
      id: 'length',
      header: 'Length',
      sortFn: 'basic',
      cell: (cell) => formatLength(cell.getValue()),
    }),
    helper.accessor(coveredShare, {
      id: 'coverage',
      header: 'Who was recorded when',
      sortFn: 'basic',
      cell: ({ row }) => <CoverageStrip session={row.original} heightPx={stripPx} />,
    }),
    helper.accessor('participants', {
      id: 'people',
      header: 'People',
      sortFn: 'basic',
      cell: (cell) => formatCount(cell.getValue()),
    }),
    helper.accessor('tracks', {
      header: 'Tracks',
      sortFn: 'basic',
      cell: (cell) => formatCount(cell.getValue()),
    }),
    helper.accessor((session) => session.worstSigmaUs ?? Number.POSITIVE_INFINITY, {
      id: 'alignment',
      header: 'Alignment',
      sortFn: 'basic',
      cell: ({ row }) => (
        <>
          <Grade grade={row.original.worstGrade} isLight />{' '}
          <span className="muted">
            {row.original.worstSigmaUs === null ? 'not placed' : formatSigma(row.original.worstSigmaUs)}
          </span>
        </>
      ),
    }),
    // Concerns before notes, however many of these there are.
    helper.accessor(({ concerns, findings }) => concerns * 1e6 + findings, {
      id: 'findings',
      header: 'Findings',
      sortFn: 'basic',
      cell: ({ row }) => <Findings session={row.original} />,
    }),
    helper.accessor('sizeBytes', {
      id: 'size',
      header: 'Size',
      sortFn: 'basic',
      cell: (cell) => <span className="muted">{formatBytes(cell.getValue())}</span>,
    }),
  ])

/** For rows of either height. */
export const columns = { dense: makeColumns(26), roomy: makeColumns(48) } as const

function RecordedHead() {
  const zone = useStore(settingsStore, (settings) => settings.zone)
  return zone === 'recorded' ? 'Recorded' : `Recorded (${zone === 'utc' ? 'UTC' : 'local time'})`
}

function Recorded({ session }: { readonly session: SessionSummary }) {
  const zone = useZone(session.zone)
  const { epochWallUs } = session
  const title = `${formatWallClock(epochWallUs, zone)} ${formatZone(zone, epochWallUs)}${zone === 'UTC' ? '' : ` (${zone})`}`
  return (
    <span className="muted" title={title}>
      {formatDay(epochWallUs, zone)}
    </span>
  )
}

/** Concerns speak; notes alone are only counted. */
function Findings({ session }: { readonly session: SessionSummary }) {
  const { findings, concerns, headline } = session
  if (findings === 0) return <span className="faint">none</span>
  if (headline === null)
    return (
      <HealthLink session={session} className={classes.notes}>
        {findings === 1 ? '1 note' : `${findings} notes`}
      </HealthLink>
    )
  return (
    <HealthLink session={session} className={classes.finding} title={headline}>
      {withoutKey(headline)}
      {concerns > 1 && ` (${concerns})`}
    </HealthLink>
  )
}

interface HealthLinkProps {
  readonly session: SessionSummary
  readonly className: string | undefined
  readonly title?: string
  readonly children: ReactNode
}

/** The rest of the row opens the workbench. */
function HealthLink({ session, className, title, children }: HealthLinkProps) {
  return (
    <Link
      href={`${sessionHref(session)}/health`}
      className={className}
      title={title === undefined ? 'Health of this session' : `${title} (health of this session)`}
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      {children}
    </Link>
  )
}

/** A message without the object key before it: the list has no room for it, the session's findings do. */
const withoutKey = (message: string): string => message.replace(/^[^:]*\/[^:]*: /, '')
