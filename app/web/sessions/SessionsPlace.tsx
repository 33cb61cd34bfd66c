/** The sessions of the catalog: find one, see at a glance what is wrong with it, open it. */
import { Button } from '@mantine/core'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useStore } from 'zustand'
import { useSessions } from '../api/queries.ts'
import { settingsStore, zoneOf } from '../settings/settingsStore.ts'
import { Hint } from '../widgets/Hint.tsx'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { JobBars } from './JobBars.tsx'
import { ListSkeleton } from './ListSkeleton.tsx'
import { formatList, parseList, type Clock, type ListView } from './sessionFilters.ts'
import { SessionList } from './SessionList.tsx'
import { useOpenDemo } from './useOpenDemo.ts'
import classes from './sessions.module.css'

const EmptyCatalog = lazy(async () => ({ default: (await import('./EmptyCatalog.tsx')).EmptyCatalog }))
const IngestDialog = lazy(async () => ({ default: (await import('./IngestDialog.tsx')).IngestDialog }))

export function SessionsPlace() {
  const { data, error, isPending, refetch } = useSessions()
  const [, navigate] = useLocation()
  const search = useSearch()
  const view = useMemo(() => parseList(search), [search])
  const [isIngesting, setIsIngesting] = useState(false)
  const onIngest = useCallback(() => setIsIngesting(true), [])
  const zone = useStore(settingsStore, (settings) => settings.zone)
  const [nowWallUs] = useState(() => Date.now() * 1000)
  const clock = useMemo<Clock>(
    () => ({ nowWallUs, zoneOf: (session) => zoneOf(zone, session.zone) }),
    [nowWallUs, zone],
  )
  useIdleSignal(!isPending)
  useOpenDemo(data)

  const setView = useCallback(
    (next: ListView) => navigate(`/${formatList(next)}`, { replace: true }),
    [navigate],
  )

  return (
    <>
      <TopBar />
      <JobBars />
      <main className={classes.place}>
        {data !== undefined && data.length > 0 && <Hint id="sessions" />}
        <h1 className="visuallyHidden">Sessions</h1>
        {error && !data && (
          <ErrorNotice
            error={error}
            title="The sessions could not be read"
            actions={<Button onClick={() => void refetch()}>Try again</Button>}
          />
        )}
        {isPending && <ListSkeleton />}
        <Suspense fallback={null}>{data?.length === 0 && <EmptyCatalog />}</Suspense>
        {data !== undefined && data.length > 0 && (
          <SessionList sessions={data} view={view} clock={clock} onView={setView} onIngest={onIngest} />
        )}
      </main>
      <Suspense fallback={null}>
        {isIngesting && <IngestDialog onClose={() => setIsIngesting(false)} />}
      </Suspense>
    </>
  )
}
