/** `lockstep query`: one SELECT over the catalog, as a table or as a whole file. */
import { Command, Option } from 'commander'
import type { FileFormat } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import { deliver } from '../deliver.ts'
import type { Effects } from '../effects.ts'
import { formatTable } from '../table.ts'
import { examples } from '../terminal.ts'

interface QueryOptions {
  catalog?: string
  format?: FileFormat | 'table'
  out?: string
  json?: boolean
}

const TABLE_ROWS = 1000

export function command(effects: Effects): Command {
  return new Command('query')
    .argument('<sql>', 'one SELECT; core/catalog/README.md lists the tables')
    .addOption(catalogOption())
    .addOption(
      new Option(
        '--format <format>',
        'table, or a whole file; default: from the name of --out, else table',
      ).choices(['table', 'csv', 'json', 'parquet', 'arrow']),
    )
    .option('--json', 'the same as --format json; errors as JSON too')
    .option('--out <file>', 'write to a file (whole or not at all) instead of standard output')
    .addHelpText(
      'after',
      examples([
        'lockstep query "select * from session_overview"',
        `lockstep query "select identity, sum(end_s - start_s) as seconds from track_timeline where kind = 'audio' group by all" --format json`,
        `lockstep query "select * from log_timeline" --out logs.parquet`,
      ]),
    )
    .action(async (sql: string, options: QueryOptions) => {
      const format = options.format ?? (options.json ? 'json' : formatOfName(options.out)) ?? 'table'
      if ((format === 'parquet' || format === 'arrow') && options.out === undefined && effects.stdout.isTTY) {
        throw new UserError('binary_to_terminal', `${format} is binary and would garble the terminal`, {
          hint: `Name a file: --out result.${format}`,
        })
      }
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        if (format !== 'table') {
          await deliver(await access.selectTo(sql, format, effects.signal), options.out, effects)
          return
        }
        const result = await access.select(sql, { maxRows: TABLE_ROWS, signal: effects.signal })
        const align = result.columns.map(({ type }) => (/INT|DOUBLE|FLOAT|DECIMAL/.test(type) ? 'r' : 'l'))
        const table = formatTable(
          result.columns.map(({ name }) => name),
          result.rows,
          align,
        )
        await deliver(new TextEncoder().encode(table), options.out, effects)
        if (result.truncated) {
          effects.stderr.write(`The first ${TABLE_ROWS} rows; another --format has them all.\n`)
        }
      })
    })
}

function formatOfName(out: string | undefined): FileFormat | undefined {
  const extension = /\.(csv|json|parquet|arrow)$/i.exec(out ?? '')?.[1]
  return extension?.toLowerCase() as FileFormat | undefined
}
