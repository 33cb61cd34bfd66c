/**
 * The log's rows, virtual: it follows the playhead until a person scrolls, and says how to follow again.
 * A click seeks and unfolds; arrows choose rows, Shift a range of them, Enter goes to one, Ctrl C copies.
 */
import { Button } from '@mantine/core'
import { IconArrowBarToDown } from '@tabler/icons-react'
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import { useZone } from '../settings/useZone.ts'
import { useElementSize } from '../timeline/useElementSize.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { findGridAct } from './gridKeys.ts'
import type { LogColumns } from './logColumns.ts'
import { LogHeader } from './LogHeader.tsx'
import { layOutLog } from './logLayout.ts'
import { LogRow } from './LogRow.tsx'
import classes from './logs.module.css'
import { seekTimeOf } from './nextMatch.ts'
import type { ShownRows } from './position.ts'
import { canvasPx, centreRow, isInView, offsetOf, revealRow, rowsInView, type RowSpace } from './rowWindow.ts'
import { isSelected, moveCursor, placeOf, selectTo, type Selection } from './selection.ts'
import { createSenders } from './senders.ts'
import { usePosition } from './usePosition.ts'
import { useRowScroll } from './useRowScroll.ts'

interface LogTableProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly log: LogColumns
  readonly shown: ShownRows
  readonly selection: Selection | undefined
  readonly onSelection: (selection: Selection | undefined) => void
  readonly onCopy: () => void
}

export function LogTable(props: LogTableProps) {
  const { session, player, store, log, shown, selection, onSelection, onCopy } = props
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const clocks = useStore(store, (state) => state.logClocks)
  const fields = useStore(store, (state) => state.logFields)
  const zone = useZone(session.zone)
  const [follows, setFollows] = useState(true)
  const [open, setOpen] = useState<{ readonly row: number; readonly px: number }>()
  const position = usePosition(player, log, shown)
  const layout = useMemo(
    () => layOutLog({ widthPx: size.width, clocks, fields }),
    [size.width, clocks, fields],
  )
  const people = useMemo(() => createSenders(session.people), [session.people])

  const openAt = open ? placeOf(shown, open.row) : -1
  const isOpen = open !== undefined && openAt < shown.length && shown.row(openAt) === open.row
  const space: RowSpace = {
    count: shown.length,
    rowPx: layout.rowPx,
    open: isOpen ? { at: openAt, px: open.px } : undefined,
    viewPx: Math.max(0, size.height - layout.headerPx),
  }
  const scroll = useRowScroll(box, space)
  const { first, end } = rowsInView(space, scroll.state)

  /** A row that was clicked is where it is: nothing moves under the pointer until the playhead leaves it again. */
  const clicked = useRef<{ readonly from: number; landed?: number }>(undefined)
  const place = useRef(0)
  const follow = (): void => {
    const at = Math.max(0, position)
    place.current = at
    if (!follows || space.viewPx === 0) return
    const own = clicked.current
    if (own) {
      if (own.landed === undefined && at !== own.from) own.landed = at
      if (at === own.from || at === own.landed) return
      clicked.current = undefined
    }
    if (!isInView(space, scroll.now(), at, space.viewPx / 5)) scroll.scrollTo(centreRow(space, at))
  }
  useLayoutEffect(follow)

  const choose = useCallback(
    (row: number, extend: boolean) => {
      onSelection(selectTo(selection, row, extend))
      if (extend) return
      clicked.current = { from: place.current }
      player.seek(seekTimeOf(log.tUs[row]!))
      setOpen((before) => (before?.row === row ? undefined : { row, px: 0 }))
    },
    [selection, onSelection, player, log],
  )
  const measure = useCallback(
    (px: number) => setOpen((before) => (before && before.px !== px ? { ...before, px } : before)),
    [],
  )

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return
    const act = findGridAct(event.nativeEvent, Math.max(1, Math.floor(space.viewPx / layout.rowPx) - 1))
    if (!act) return
    if (act.kind === 'copy' && document.getSelection()?.isCollapsed === false) return
    event.preventDefault()
    switch (act.kind) {
      case 'copy':
        onCopy()
        break
      case 'all':
        onSelection({ anchor: shown.row(0), cursor: shown.row(shown.length - 1) })
        break
      case 'none':
        onSelection(undefined)
        setOpen(undefined)
        break
      case 'go': {
        const row = selection?.cursor ?? shown.row(Math.max(0, position))
        choose(row, false)
        break
      }
      case 'move': {
        const next = moveCursor(shown, selection, { ...act, start: position })
        if (!next) return
        setFollows(false)
        onSelection(next)
        scroll.scrollTo(revealRow(space, scroll.now(), placeOf(shown, next.cursor)))
      }
    }
  }

  const yieldToPerson = (): void => setFollows(false)
  const cursor = selection && `log-row-${selection.cursor}`
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index)
  return (
    <div className={classes.tableBox}>
      <div
        ref={box}
        className={classes.rows}
        role="grid"
        aria-label="Log"
        aria-rowcount={shown.length + 1}
        aria-multiselectable
        aria-activedescendant={cursor}
        tabIndex={0}
        data-shape={layout.shape}
        style={
          {
            '--columns': layout.template,
            '--least': `${layout.minPx}px`,
            '--view': `${size.width}px`,
            '--header': `${layout.headerPx}px`,
          } as React.CSSProperties
        }
        onScroll={scroll.onScroll}
        onWheel={yieldToPerson}
        onTouchMove={yieldToPerson}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget) yieldToPerson()
        }}
        onKeyDown={onKeyDown}
      >
        <LogHeader layout={layout} zone={zone} epochWallUs={session.epochWallUs} store={store} />
        <div className={classes.canvas} style={{ height: canvasPx(space) }} role="rowgroup">
          {rows.map((at) => {
            const row = shown.row(at)
            return (
              <LogRow
                key={row}
                sessionId={session.sessionId}
                log={log}
                row={row}
                at={at}
                top={offsetOf(space, at) - scroll.state.shift}
                layout={layout}
                zone={zone}
                time={at === position ? 'now' : at > position ? 'later' : 'before'}
                person={people(log.sender(row))}
                isOpen={isOpen && at === openAt}
                isSelected={isSelected(selection, row)}
                store={store}
                onChoose={choose}
                onDetailsPx={measure}
              />
            )
          })}
        </div>
      </div>
      {!follows && (
        <Button
          className={classes.follow}
          size="compact-sm"
          leftSection={<IconArrowBarToDown size={14} />}
          onClick={() => setFollows(true)}
        >
          Follow the playhead
        </Button>
      )}
    </div>
  )
}
