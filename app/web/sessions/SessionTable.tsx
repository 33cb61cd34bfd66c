/** The list itself: TanStack Table sorts, TanStack Virtual keeps the page's size independent of the count. */
import { useTable, type SortingState } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { columns, features, LAYOUT } from './sessionColumns.tsx'
import type { ListView, SortKey } from './sessionFilters.ts'
import classes from './sessions.module.css'

const ROW_PX = 41

interface SessionTableProps {
  readonly sessions: readonly SessionSummary[]
  readonly sort: ListView['sort']
  readonly onSort: (sort: ListView['sort']) => void
  readonly selected: string | undefined
  readonly onSelect: (sessionId: string) => void
  readonly onOpen: (session: SessionSummary) => void
  /** Called with the ids in the order shown. */
  readonly onOrder: (sessionIds: readonly string[]) => void
}

export function SessionTable({
  sessions,
  sort,
  onSort,
  selected,
  onSelect,
  onOpen,
  onOrder,
}: SessionTableProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const sorting: SortingState = [{ id: sort.key, desc: sort.descending }]
  const table = useTable({
    features,
    columns,
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
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const order = rows.map((row) => row.id)
  const orderText = order.join('\n')
  useEffect(() => {
    onOrder(orderText === '' ? [] : orderText.split('\n'))
  }, [orderText, onOrder])
  const selectedIndex = selected === undefined ? -1 : order.indexOf(selected)
  useEffect(() => {
    if (selectedIndex >= 0) virtual.scrollToIndex(selectedIndex, { align: 'auto' })
  }, [selectedIndex, virtual])

  const items = virtual.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div className={classes.scroll} ref={scroll}>
      <table className={classes.table} aria-rowcount={rows.length + 1}>
        <colgroup>
          {Object.entries(LAYOUT).map(([id, { width, wide }]) => (
            <col key={id} style={{ width }} data-wide={wide} />
          ))}
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
                  {header.column.getCanSort() ? (
                    <button type="button" onClick={header.column.getToggleSortingHandler()}>
                      <table.FlexRender header={header} />
                      <span aria-hidden className={classes.arrow}>
                        {sort.key === header.id ? (sort.descending ? '↓' : '↑') : ''}
                      </span>
                    </button>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {items.map((item) => {
            const row = rows[item.index]!
            return (
              <tr
                key={row.id}
                aria-rowindex={item.index + 2}
                data-selected={row.id === selected}
                onMouseDown={() => onSelect(row.id)}
                onClick={() => onOpen(row.original)}
              >
                {row.getAllCells().map((cell) => (
                  <td
                    key={cell.id}
                    data-number={LAYOUT[cell.column.id]?.number}
                    data-wide={LAYOUT[cell.column.id]?.wide}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            )
          })}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  )
}

function ariaSort(sort: ListView['sort'], id: string): 'ascending' | 'descending' | undefined {
  if (sort.key !== id) return undefined
  return sort.descending ? 'descending' : 'ascending'
}
