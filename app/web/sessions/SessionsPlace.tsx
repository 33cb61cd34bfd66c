/** The sessions of the catalog: find one, see at a glance what is wrong with it, open it. */
import { Button } from '@mantine/core'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { useSessions } from '../api/queries.ts'
import { offerList } from '../commands/commandStore.ts'
import { Hint } from '../widgets/Hint.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { TopBar } from '../widgets/TopBar.tsx'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { EmptyCatalog } from './EmptyCatalog.tsx'
import { IngestDialog } from './IngestDialog.tsx'
import { JobBars } from './JobBars.tsx'
import { ListSkeleton } from './ListSkeleton.tsx'
import { ListTools } from './ListTools.tsx'
import { sessionHref } from './sessionColumns.tsx'
import { formatList, isFound, isShown, parseList, type ListView } from './sessionFilters.ts'
import classes from './sessions.module.css'
import { SessionTable } from './SessionTable.tsx'

export function SessionsPlace() {
  const { data, error, isPending, refetch } = useSessions()
  const [, navigate] = useLocation()
  const view = parseList(useSearch())
  const [selected, setSelected] = useState<string>()
  const [ingesting, setIngesting] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const order = useRef<readonly string[]>([])
  const [now] = useState(() => Date.now() * 1000)
  useIdleSignal(!isPending)

  const setView = useCallback(
    (next: ListView) => navigate(`/${formatList(next)}`, { replace: true }),
    [navigate],
  )
  const open = useCallback(
    (session: Pick<SessionSummary, 'sessionId'>) => navigate(sessionHref(session)),
    [navigate],
  )
  const setOrder = useCallback((ids: readonly string[]) => (order.current = ids), [])

  useEffect(
    () =>
      offerList({
        focusSearch: () => search.current?.select(),
        ingest: () => setIngesting(true),
        move: (rows) =>
          setSelected((id) => {
            const last = order.current.length - 1
            const at = id === undefined ? -1 : order.current.indexOf(id)
            return order.current[Math.min(Math.max(at + rows, 0), last)]
          }),
        open: () => {
          if (selected !== undefined) open({ sessionId: selected })
        },
      }),
    [open, selected],
  )

  const { query, show } = view
  const shown = useMemo(
    () => (data ?? []).filter((session) => isShown(session, show, now) && isFound(session, query)),
    [data, query, show, now],
  )

  return (
    <>
      <TopBar />
      <JobBars />
      <main className={classes.place}>
        <h1 className="visuallyHidden">Sessions</h1>
        {error && !data && (
          <ErrorNotice
            error={error}
            title="The sessions could not be read"
            actions={<Button onClick={() => void refetch()}>Try again</Button>}
          />
        )}
        {isPending && <ListSkeleton />}
        {data?.length === 0 && <EmptyCatalog onIngest={() => setIngesting(true)} />}
        {data !== undefined && data.length > 0 && (
          <>
            <Hint id="sessions" />
            <ListTools
              ref={search}
              view={view}
              counts={(kind) => data.filter((session) => isShown(session, kind, now)).length}
              onView={setView}
              onIngest={() => setIngesting(true)}
              onEnter={() => shown[0] && (setSelected(order.current[0]), search.current?.blur())}
            />
            {shown.length === 0 ? (
              <Notice
                title="No session is like that"
                actions={
                  <Button variant="default" onClick={() => setView({ ...view, query: '', show: 'all' })}>
                    Show all {data.length}
                  </Button>
                }
              >
                Nothing among {data.length} sessions fits the search and the filter.
              </Notice>
            ) : (
              <SessionTable
                sessions={shown}
                sort={view.sort}
                onSort={(sort) => setView({ ...view, sort })}
                selected={selected}
                onSelect={setSelected}
                onOpen={open}
                onOrder={setOrder}
              />
            )}
          </>
        )}
      </main>
      {ingesting && <IngestDialog onClose={() => setIngesting(false)} />}
    </>
  )
}
