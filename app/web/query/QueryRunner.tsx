/** SQL over the catalog: write, run, look, take away. Read-only; the server refuses the rest. */
import { Button, Menu, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconChevronDown, IconDownload, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { api, type FileFormat } from '../api/client.ts'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { formatCount } from '../widgets/quantities.ts'
import { listExamples, VIEWS } from './examples.ts'
import classes from './query.module.css'
import { ResultTable } from './ResultTable.tsx'
import { saveFile } from './saveFile.ts'

const MAX_ROWS = 10_000
const FORMATS: readonly (readonly [FileFormat, string])[] = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['arrow', 'Arrow'],
  ['parquet', 'Parquet'],
]

interface QueryRunnerProps {
  /** Examples ask about this session. */
  readonly sessionId?: string
  readonly first?: string
  readonly onRun?: (sql: string) => void
}

export function QueryRunner({ sessionId, first, onRun }: QueryRunnerProps) {
  const examples = listExamples(sessionId)
  const [sql, setSql] = useState(first ?? examples[sessionId === undefined ? 0 : 1]!.sql)
  const query = useMutation({ mutationFn: (text: string) => api.query(text, MAX_ROWS) })
  const file = useMutation({
    mutationFn: async (format: FileFormat) =>
      saveFile(await api.queryFile(sql, format), `lockstep-query.${format}`),
  })
  const run = (): void => {
    if (sql.trim() === '') return
    query.mutate(sql)
    onRun?.(sql)
  }
  const result = query.data
  return (
    <div className={classes.runner}>
      <Textarea
        aria-label="SQL"
        className={classes.sql}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        autosize
        minRows={sessionId === undefined ? 5 : 4}
        maxRows={14}
        value={sql}
        onChange={(event) => setSql(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            run()
          }
        }}
      />
      <div className={classes.tools}>
        <Button
          leftSection={<IconPlayerPlay size={14} />}
          loading={query.isPending}
          onClick={run}
          title="Run (Ctrl Enter)"
        >
          Run
        </Button>
        <Menu position="bottom-start" width={240}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} />}>
              Examples
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {examples.map((example) => (
              <Menu.Item key={example.name} onClick={() => setSql(example.sql)}>
                {example.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Menu position="bottom-start" width={140}>
          <Menu.Target>
            <Button
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
        <span className="muted grow" role="status">
          {result &&
            `${formatCount(result.rows.length)}${result.truncated ? '+' : ''} rows in ${Math.round(result.ms)} ms`}
        </span>
      </div>
      {file.error && <ErrorNotice error={file.error} title="The file was not made" compact />}
      {query.error && <ErrorNotice error={query.error} title="The query failed" compact />}
      {result && !query.error && <ResultTable result={result} />}
      {!result && !query.error && <Views />}
    </div>
  )
}

function Views() {
  return (
    <div className={classes.views} tabIndex={0} role="region" aria-label="Views">
      <Notice title="What can be asked" compact>
        Any SELECT of DuckDB. A row that has session_id and a time (t_s, start_s) opens that moment. Ctrl
        Enter runs.
      </Notice>
      <dl>
        {VIEWS.map(([name, columns, meaning]) => (
          <div key={name}>
            <dt>
              <code className="mono">{name}</code> <span className="muted">{meaning}</span>
            </dt>
            <dd className="mono faint">{columns}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
