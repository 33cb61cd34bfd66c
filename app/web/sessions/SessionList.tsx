/** The list with what narrows it, what it comes to, and what one can do with a row. */
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useDeferredValue, useMemo, useRef } from 'react'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { Notice } from '../widgets/Notice.tsx'
import { formatCount } from '../widgets/quantities.ts'
import { ListTools } from './ListTools.tsx'
import { RowMenu } from './RowMenu.tsx'
import {
  countSessions,
  filterSessions,
  FIRST_VIEW,
  isNarrowed,
  type Clock,
  type ListView,
} from './sessionFilters.ts'
import classes from './sessions.module.css'
import { SessionTable } from './SessionTable.tsx'
import { describeTotals, sumSessions } from './totals.ts'
import { useListActions } from './useListActions.ts'

/** A list as short as this has room for a word on how to go on. */
const FEW = 3

interface SessionListProps {
  readonly sessions: readonly SessionSummary[]
  readonly view: ListView
  readonly clock: Clock
  readonly onView: (view: ListView) => void
  readonly onIngest: () => void
}

export function SessionList({ sessions, view, clock, onView, onIngest }: SessionListProps) {
  const search = useRef<HTMLInputElement>(null)
  const scroll = useRef<HTMLDivElement>(null)
  const list = useListActions({ search, scroll, onIngest })
  const counts = useMemo(() => countSessions(sessions, clock), [sessions, clock])
  // Typing stays quick in a list of thousands: the rows follow a moment later.
  const shownView = useDeferredValue(view)
  const shown = useMemo(() => filterSessions(sessions, shownView, clock), [sessions, shownView, clock])
  const totals = useMemo(() => describeTotals(sumSessions(shown), sessions.length), [shown, sessions.length])
  const { menu } = list
  const menuSession = menu && sessions.find(({ sessionId }) => sessionId === menu.sessionId)

  return (
    <>
      <ListTools
        ref={search}
        view={view}
        counts={counts}
        onView={onView}
        onIngest={onIngest}
        onEnter={() => {
          list.enter()
          search.current?.blur()
        }}
      />
      {shown.length === 0 ? (
        <Notice
          title="No session is like that"
          actions={
            <Button variant="default" onClick={() => onView({ ...FIRST_VIEW, sort: view.sort })}>
              Show all {formatCount(sessions.length)}
            </Button>
          }
        >
          Nothing among {formatCount(sessions.length)} sessions fits the search and the filters.
        </Notice>
      ) : (
        <SessionTable
          sessions={shown}
          sort={view.sort}
          onSort={(sort) => onView({ ...view, sort })}
          selected={list.selected}
          actions={list.rows}
          onOrder={list.setOrder}
          scrollRef={scroll}
        />
      )}
      {sessions.length <= FEW && shown.length > 0 && (
        <button type="button" className={classes.add} onClick={onIngest}>
          <IconPlus size={16} stroke={1.7} aria-hidden />
          <span>Ingest another folder or bucket</span>
          <span className="muted">
            A catalog holds a whole study: thousands of sessions from any number of places.
          </span>
        </button>
      )}
      <footer className={classes.totals}>
        <span>{totals}</span>
        {isNarrowed(view) && shown.length > 0 && (
          <button
            type="button"
            className={classes.plain}
            onClick={() => onView({ ...FIRST_VIEW, sort: view.sort })}
          >
            Show all
          </button>
        )}
      </footer>
      {menu && menuSession && (
        <RowMenu
          session={menuSession}
          at={menu.at}
          onOpen={() => list.open(menuSession)}
          onHealth={() => list.health(menuSession)}
          onCopyLink={() => list.copyLink(menuSession)}
          onClose={list.closeMenu}
        />
      )}
    </>
  )
}
