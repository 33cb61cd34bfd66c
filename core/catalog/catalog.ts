/**
 * The catalog: one DuckDB file with one owner. Reads go to a pool of connections and see committed rows; writes go
 * one after another through a single connection, so that two transactions never conflict.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { AsyncLocalStorage } from 'node:async_hooks'
import { appendRows, readColumns } from './append.ts'
import { openInstance } from './instance.ts'
import { migrate } from './migrations.ts'
import { createReaders } from './readers.ts'
import { readRows } from './rows.ts'
import { selectInto, selectRows, type FileFormat, type QueryResult, type SelectOptions } from './select.ts'
import { readSnapshot, type Snapshot } from './snapshot.ts'
import type { SqlValue } from './values.ts'

export type { SqlScalar, SqlValue } from './values.ts'
export { CatalogLocked } from './instance.ts'
export type { Snapshot } from './snapshot.ts'
export type { FileFormat, QueryResult, SelectOptions } from './select.ts'

export type Row = Readonly<Record<string, SqlValue>>

/** What a transaction may do; not to be used after its work has ended. */
export interface CatalogTx {
  all<Result = Record<string, unknown>>(sql: string, parameters?: readonly SqlValue[]): Promise<Result[]>
  run(sql: string, parameters?: readonly SqlValue[]): Promise<void>
  append(table: string, rows: readonly Row[]): Promise<void>
}

export interface Catalog {
  /** Absolute real path of the catalog file. */
  readonly path: string
  /** Folder of derived files: `<path>.cache`; it exists. SQL may read and write files here and nowhere else. */
  readonly cacheDir: string
  /** Rises with every write that was committed: what was read stays true while it stands. */
  readonly revision: number
  /**
   * Reads rows as objects. BIGINT and HUGEINT are numbers when safe, else bigint; columns named `…_ns` are always
   * bigint; TIMESTAMPTZ is a Date (µs rounded down to ms); DECIMAL a number; LIST an array. `?` placeholders.
   * Sees committed rows only, also while a transaction runs.
   */
  all<Result = Record<string, unknown>>(sql: string, parameters?: readonly SqlValue[]): Promise<Result[]>
  /** Runs `work` on one state of the catalog, whatever is written meanwhile; for reads that belong together. */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
  /** Runs one writing statement in a transaction of its own. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<void>
  /** Runs `work` alone among all writers, then commits; rolls back and rethrows where it throws. */
  transaction<T>(work: (tx: CatalogTx) => Promise<T>): Promise<T>
  /** Appends rows in bulk by column name, all or none; a column a row does not name is NULL. */
  append(table: string, rows: readonly Row[]): Promise<void>
  /** Runs a person's SQL: one SELECT, read-only, no files, at most `maxRows` rows and `timeoutMs`. Throws UserError. */
  select(sql: string, options?: SelectOptions): Promise<QueryResult>
  /** Runs a person's SELECT and returns a whole file: an Arrow IPC file, Parquet, CSV (RFC 4180) or a JSON array. */
  selectTo(sql: string, format: FileFormat, options?: SelectOptions): Promise<Uint8Array>
  /** Waits for running transactions, interrupts reads, closes the file; it may then be opened again. */
  close(): Promise<void>
}

/**
 * Opens a catalog, bringing its schema up to date. Throws UserError `catalog_missing` without `create`,
 * `catalog_locked` (hint: who holds it), `catalog_unreadable`, `catalog_newer`.
 */
export async function openCatalog(path: string, options: { create?: boolean } = {}): Promise<Catalog> {
  const opened = await openInstance(path, { create: options.create ?? false })
  try {
    const writer = await opened.instance.connect()
    await migrate(writer)
    return createCatalog({ ...opened, writer })
  } catch (error) {
    opened.release()
    throw error
  }
}

function createCatalog(opened: {
  instance: DuckDBInstance
  path: string
  cacheDir: string
  writer: DuckDBConnection
  release: () => void
}): Catalog {
  const { instance, path, cacheDir, writer } = opened
  const readers = createReaders(instance)
  const inside = new AsyncLocalStorage<true>()
  const columns = new Map<string, readonly string[]>()
  let tail: Promise<unknown> = Promise.resolve()
  let closed = false
  let revision = 0

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new Error('the catalog is closed')
    if (inside.getStore())
      throw new Error('inside a transaction, write through its tx: the catalog would wait for itself')
    const turn = tail.then(() => inside.run(true, work))
    tail = turn.catch(() => undefined)
    const result = await turn
    revision += 1
    return result
  }
  const tx: CatalogTx = {
    all: (sql, parameters) => readRows(writer, sql, parameters),
    run: async (sql, parameters) => void (await readRows(writer, sql, parameters)),
    append: async (table, rows) => {
      const names = columns.get(table) ?? (await readColumns(writer, table))
      columns.set(table, names)
      await appendRows(writer, table, names, rows)
    },
  }
  const transaction = <T>(work: (tx: CatalogTx) => Promise<T>): Promise<T> =>
    inTurn(async () => {
      await writer.run('BEGIN TRANSACTION')
      try {
        const result = await work(tx)
        await writer.run('COMMIT')
        return result
      } catch (error) {
        // A failed COMMIT has already rolled back; then there is nothing left to undo.
        await writer.run('ROLLBACK').catch(() => undefined)
        throw error
      }
    })

  return {
    path,
    cacheDir,
    get revision() {
      return revision
    },
    all: (sql, parameters) => readers.read((connection) => readRows(connection, sql, parameters)),
    snapshot: (work) => readers.read((connection) => readSnapshot(connection, work)),
    run: (sql, parameters) => inTurn(() => tx.run(sql, parameters)),
    transaction,
    append: (table, rows) => transaction((inner) => inner.append(table, rows)),
    select: (sql, options) => readers.read((connection) => selectRows(connection, sql, options)),
    selectTo: (sql, format, options) =>
      readers.read((connection) => selectInto(connection, sql, format, { ...options, cacheDir })),
    close: async () => {
      if (closed) return
      closed = true
      await tail
      await readers.close()
      writer.closeSync()
      opened.release()
    },
  }
}
