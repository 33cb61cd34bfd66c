/** The line under the log: how many rows fit, from match to match, columns of fields, copying. */
import { ActionIcon, Menu } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconColumns, IconCopy } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import { goToMatch } from '../commands/logCommands.ts'
import type { Player } from '../playback/player.types.ts'
import { formatBytes, formatCount } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { CopyForm } from './copyRows.ts'
import type { LogColumns } from './logColumns.ts'
import classes from './logs.module.css'
import { logMatches } from './logStore.ts'

const FieldList = lazy(async () => ({ default: (await import('./FieldList.tsx')).FieldList }))

interface LogFooterProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly log: LogColumns
  readonly copied: { readonly count: number; readonly isSelection: boolean }
  readonly onCopy: (form: CopyForm) => void
}

export function LogFooter({ session, player, store, log, copied, onCopy }: LogFooterProps) {
  const matches = useStore(logMatches)
  const share = log.isWhole ? 1 : Math.min(1, log.length / Math.max(1, session.logCount))
  return (
    <div className={classes.footer}>
      {share < 1 && (
        <div
          className={classes.progress}
          role="progressbar"
          aria-label="Reading the log"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <span className="grow cut" role="status" title={`${formatBytes(log.bytes)} in memory`}>
        {describeCount(log, matches, session.logCount)}
      </span>
      <CommandTip command="log.previous">
        <ActionIcon size="sm" aria-label="Match before" onClick={() => goToMatch(player, -1)}>
          <IconChevronUp size={15} stroke={1.7} />
        </ActionIcon>
      </CommandTip>
      <CommandTip command="log.next">
        <ActionIcon size="sm" aria-label="Next match" onClick={() => goToMatch(player, 1)}>
          <IconChevronDown size={15} stroke={1.7} />
        </ActionIcon>
      </CommandTip>
      <Menu position="top-end" width={260}>
        <Menu.Target>
          <ActionIcon size="sm" aria-label="Columns of fields" title="Columns of fields">
            <IconColumns size={15} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Fields of the payloads, as columns</Menu.Label>
          <Suspense fallback={null}>
            <FieldList log={log} store={store} />
          </Suspense>
        </Menu.Dropdown>
      </Menu>
      <Menu position="top-end" width={230}>
        <Menu.Target>
          <ActionIcon size="sm" aria-label="Copy rows" title="Copy rows">
            <IconCopy size={15} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {copied.isSelection ? 'The chosen' : 'All shown'}: {formatCount(copied.count)}{' '}
            {copied.count === 1 ? 'row' : 'rows'}
          </Menu.Label>
          <Menu.Item rightSection={<kbd>Ctrl C</kbd>} onClick={() => onCopy('tsv')}>
            Copy as a table
          </Menu.Item>
          <Menu.Item onClick={() => onCopy('jsonl')}>Copy as JSON lines</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function describeCount(
  log: LogColumns,
  { rows, scanned, total }: { rows: Uint32Array | undefined; scanned: number; total: number },
  expected: number,
): string {
  const all = log.isWhole ? log.length : Math.max(expected, log.length)
  if (rows === undefined)
    return log.isWhole
      ? `${formatCount(all)} ${all === 1 ? 'row' : 'rows'}`
      : `${formatCount(log.length)} of ${formatCount(all)} rows read`
  const found = `${formatCount(rows.length)} of ${formatCount(all)}`
  return scanned < total ? `${found} · ${Math.floor((scanned / total) * 100)} % searched` : found
}
