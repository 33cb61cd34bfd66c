/** The log beside the stage: its states, the filter, and the table that follows the playhead. */
import { Button, Skeleton } from '@mantine/core'
import { useMemo, type RefObject } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { describeError } from '../api/problem.ts'
import type { Player } from '../playback/player.types.ts'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { formatCount } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { FilterBar } from './FilterBar.tsx'
import { LogBody } from './LogBody.tsx'
import type { LogColumns } from './logColumns.ts'
import classes from './logs.module.css'
import { logMatches } from './logStore.ts'
import { shownRows } from './position.ts'
import { useLog } from './useLog.ts'

interface LogPanelProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly filterRef: RefObject<HTMLInputElement | null>
}

export function LogPanel({ session, player, store, filterRef }: LogPanelProps) {
  const { data: log, error, refetch, isFetching } = useLog(session.sessionId, session.logCount)
  const again = (
    <Button size="compact-xs" loading={isFetching} onClick={() => void refetch()}>
      Try again
    </Button>
  )
  if (!log && error)
    return <ErrorNotice error={error} title="The log could not be read" compact actions={again} />
  if (log?.length === 0) return <EmptyLog roomName={session.roomName} />
  // The filter stands before the log is there: a key calls for it, and the next keys are its own.
  return (
    <div className={classes.panel}>
      <FilterBar session={session} store={store} log={log} filterRef={filterRef} />
      {error && log && !log.isWhole && (
        <Notice
          title={`The log stopped at row ${formatCount(log.length)}`}
          tone="error"
          compact
          actions={again}
        >
          {describeError(error).message} {describeError(error).hint}
        </Notice>
      )}
      {log ? <ShownLog session={session} player={player} store={store} log={log} /> : <LogSkeleton />}
    </div>
  )
}

type ShownLogProps = Omit<LogPanelProps, 'filterRef'> & { readonly log: LogColumns }

function ShownLog({ session, player, store, log }: ShownLogProps) {
  const matches = useStore(logMatches)
  // What was found in another reading of the log says nothing of this one.
  const rows = matches.total <= log.length ? matches.rows : undefined
  const shown = useMemo(() => shownRows(log.length, rows), [log.length, rows])
  if (rows?.length === 0 && log.isWhole && matches.scanned >= log.length)
    return (
      <Notice
        title="No row fits the filter"
        compact
        actions={
          <Button size="compact-xs" variant="default" onClick={() => store.getState().setLogFilter('')}>
            Clear the filter
          </Button>
        }
      >
        {formatCount(log.length)} rows are hidden by it.
      </Notice>
    )
  return <LogBody session={session} player={player} store={store} log={log} shown={shown} />
}

const EmptyLog = ({ roomName }: { readonly roomName: string }) => (
  <Notice title="This session has no text log" compact>
    <p>
      A log is a JSONL file of the room {roomName} that lies in the bucket and covers this time: one line a
      message, with its receipt time, sender, topic and payload.
    </p>
    <p>
      A recorder that joins the room and writes its data messages makes one; so does a text egress. Ingest the
      bucket again when it is there.
    </p>
  </Notice>
)

function LogSkeleton() {
  return (
    <div role="status" aria-label="Loading the log" className={classes.skeleton}>
      {Array.from({ length: 12 }, (_, row) => (
        <Skeleton key={row} h={12} w={`${64 + ((row * 37) % 30)}%`} />
      ))}
    </div>
  )
}
