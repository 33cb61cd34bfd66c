/** One session of the list. Drawn again only where it is chosen or left: thousands scroll by. */
import { IconDots } from '@tabler/icons-react'
import { FlexRender, type Row } from '@tanstack/react-table'
import { memo, type MouseEvent } from 'react'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { LAYOUT, type features } from './sessionColumns.tsx'
import classes from './sessions.module.css'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface RowActions {
  readonly select: (sessionId: string) => void
  readonly open: (session: SessionSummary) => void
  readonly menu: (session: SessionSummary, at: Point) => void
}

interface SessionRowProps {
  readonly row: Row<typeof features, SessionSummary>
  /** Counted with the heading, from 1. */
  readonly index: number
  readonly isSelected: boolean
  readonly actions: RowActions
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { row, index, isSelected, actions } = props
  const session = row.original
  const openMenu = (event: MouseEvent, at: Point): void => {
    event.preventDefault()
    event.stopPropagation()
    actions.select(session.sessionId)
    actions.menu(session, at)
  }
  return (
    <tr
      aria-rowindex={index}
      data-selected={isSelected}
      data-session={session.sessionId}
      onMouseDown={() => actions.select(session.sessionId)}
      onClick={() => actions.open(session)}
      onContextMenu={(event) => openMenu(event, { x: event.clientX, y: event.clientY })}
    >
      {row.getAllCells().map((cell) => (
        <td
          key={cell.id}
          data-number={LAYOUT[cell.column.id]?.number}
          data-wide={LAYOUT[cell.column.id]?.wide}
        >
          <FlexRender cell={cell} />
        </td>
      ))}
      <td className={classes.more}>
        <button
          type="button"
          tabIndex={-1}
          title="What one can do with it"
          aria-label={`What one can do with ${session.roomName}`}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            openMenu(event, { x: box.left, y: box.bottom })
          }}
        >
          <IconDots size={16} stroke={1.7} />
        </button>
      </td>
    </tr>
  )
})
