/** The log beside the stage: filter, columns, and the table that follows the playhead. */
import { Skeleton, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useDeferredValue, useMemo, useState, type RefObject } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { formatCount } from '../widgets/quantities.ts'
import { filterRows, parseFilter } from './filter.ts'
import classes from './logs.module.css'
import { LogTable } from './LogTable.tsx'
import { shownRows } from './position.ts'
import { SenderMenu } from './SenderMenu.tsx'
import { useLog } from './useLog.ts'

interface LogPanelProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly filterRef: RefObject<HTMLInputElement | null>
}

export function LogPanel({ session, player, filterRef }: LogPanelProps) {
  const { data: log, error, isPending } = useLog(session.sessionId)
  const [text, setText] = useState('')
  const [clocks, setClocks] = useState(false)
  const filter = useDeferredValue(text)
  const shown = useMemo(
    () => log && shownRows(log.length, filterRows(log, parseFilter(filter))),
    [log, filter],
  )

  if (error) return <ErrorNotice error={error} title="The log could not be read" compact />
  if (isPending || !log || !shown) return <LogSkeleton />
  if (log.length === 0)
    return (
      <Notice title="No log in this session" compact>
        No text egress or JSONL log of the room {session.roomName} lies in the bucket for this time. What is
        ingested later appears here.
      </Notice>
    )
  return (
    <div className={classes.panel}>
      <div className={classes.filter}>
        <TextInput
          ref={filterRef}
          className="grow"
          variant="unstyled"
          aria-label="Filter the log: text, field:value, sender"
          placeholder="Filter: text, field:value, sender"
          leftSection={<IconFilter size={14} stroke={1.6} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            if (text === '') event.currentTarget.blur()
            setText('')
          }}
        />
        <SenderMenu log={log} people={session.people} text={text} onText={setText} />
        <ChipButton on={clocks} onClick={() => setClocks(!clocks)} title="Both clocks and their difference">
          2 clocks
        </ChipButton>
      </div>
      <p className="visuallyHidden" role="status">
        {formatCount(shown.length)} of {formatCount(log.length)} rows
      </p>
      {shown.length === 0 ? (
        <Notice title="No row fits the filter" compact>
          {formatCount(log.length)} rows are hidden.{' '}
          <ChipButton onClick={() => setText('')}>Clear the filter</ChipButton>
        </Notice>
      ) : (
        <LogTable session={session} player={player} log={log} shown={shown} clocks={clocks} />
      )}
    </div>
  )
}

function LogSkeleton() {
  return (
    <div role="status" aria-label="Loading the log" className={classes.skeleton}>
      {Array.from({ length: 12 }, (_, row) => (
        <Skeleton key={row} h={12} w={`${64 + ((row * 37) % 30)}%`} />
      ))}
    </div>
  )
}
