/** The list itself: TanStack Table sorts, TanStack Virtual keeps the page's size independent of the count. */
import { useTable, type SortingState } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, type CSSProperties, type ReactNode, type RefObject } from 'react'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { columns, features, LAYOUT } from './sessionColumns.tsx'
import type { ListView, SortKey } from './sessionFilters.ts'
import { SessionRow, type RowActions } from './SessionRow.tsx'
import classes from './sessions.module.css'

/** Few sessions have the room to be seen well. */
const ROOMY_ROWS = 6
const ROW_PX = { dense: 41, roomy: 65 } as const
const HEAD_PX = 33

interface SessionTableProps {
  readonly sessions: readonly SessionSummary[]
  readonly sort: ListView['sort']
  readonly onSort: (sort: ListView['sort']) => void
  readonly selected: string | undefined
  readonly actions: RowActions
  /** Called with the ids in the order shown. */
  readonly onOrder: (sessionIds: readonly string[]) => void
  readonly scrollRef: RefObject<HTMLDivElement | null>
  /** Below the last row, within the frame. */
  readonly children?: ReactNode
}

export function SessionTable({
  sessions,
  sort,
  onSort,
  selected,
  actions,
  onOrder,
  scrollRef,
  children,
}: SessionTableProps) {
  const height = sessions.length <= ROOMY_ROWS ? 'roomy' : 'dense'
  // One array while the order stands: with a new one all rows would be sorted at every key.
  const sorting = useMemo<SortingState>(
    () => [{ id: sort.key, desc: sort.descending }],
    [sort.key, sort.descending],
  )
  const table = useTable({
    features,
    columns: columns[height],
    data: sessions,
    state: { sorting },
    enableSortingRemoval: false,
    onSortingChange: (change) => {
      const [next] = typeof change === 'function' ? change(sorting) : change
      if (next) onSort({ key: next.id as SortKey, descending: next.desc })
    },
    getRowId: (session) => session.sessionId,
  })
  const rows = table.getRowModel().rows
  const rowPx = ROW_PX[height]
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowPx,
    overscan: 10,
    scrollPaddingStart: HEAD_PX,
  })
  useEffect(() => {
    onOrder(rows.map((row) => row.id))
  }, [rows, onOrder])
  useEffect(() => virtual.measure(), [rowPx, virtual])
  // Also where it is another order or filter that has moved the chosen row.
  useEffect(() => {
    const at = selected === undefined ? -1 : rows.findIndex((row) => row.id === selected)
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [rows, selected, virtual])

  const items = virtual.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div className={classes.scroll} ref={scrollRef} data-height={height}>
      <table className={classes.table} aria-rowcount={rows.length + 1}>
        <colgroup>
          {Object.entries(LAYOUT).map(([id, { width, narrow = width, wide }]) => (
            <col key={id} style={widths(width, narrow)} data-wide={wide} />
          ))}
          <col className={classes.moreColumn} />
        </colgroup>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  data-number={LAYOUT[header.id]?.number}
                  data-wide={LAYOUT[header.id]?.wide}
                  aria-sort={ariaSort(sort, header.id)}
                >
                  <button type="button" onClick={header.column.getToggleSortingHandler()}>
                    <table.FlexRender header={header} />
                    <span aria-hidden className={classes.arrow}>
                      {sort.key === header.id ? (sort.descending ? '↓' : '↑') : ''}
                    </span>
                  </button>
                </th>
              ))}
              <td />
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {items.map((item) => {
            const row = rows[item.index]!
            return (
              <SessionRow
                key={row.id}
                row={row}
                index={item.index + 2}
                isSelected={row.id === selected}
                actions={actions}
              />
            )
          })}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
      {children}
    </div>
  )
}

function ariaSort(sort: ListView['sort'], id: string): 'ascending' | 'descending' | undefined {
  if (sort.key !== id) return undefined
  return sort.descending ? 'descending' : 'ascending'
}

const widths = (width: number | undefined, narrow: number | undefined): CSSProperties =>
  ({
    '--width': width === undefined ? 'auto' : `${width}px`,
    '--narrow': narrow === undefined ? 'auto' : `${narrow}px`,
  }) as CSSProperties
