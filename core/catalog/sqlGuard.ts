/**
 * Admits exactly one SELECT that reads the catalog and nothing else. The file is closed to the world already
 * (instance.ts) and the statement runs in a read-only transaction; this says no early, and says why.
 */
import { StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api'
import { UserError } from '../model/index.ts'
import { quoteText } from './instance.ts'
import { explainQueryError } from './queryErrors.ts'

const TABLE_FUNCTIONS =
  /^(range|generate_series|unnest|repeat|repeat_row|json_each|json_tree|histogram|histogram_values|pragma_table_info|duckdb_(columns|tables|views|types|functions|constraints|keywords|schemas))$/
const REFUSED_FUNCTIONS =
  /^(read_|parquet_|sniff_|glob$|getenv$|query$|query_table$|json_execute_serialized_sql$)/
const FILE_LIKE = /[/\\:]|\.(csv|tsv|txt|json|jsonl|ndjson|parquet|arrow|db|duckdb|gz|zst|xlsx)$/i

/** Parses and binds one SELECT. Throws UserError `query_refused` (not a plain SELECT) or `query_failed` (DuckDB's own words). */
export async function prepareSelect(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql).catch((error: unknown) => {
    throw explainQueryError(error)
  })
  if (statements.count === 0) throw refuse('there is no statement', 'Write one SELECT.')
  if (statements.count > 1)
    throw refuse(`found ${statements.count} statements, expected one SELECT`, 'Run them one by one.')
  await refuseForeignSources(connection, sql)
  const prepared = await statements.prepare(0).catch((error: unknown) => {
    throw explainQueryError(error)
  })
  if (prepared.statementType !== StatementType.SELECT) {
    prepared.destroySync()
    throw refuse(`found ${StatementType[prepared.statementType]}, expected SELECT`, READ_ONLY_HINT)
  }
  if (prepared.parameterCount > 0) {
    prepared.destroySync()
    throw refuse('found a parameter, expected values', 'Write the value in its place.')
  }
  return prepared
}

const READ_ONLY_HINT = 'Queries only read: the catalog is changed by ingest, nudge and annotations.'

const refuse = (found: string, hint: string): UserError =>
  new UserError('query_refused', `refused: ${found}`, { hint })

async function refuseForeignSources(connection: DuckDBConnection, sql: string): Promise<void> {
  const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoteText(sql)})`)
  const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as { error?: boolean }
  if (tree.error) throw refuse('this is no plain SELECT', READ_ONLY_HINT)
  visitNodes(tree, (node) => {
    const name = typeof node['function_name'] === 'string' ? node['function_name'].toLowerCase() : undefined
    if (name !== undefined && REFUSED_FUNCTIONS.test(name)) throw refuse(`function ${name}`, FILES_HINT)
    if (node['type'] === 'TABLE_FUNCTION') {
      const called = String(
        (node['function'] as Record<string, unknown> | undefined)?.['function_name'],
      ).toLowerCase()
      if (!TABLE_FUNCTIONS.test(called)) throw refuse(`table function ${called}`, FILES_HINT)
    }
    if (node['type'] === 'BASE_TABLE' && FILE_LIKE.test(String(node['table_name']))) {
      throw refuse(`the file ${String(node['table_name'])} as a table`, FILES_HINT)
    }
  })
}

const FILES_HINT =
  'Queries read the tables of this catalog alone, no files and no settings (core/catalog/README.md lists them).'

function visitNodes(value: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) visitNodes(item, visit)
  else if (typeof value === 'object' && value !== null) {
    visit(value as Record<string, unknown>)
    for (const item of Object.values(value)) visitNodes(item, visit)
  }
}
