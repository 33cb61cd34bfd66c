/** A result as a virtual table; rows that are moments lead there. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { IconArrowUpRight } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import { Link } from 'wouter'
import type { QueryResult } from '../../../core/protocol/jobs.ts'
import { formatCell, linkRows } from './moments.ts'
import classes from './query.module.css'

const ROW_PX = 27

export function ResultTable({ result }: { readonly result: QueryResult }) {
  const scroll = useRef<HTMLDivElement>(null)
  const link = useMemo(() => linkRows(result.columns), [result.columns])
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
            const href = link(row)
            return (
              <tr key={item.key}>
                <td>
                  {href !== undefined && (
                    <Link href={href} aria-label="Open this moment" title="Open this moment">
                      <IconArrowUpRight size={14} stroke={1.7} />
                    </Link>
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
