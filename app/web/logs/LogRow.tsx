/** One row: when, who, what, with which payload; clocks and fields on request; unfolded on choice. */
import { lazy, memo, Suspense } from 'react'
import { formatTime } from '../../../core/time/format.ts'
import { formatWallClock } from '../../../core/time/zone.ts'
import { formatCount, formatShift } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { formatValue, parseJson, readPath } from './jsonField.ts'
import type { LogColumns } from './logColumns.ts'
import type { LogColumn, LogLayout } from './logLayout.ts'
import classes from './logs.module.css'
import type { Sender } from './senders.ts'

const RowDetails = lazy(async () => ({ default: (await import('./RowDetails.tsx')).RowDetails }))

interface LogRowProps {
  readonly sessionId: string
  readonly log: LogColumns
  readonly row: number
  /** Its place among the rows shown. */
  readonly at: number
  readonly top: number
  readonly layout: LogLayout
  readonly zone: string
  readonly time: 'before' | 'now' | 'later'
  readonly person: Sender
  readonly isOpen: boolean
  readonly isSelected: boolean
  readonly store: WorkbenchStore
  readonly onChoose: (row: number, extend: boolean) => void
  readonly onDetailsPx: (px: number) => void
}

/** What of a payload is drawn in its one line. */
const SHOWN_CHARACTERS = 400

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { log, row, at, top, layout, time, isOpen, isSelected, onChoose } = props
  const hasFields = layout.columns.some((column) => column.kind === 'field')
  const json = hasFields ? parseJson(log.payload(row)) : undefined
  return (
    <div
      id={`log-row-${row}`}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-time={time}
      data-row={row}
      role="row"
      aria-rowindex={at + 2}
      aria-selected={isSelected}
      aria-current={time === 'now' ? 'true' : undefined}
      onClick={(event) => onChoose(row, event.shiftKey)}
    >
      <div className={classes.line} style={{ minHeight: layout.rowPx }} role="none">
        {layout.columns.map((column) => (
          <Cell
            key={column.kind === 'field' ? `field ${column.field}` : column.kind}
            column={column}
            json={json}
            {...props}
          />
        ))}
      </div>
      {isOpen && (
        <Suspense fallback={null}>
          <RowDetails {...props} />
        </Suspense>
      )}
    </div>
  )
})

type CellProps = LogRowProps & { readonly column: LogColumn; readonly json: unknown }

function Cell({ column, json, log, row, zone, person, isOpen }: CellProps) {
  switch (column.kind) {
    case 'time':
      return (
        <span role="gridcell" className={classes.when} data-kind="time" aria-expanded={isOpen}>
          {formatTime(log.tUs[row]!)}
        </span>
      )
    case 'sender':
      return (
        <span role="gridcell" className={classes.sender} data-kind="sender" title={person.name}>
          <i className={classes.who} style={{ background: person.color }} />
          <span className="cut">{person.name}</span>
        </span>
      )
    case 'topic':
      return (
        <span role="gridcell" className={classes.cell} data-kind="topic" title={log.topic(row)}>
          {log.topic(row)}
        </span>
      )
    case 'payload': {
      const payload = log.payload(row)
      return (
        <span role="gridcell" className={classes.payload} data-kind="payload">
          {payload.startsWith('base64:') ? describeBinary(payload) : payload.slice(0, SHOWN_CHARACTERS)}
        </span>
      )
    }
    case 'field': {
      const text = formatValue(readPath(json, column.field))
      return (
        <span role="gridcell" className={classes.payload} title={text.slice(0, SHOWN_CHARACTERS)}>
          {text.slice(0, SHOWN_CHARACTERS)}
        </span>
      )
    }
    default:
      return (
        <span role="gridcell" className={classes.clock} data-kind={column.kind}>
          {readClock(column.kind, { log, row, zone })}
        </span>
      )
  }
}

function readClock(
  kind: 'recorder' | 'sent' | 'difference',
  { log, row, zone }: Pick<LogRowProps, 'log' | 'row' | 'zone'>,
): string {
  const sent = log.senderNs(row)
  if (kind === 'recorder') return formatWallClock(Number(log.recvNs(row) / 1000n), zone)
  if (kind === 'sent') return sent === undefined ? 'not said' : formatWallClock(Number(sent / 1000n), zone)
  return sent === undefined ? '' : formatShift(Number(log.recvNs(row) - sent) / 1000)
}

/** Bytes behind `base64:…`. */
function describeBinary(payload: string): string {
  const text = payload.slice('base64:'.length).replace(/=+$/, '')
  return `${formatCount(Math.floor((text.length * 3) / 4))} bytes that are no text`
}
