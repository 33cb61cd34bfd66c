/**
 * The backend's own state in one SQLite file: keys, projects, rooms, links, consents, recordings. Every commit reaches
 * the disk before it is answered (WAL, `synchronous=FULL`), so a `kill -9` loses nothing that was acknowledged. One
 * process has it at a time; the system frees the lock of one that died.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { UserError } from '../../core/model/index.ts'
import { captureError } from '../model/problems.ts'
import { MIGRATIONS } from './migrations.ts'
import { openSecretBox, type SecretBox } from './secretBox.ts'

export type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>

/** What writes throws UserError `disk_full` or `disk_failed` where the disk does not take it; then nothing has changed. */
export interface CaptureStore {
  readonly folder: string
  readonly secrets: SecretBox
  /** ISO 8601 in UTC, milliseconds. */
  now(): string
  all(sql: string, ...values: SQLInputValue[]): Row[]
  get(sql: string, ...values: SQLInputValue[]): Row | undefined
  /** The number of rows that changed. */
  run(sql: string, ...values: SQLInputValue[]): number
  /** All of `work` or nothing of it; one within another joins it. */
  transact<T>(work: () => T): T
  close(): void
}

export interface OpenStoreOptions {
  readonly folder: string
  /** Absent: `capture.key` in the folder. */
  readonly keyFile?: string | undefined
  readonly now?: () => Date
}

const DATABASE = 'capture.sqlite'
/** What the key is tried on when the state is opened, so that a wrong one is said at the start. */
const PROBE = 'marks/key'

/** Makes the folder (0700) and the file at first. Throws UserError `state_locked`, `state_newer`, `capture_key_wrong`. */
export async function openCaptureStore(options: OpenStoreOptions): Promise<CaptureStore> {
  const { folder, now = () => new Date() } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const secrets = await openSecretBox(options.keyFile ?? join(folder, 'capture.key'))
  const path = join(folder, DATABASE)
  const database = openDatabase(path)
  try {
    migrate(database, path)
    const store = createStore(database, { folder, secrets, now: () => now().toISOString() })
    probeKey(store)
    return store
  } catch (error) {
    database.close()
    throw error
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  try {
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; BEGIN IMMEDIATE; COMMIT;`)
    return database
  } catch (cause) {
    database.close()
    if (!/locked|busy/i.test(String(cause))) throw cause
    throw new UserError('state_locked', `another lockstep capture has ${path} open`, {
      hint: 'End that one, or give this one a folder of its own with --state.',
      cause,
    })
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version > MIGRATIONS.length) {
    throw new UserError(
      'state_newer',
      `${path} is of a newer Lockstep: version ${version}, this one knows ${MIGRATIONS.length}`,
      { hint: 'Install that version, or give this one another --state.' },
    )
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index >= version) database.exec(`BEGIN; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT;`)
  }
}

function probeKey(store: CaptureStore): void {
  const mark = store.get('SELECT value FROM marks WHERE name = ?', 'key')
  if (mark) store.secrets.open(PROBE, mark['value'] as Uint8Array)
  else store.run('INSERT INTO marks VALUES (?, ?)', 'key', store.secrets.seal(PROBE, 'lockstep'))
}

function createStore(
  database: DatabaseSync,
  world: Pick<CaptureStore, 'folder' | 'secrets' | 'now'>,
): CaptureStore {
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, known)
    return known
  }
  let inside = false
  return {
    ...world,
    all: (sql, ...values) => prepare(sql).all(...values),
    get: (sql, ...values) => prepare(sql).get(...values),
    run(sql, ...values) {
      try {
        return Number(prepare(sql).run(...values).changes)
      } catch (error) {
        throw explainWrite(error, world.folder)
      }
    },
    transact(work) {
      if (inside) return work()
      try {
        database.exec('BEGIN IMMEDIATE')
        inside = true
        const result = work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        // A full disk has rolled it back already (https://sqlite.org/lang_transaction.html, section 3.1).
        if (database.isTransaction) database.exec('ROLLBACK')
        throw explainWrite(error, world.folder)
      } finally {
        inside = false
      }
    },
    close() {
      if (database.isOpen) database.close()
    },
  }
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const [SQLITE_IOERR, SQLITE_FULL] = [10, 13]

function explainWrite(error: unknown, folder: string): unknown {
  const code = Number((error as { errcode?: number }).errcode) & 0xff
  if (code === SQLITE_FULL)
    return captureError('disk_full', `the disk of ${folder} is full: this could not be stored`, {
      cause: error,
    })
  if (code === SQLITE_IOERR)
    return captureError('disk_failed', `the disk of ${folder} does not take what is to be stored`, {
      cause: error,
    })
  return error
}
