/** What one can do in the list, for the keys, the rows and the row's menu. */
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { offerList } from '../commands/commandStore.ts'
import { say } from '../widgets/noteStore.ts'
import { moveBy, moveTo } from './choice.ts'
import { listStore } from './listStore.ts'
import { sessionHref } from './sessionColumns.tsx'
import type { Point, RowActions } from './SessionRow.tsx'

const choose = (selected: string | undefined): void => listStore.setState({ selected })

export interface OpenMenu {
  readonly sessionId: string
  readonly at: Point
}

interface ListParts {
  readonly search: RefObject<HTMLInputElement | null>
  readonly scroll: RefObject<HTMLDivElement | null>
  readonly onIngest: () => void
}

export function useListActions({ search, scroll, onIngest }: ListParts) {
  const [, navigate] = useLocation()
  const selected = useStore(listStore, (state) => state.selected)
  const [menu, setMenu] = useState<OpenMenu>()
  const order = useRef<readonly string[]>([])

  const actions = useMemo(() => {
    const open = (session: Pick<SessionSummary, 'sessionId'>): void => navigate(sessionHref(session))
    const health = (session: Pick<SessionSummary, 'sessionId'>): void =>
      navigate(`${sessionHref(session)}/health`)
    const copyLink = (session: Pick<SessionSummary, 'sessionId'>): void => {
      void navigator.clipboard.writeText(location.origin + sessionHref(session))
      say({ about: 'link', title: 'Link copied' })
    }
    const rows: RowActions = {
      select: choose,
      open,
      menu: ({ sessionId }, at) => setMenu({ sessionId, at }),
    }
    return { rows, open, health, copyLink }
  }, [navigate])

  useEffect(() => {
    const current = () => listStore.getState().selected
    const withChosen = (act: (session: { sessionId: string }) => void) => () => {
      const sessionId = current()
      if (sessionId !== undefined && order.current.includes(sessionId)) act({ sessionId })
    }
    const pageRows = (): number => Math.max(1, Math.floor((scroll.current?.clientHeight ?? 400) / 41) - 2)
    return offerList({
      focusSearch: () => search.current?.select(),
      ingest: onIngest,
      move: (rows) => choose(moveBy(order.current, current(), rows)),
      moveTo: (end) => choose(moveTo(order.current, end)),
      page: (direction) => choose(moveBy(order.current, current(), direction * pageRows())),
      open: withChosen(actions.open),
      health: withChosen(actions.health),
      copyLink: withChosen(actions.copyLink),
      menu: withChosen(({ sessionId }) => {
        const row = scroll.current?.querySelector('tr[data-selected="true"]')
        const box = row?.getBoundingClientRect()
        if (box) setMenu({ sessionId, at: { x: box.left + 24, y: box.bottom - 4 } })
      }),
    })
  }, [actions, onIngest, scroll, search])

  return {
    ...actions,
    selected,
    menu,
    closeMenu: () => setMenu(undefined),
    /** Chooses the first row, from the search. */
    enter: () => choose(moveTo(order.current, 'first')),
    setOrder: useMemo(() => (ids: readonly string[]) => void (order.current = ids), []),
  }
}
