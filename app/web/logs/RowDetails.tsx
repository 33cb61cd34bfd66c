/** A row unfolded: both clocks in full, where it was written, and its payload as it folds. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { formatWallClock, formatWallDate, formatZone } from '../../../core/time/zone.ts'
import { api } from '../api/client.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { formatCount, formatShift } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { formatTerm } from './filterTerms.ts'
import { parseJson } from './jsonField.ts'
import { JsonView, type FieldActs } from './JsonView.tsx'
import type { LogColumns } from './logColumns.ts'
import classes from './logs.module.css'
import { originSql, readOrigins } from './rowOrigin.ts'

interface RowDetailsProps {
  readonly sessionId: string
  readonly log: LogColumns
  readonly row: number
  readonly zone: string
  readonly store: WorkbenchStore
  readonly onDetailsPx: (px: number) => void
}

export function RowDetails({ sessionId, log, row, zone, store, onDetailsPx }: RowDetailsProps) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => onDetailsPx(element.offsetHeight))
    observer.observe(element)
    onDetailsPx(element.offsetHeight)
    return () => observer.disconnect()
  }, [onDetailsPx])

  const acts: FieldActs = {
    onColumn: (path) => store.getState().toggleLogField(path),
    onFilter: (path, value) => {
      const { logFilter, setLogFilter } = store.getState()
      const term = formatTerm({ field: path, op: ':', value: String(value), negated: false })
      setLogFilter(`${logFilter.trim()} ${term}`.trim())
    },
  }
  const [recv, sent] = [log.recvNs(row), log.senderNs(row)]
  return (
    <div ref={box} className={classes.details} role="gridcell" onClick={(event) => event.stopPropagation()}>
      <dl className={classes.facts}>
        <dt>Received</dt>
        <dd>
          {formatFull(recv, zone)} <span className="faint">recorder’s clock</span>
        </dd>
        <dt>Sent</dt>
        <dd>
          {sent === undefined ? (
            <span className="faint">the sender’s clock is not in the log</span>
          ) : (
            <>
              {formatFull(sent, zone)}{' '}
              <span className="faint">
                sender’s clock, difference {formatShift(Number(recv - sent) / 1000)}
              </span>
            </>
          )}
        </dd>
        <Origin sessionId={sessionId} sender={log.sender(row)} recvNs={recv} />
      </dl>
      <Payload payload={log.payload(row)} acts={acts} />
    </div>
  )
}

interface OriginProps {
  readonly sessionId: string
  readonly sender: string
  readonly recvNs: bigint
}

/** The object and line it came from; nothing is said where the catalog does not answer. */
function Origin({ sessionId, sender, recvNs }: OriginProps) {
  const sql = originSql(sessionId, sender, recvNs)
  const { data = [] } = useQuery({
    queryKey: ['logOrigin', sessionId, sql],
    queryFn: async ({ signal }) => readOrigins(await api.query(sql, 10, signal)),
  })
  if (data.length === 0) return null
  return (
    <>
      <dt>Written</dt>
      <dd>
        {data.map(({ objectKey, line }) => (
          <div key={`${objectKey} ${line}`} className={classes.origin}>
            line {formatCount(line)} of <CopyText what="where it was written" text={`${objectKey}:${line}`} />
          </div>
        ))}
      </dd>
    </>
  )
}

/** More than this is shown when asked for. */
const FIRST_CHARACTERS = 8_000

function Payload({ payload, acts }: { readonly payload: string; readonly acts: FieldActs }) {
  const [isWhole, setWhole] = useState(false)
  const isBinary = payload.startsWith('base64:')
  const json = isBinary || payload.length > 2e6 ? undefined : parseJson(payload)
  if (json !== undefined)
    return (
      <div className={classes.unfolded} tabIndex={0} role="group" aria-label="Payload">
        <JsonView value={json} acts={acts} />
      </div>
    )
  const text = isBinary ? payload.slice('base64:'.length) : payload
  const isLong = text.length > FIRST_CHARACTERS
  return (
    <div className={classes.unfolded} tabIndex={0} role="group" aria-label="Payload">
      {isBinary && <p className="faint">Bytes that are no text, in base64:</p>}
      <pre>{text === '' ? '(empty)' : isLong && !isWhole ? text.slice(0, FIRST_CHARACTERS) : text}</pre>
      {isLong && !isWhole && (
        <Button size="compact-xs" variant="default" onClick={() => setWhole(true)}>
          Show all {formatCount(text.length)} characters
        </Button>
      )}
    </div>
  )
}

/** A clock's reading to the microsecond with its day and zone. */
function formatFull(ns: bigint, zone: string): string {
  const us = Number(ns / 1000n)
  const below = String(us % 1000).padStart(3, '0')
  return `${formatWallDate(us, zone)} ${formatWallClock(us, zone)}${below} ${formatZone(zone, us)}`
}
