/** `lockstep sessions`: the view session_overview as a table. */
import { Command } from 'commander'
import { formatTime } from '../../core/time/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { formatTable } from '../table.ts'
import { examples } from '../terminal.ts'

const SQL = 'SELECT * FROM session_overview ORDER BY started_at, session_id'
const MAX_ROWS = 100_000

export function command(effects: Effects): Command {
  return new Command('sessions')
    .addOption(catalogOption())
    .option('--json', 'one JSON array, a session an object')
    .addHelpText('after', examples(['lockstep sessions', 'lockstep sessions --catalog study.duckdb --json']))
    .action(async (options: { catalog?: string; json?: boolean }) => {
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        if (options.json) {
          effects.stdout.write(await access.selectTo(SQL, 'json', effects.signal))
          return
        }
        const result = await access.select(SQL, { maxRows: MAX_ROWS, signal: effects.signal })
        const names = result.columns.map((column) => column.name)
        const rows = result.rows.map((row) =>
          Object.fromEntries(names.map((name, index) => [name, row[index]])),
        )
        effects.stdout.write(
          rows.length === 0 ? 'No sessions yet: lockstep ingest <folder or s3://…>\n' : formatRows(rows),
        )
      })
    })
}

function formatRows(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const header = [
    'session',
    'room',
    'started (UTC)',
    'length',
    'people',
    'tracks',
    'recordings',
    'findings',
    'grade',
  ]
  const cells = rows.map((row) => [
    row['session_id'],
    row['room_name'],
    String(row['started_at']).slice(0, 19).replace('T', ' '),
    formatTime(Number(row['duration_s']) * 1e6, 0),
    row['participants'],
    row['tracks'],
    row['recordings'],
    row['findings'],
    row['worst_grade'] ?? 'unplaced',
  ])
  return formatTable(header, cells, ['l', 'l', 'l', 'r', 'r', 'r', 'r', 'r', 'l'])
}
