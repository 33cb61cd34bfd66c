/** The health of a session: who, what, when; what is missing and why; where it came from. Made to be printed, too. */
import { Button, Skeleton } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useEffect } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatWallClock, formatWallDate, formatZone } from '../../../core/time/zone.ts'
import { useOrigin, useSession } from '../api/queries.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { useZone } from '../settings/useZone.ts'
import { Crumb } from '../widgets/Crumb.tsx'
import { formatBytes, formatLength } from '../widgets/quantities.ts'
import { Notice } from '../widgets/Notice.tsx'
import { SessionFailed } from '../widgets/SessionFailed.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { CoverageMatrix } from './CoverageMatrix.tsx'
import classes from './health.module.css'
import { formatHealth, parseHealth } from './healthState.ts'
import { MissingList } from './MissingList.tsx'
import { OriginList } from './OriginList.tsx'
import { RecordingTable } from './RecordingTable.tsx'
import { summarise } from './summary.ts'
import { usePaper } from './usePaper.ts'

export function HealthPlace({ sessionId }: { readonly sessionId: string }) {
  const { data: session, error, refetch, isPending } = useSession(sessionId)
  useIdleSignal(!isPending)
  usePaper()
  const home = sessionPath(sessionId)
  return (
    <>
      <TopBar>
        <Crumb sessionId={sessionId} roomName={session?.roomName} place="Health" />
      </TopBar>
      <main className={classes.place} tabIndex={0} aria-label="Health">
        {error && !session && (
          <SessionFailed error={error} onRetry={() => void refetch()}>
            Nothing is called <code className="mono">{sessionId}</code>, so there is no health to tell of.
          </SessionFailed>
        )}
        {isPending && <Loading />}
        {session && <Report session={session} home={home} />}
      </main>
    </>
  )
}

function Report({ session, home }: { readonly session: SessionDetail; readonly home: string }) {
  const [, navigate] = useLocation()
  const view = parseHealth(useSearch())
  const zone = useZone(session.zone)
  const origin = useOrigin(session.sessionId)
  useEffect(() => {
    document.title = `Health of ${session.roomName} – Lockstep`
  }, [session.roomName])
  const { sessionId, epochWallUs, durationUs } = session
  const at = `${formatWallDate(epochWallUs, zone)} ${formatWallClock(epochWallUs, zone, 0)}`
  return (
    <article className={classes.report}>
      <header className={classes.head}>
        <div className="grow">
          <h1>{session.roomName}</h1>
          <p className="muted">
            {at} {formatZone(zone, epochWallUs)} · {formatLength(durationUs)} · {session.people.length}{' '}
            {session.people.length === 1 ? 'person' : 'people'} · {formatBytes(session.sizeBytes)} ·{' '}
            <span className="mono">{sessionId}</span>
          </p>
        </div>
        <div className={classes.actions}>
          <Button variant="default" leftSection={<IconPrinter size={14} />} onClick={() => window.print()}>
            Print
          </Button>
          <Button component={Link} href={`${home}/certificate`} variant="default">
            Certificate
          </Button>
          <Button variant="default" component={Link} href={`${home}/clocks`}>
            Clocks
          </Button>
          <Button component={Link} href={home}>
            Open in the workbench
          </Button>
        </div>
      </header>
      <dl className={classes.summary}>
        {summarise(session).map(({ name, value, note, tone }) => (
          <div key={name} data-tone={tone}>
            <dt>{name}</dt>
            <dd>
              {value} <span>{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      {session.lanes.length === 0 ? (
        <Notice title="No recordings" compact>
          This session has logs alone, or its files hold no media: what was found of it stands below.
        </Notice>
      ) : (
        <CoverageMatrix session={session} home={home} />
      )}
      <MissingList session={session} home={home} zone={zone} />
      <RecordingTable
        session={session}
        home={home}
        zone={zone}
        view={view}
        onView={(next) => navigate(`${home}/health${formatHealth(next)}`, { replace: true })}
      />
      <OriginList origin={origin.data} error={origin.error} zone={zone} />
    </article>
  )
}

function Loading() {
  return (
    <div className={classes.report} role="status" aria-label="Loading the session">
      <Skeleton h={28} w={280} />
      <Skeleton h={56} />
      <Skeleton h={220} />
      <Skeleton h={320} />
    </div>
  )
}
