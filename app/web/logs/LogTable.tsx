/**
 * The log's rows, virtual: it follows the playhead until a person scrolls, and says how to follow again.
 * A click seeks; the chosen row unfolds its payload.
 */
import { Button } from '@mantine/core'
import { IconArrowBarToDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import { colorsOf } from '../theme/people.ts'
import type { LogColumns } from './logColumns.ts'
import { LogRow } from './LogRow.tsx'
import classes from './logs.module.css'
import type { ShownRows } from './position.ts'
import { usePosition } from './usePosition.ts'

const ROW_PX = 25

interface LogTableProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly log: LogColumns
  readonly shown: ShownRows
  readonly clocks: boolean
}

export function LogTable({ session, player, log, shown, clocks }: LogTableProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const [follows, setFollows] = useState(true)
  const [open, setOpen] = useState<number>()
  const position = usePosition(player, log, shown)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    getItemKey: (at) => shown.row(at),
    overscan: 12,
  })
  const people = useMemo(() => {
    const names = new Map(session.people.map((person) => [person.identity, person.name]))
    const color = colorsOf(session.people)
    return (sender: string) => ({ name: names.get(sender) ?? sender, color: color(sender) })
  }, [session.people])

  useEffect(() => {
    if (follows) virtual.scrollToIndex(Math.max(0, position), { align: 'center' })
  }, [follows, position, virtual])

  const yieldToPerson = (): void => setFollows(false)
  const items = virtual.getVirtualItems()
  return (
    <div className={classes.tableBox}>
      <div
        ref={scroll}
        className={classes.rows}
        role="table"
        aria-label="Log"
        aria-rowcount={shown.length}
        tabIndex={0}
        data-clocks={clocks}
        onWheel={yieldToPerson}
        onTouchMove={yieldToPerson}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget) yieldToPerson()
        }}
        onKeyDown={(event) => {
          if (/^(Page(Up|Down)|Arrow(Up|Down))$/.test(event.key)) yieldToPerson()
        }}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
          {items.map((item) => {
            const row = shown.row(item.index)
            return (
              <LogRow
                key={item.key}
                log={log}
                row={row}
                top={item.start}
                index={item.index}
                measure={virtual.measureElement}
                time={item.index === position ? 'now' : item.index > position ? 'later' : 'before'}
                clocks={clocks}
                person={people(log.sender(row))}
                open={open === row}
                onChoose={() => {
                  player.seek(log.tUs[row]!)
                  setOpen(open === row ? undefined : row)
                }}
              />
            )
          })}
        </div>
      </div>
      {!follows && (
        <Button
          className={classes.follow}
          leftSection={<IconArrowBarToDown size={14} />}
          onClick={() => setFollows(true)}
        >
          Follow the playhead
        </Button>
      )}
    </div>
  )
}
