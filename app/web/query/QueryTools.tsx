/** What one can do with a query: run it or give it up, begin from an example or an earlier one, take its result away. */
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import {
  IconArrowsMaximize,
  IconChevronDown,
  IconDownload,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { api, type FileFormat } from '../api/client.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { formatCount } from '../widgets/quantities.ts'
import { listExamples } from './examples.ts'
import classes from './query.module.css'
import type { QueryRun, QueryState } from './queryRun.ts'
import { formatQueryLine, recentQueries } from './recentQueries.ts'
import { saveFile } from './saveFile.ts'

const FORMATS: readonly (readonly [FileFormat, string])[] = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['arrow', 'Arrow'],
  ['parquet', 'Parquet'],
]

interface QueryToolsProps {
  readonly sessionId: string | undefined
  readonly query: QueryRun
  readonly onRun: () => void
}

export function QueryTools({ sessionId, query, onRun }: QueryToolsProps) {
  const state = useStore(query.state)
  const recent = useStore(recentQueries, (kept) => kept.recent)
  const { sql, status } = state
  const file = useMutation({
    mutationFn: async (format: FileFormat) =>
      saveFile(await api.queryFile(sql, format), `lockstep-query.${format}`),
  })
  const size = sessionId === undefined ? 'xs' : 'compact-sm'
  return (
    <>
      <div className={classes.tools}>
        {status === 'running' ? (
          <Button
            size={size}
            color="gray"
            leftSection={<IconPlayerStop size={14} />}
            onClick={query.cancel}
            title="Cancel (Esc)"
          >
            Cancel
          </Button>
        ) : (
          <Button
            size={size}
            leftSection={<IconPlayerPlay size={14} />}
            onClick={onRun}
            title="Run (Ctrl Enter)"
          >
            Run
          </Button>
        )}
        <TextMenu
          name="Examples"
          size={size}
          entries={listExamples(sessionId).map((example) => [example.name, example.sql])}
          onChoose={query.setSql}
        />
        {recent.length > 0 && (
          <TextMenu
            name="Recent"
            size={size}
            isCode
            entries={recent.map((text) => [formatQueryLine(text), text])}
            onChoose={query.setSql}
          />
        )}
        <Menu position="bottom-start" width={140}>
          <Menu.Target>
            <Button
              size={size}
              variant="default"
              leftSection={<IconDownload size={14} />}
              loading={file.isPending}
              disabled={sql.trim() === ''}
            >
              Save as
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {FORMATS.map(([format, name]) => (
              <Menu.Item key={format} onClick={() => file.mutate(format)}>
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {sessionId !== undefined && (
          <Tooltip label="Open in the query place">
            <ActionIcon
              component={Link}
              href={`/query?${new URLSearchParams({ sql }).toString()}`}
              aria-label="Open in the query place"
            >
              <IconArrowsMaximize size={15} />
            </ActionIcon>
          </Tooltip>
        )}
        <span className={classes.status} role="status">
          {describeStatus(state)}
        </span>
      </div>
      {file.error && <ErrorNotice error={file.error} title="The file was not made" compact />}
    </>
  )
}

interface TextMenuProps {
  readonly name: string
  readonly size: string
  readonly entries: readonly (readonly [label: string, sql: string])[]
  readonly isCode?: boolean
  readonly onChoose: (sql: string) => void
}

function TextMenu({ name, size, entries, isCode = false, onChoose }: TextMenuProps) {
  return (
    <Menu position="bottom-start" width={isCode ? 420 : 260}>
      <Menu.Target>
        <Button size={size} variant="default" rightSection={<IconChevronDown size={14} />}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {entries.map(([label, sql]) => (
          <Menu.Item key={sql} onClick={() => onChoose(sql)} title={isCode ? sql : undefined}>
            <span className={isCode ? 'mono cut' : 'cut'}>{label}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function describeStatus({ status, result }: QueryState): string {
  if (status === 'running') return 'running …'
  if (status === 'cancelled') return 'cancelled'
  if (status !== 'done' || !result) return ''
  const { rows, truncated, ms } = result
  return truncated
    ? `the first ${formatCount(rows.length)} rows in ${Math.round(ms)} ms; a file has all`
    : `${formatCount(rows.length)} ${rows.length === 1 ? 'row' : 'rows'} in ${Math.round(ms)} ms`
}
