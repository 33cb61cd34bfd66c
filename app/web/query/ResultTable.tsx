/** A result as a virtual table; rows that are moments lead there. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { IconArrowUpRight } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import type { QueryResult } from '../../../core/protocol/jobs.ts'
import { formatCell, readMoments, type Moment } from './moments.ts'
import { findOpen, linkMoment, openMoment, playlistStore } from './playlist.ts'
import classes from './query.module.css'
import { useMomentTarget } from './useMomentTarget.ts'

const ROW_PX = 27

interface ResultTableProps {
  readonly result: QueryResult
  /** Those of its rows that have a time. */
  readonly moments: readonly Moment[]
}

export function ResultTable({ result, moments }: ResultTableProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const read = useMemo(() => readMoments(result.columns), [result.columns])
  const target = useMomentTarget()
  const at = useStore(playlistStore, (playlist) => findOpen(playlist, moments))
  const virtual = useVirtualizer({
    count: result.rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 16,
  })
  const items = virtual.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  if (result.rows.length === 0) return <p className={classes.nothing}>No rows.</p>
  return (
    <div className={classes.result} ref={scroll} tabIndex={0} role="region" aria-label="Result">
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="visuallyHidden">Open</span>
            </th>
            {result.columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                title={column.type}
                data-number={isNumber(column.type) || undefined}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {items.map((item) => {
            const row = result.rows[item.index]!
            const moment = read(row, item.index)
            return (
              <tr key={item.key} data-open={(at >= 0 && moments[at]?.row === item.index) || undefined}>
                <td>
                  {moment && (
                    <a
                      href={linkMoment(moment)}
                      aria-label="Open this moment"
                      title="Open this moment"
                      onClick={(event) => {
                        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
                        event.preventDefault()
                        const index = moments.findIndex(({ row: other }) => other === item.index)
                        if (index >= 0) openMoment(moments, index, target)
                        else target.navigate(linkMoment(moment))
                      }}
                    >
                      <IconArrowUpRight size={14} stroke={1.7} />
                    </a>
                  )}
                </td>
                {row.map((value, index) => (
                  <td
                    key={result.columns[index]?.name ?? index}
                    data-number={isNumber(result.columns[index]?.type ?? '') || undefined}
                    data-null={value === null || undefined}
                    title={formatCell(value)}
                  >
                    {formatCell(value)}
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

const isNumber = (type: string): boolean => /INT|DOUBLE|FLOAT|DECIMAL|REAL/i.test(type)
