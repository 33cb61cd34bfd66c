/** One row: when, who, what, with which payload; both clocks on request; the payload unfolded on choice. */
import { formatTime } from '../../../core/time/format.ts'
import { formatShift } from '../widgets/quantities.ts'
import { parseJson } from './filter.ts'
import { JsonView } from './JsonView.tsx'
import type { LogColumns } from './logColumns.ts'
import classes from './logs.module.css'

interface LogRowProps {
  readonly log: LogColumns
  readonly row: number
  readonly index: number
  readonly top: number
  readonly measure: (element: HTMLElement | null) => void
  readonly time: 'before' | 'now' | 'later'
  readonly clocks: boolean
  readonly person: { readonly name: string; readonly color: string }
  readonly open: boolean
  readonly onChoose: () => void
}

export function LogRow({ log, row, index, top, measure, time, clocks, person, open, onChoose }: LogRowProps) {
  const t = log.tUs[row]!
  const payload = log.payload(row)
  return (
    <div
      ref={measure}
      data-index={index}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-time={time}
      data-row={row}
      role="row"
      aria-rowindex={index + 1}
      aria-current={time === 'now' ? 'true' : undefined}
      onClick={onChoose}
    >
      <span role="cell" className={classes.when}>
        <button type="button" tabIndex={time === 'now' ? 0 : -1} aria-expanded={open}>
          {formatTime(t)}
        </button>
      </span>
      <span role="cell" className={classes.sender} title={person.name}>
        <i className={classes.who} style={{ background: person.color }} />
        <span className="cut">{person.name}</span>
      </span>
      <span role="cell" className={classes.topic} title={log.topic(row)}>
        {log.topic(row)}
      </span>
      {clocks && <Clocks log={log} row={row} />}
      <span role="cell" className={classes.payload}>
        {payload.slice(0, 300)}
      </span>
      {open && <Unfolded payload={payload} />}
    </div>
  )
}

/** The recorder's reading, the sender's, and how far the sender's is behind. */
function Clocks({ log, row }: { readonly log: LogColumns; readonly row: number }) {
  const received = log.recvNs(row)
  const sent = log.senderNs(row)
  return (
    <>
      <span role="cell" className={classes.clock} title="Received, by the recorder's clock (UTC)">
        {wall(received)}
      </span>
      <span role="cell" className={classes.clock} title="Sent, by the sender's clock (UTC)">
        {sent === undefined ? 'not said' : wall(sent)}
      </span>
      <span role="cell" className={classes.clock} title="Received minus sent">
        {sent === undefined ? '' : formatShift(Number((received - sent) / 1000n))}
      </span>
    </>
  )
}

const wall = (ns: bigint): string => new Date(Number(ns / 1_000_000n)).toISOString().slice(11, 23)

function Unfolded({ payload }: { readonly payload: string }) {
  const json = parseJson(payload)
  return (
    <div className={classes.unfolded} role="cell" onClick={(event) => event.stopPropagation()}>
      {typeof json === 'object' && json !== null ? (
        <JsonView value={json} />
      ) : (
        <pre>{payload || '(empty)'}</pre>
      )}
    </div>
  )
}
