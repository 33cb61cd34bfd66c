/**
 * One DuckDB instance a process per file. DuckDB itself lets a second instance of the same process open the file
 * without a word and then loses committed rows (its file lock is per process), so this module refuses; other
 * processes are refused by DuckDB's lock, which is translated here into who holds it.
 */
import { DuckDBInstance } from '@duckdb/node-api'
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { UserError } from '../model/index.ts'

// On globalThis, because two copies of this module in one process would otherwise each have a guard of their own.
const OPEN = Symbol.for('lockstep.openCatalogs')
const openPaths = ((globalThis as Record<symbol, unknown>)[OPEN] ??= new Set<string>()) as Set<string>

const OPTIONS = {
  memory_limit: '1GB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
}

export interface OpenInstance {
  readonly instance: DuckDBInstance
  /** Real path of the catalog file. */
  readonly path: string
  readonly cacheDir: string
  /** Closes the instance and lets the file be opened again. */
  release(): void
}

/** Another process has the file open; `pid` where DuckDB says which. */
export class CatalogLocked extends UserError {
  readonly pid: number | undefined

  constructor(message: string, options: { hint: string; cause: unknown; pid: number | undefined }) {
    super('catalog_locked', message, options)
    this.pid = options.pid
  }
}

/** Opens the file and closes it to the world: no extensions, no files but those in the cache folder. */
export async function openInstance(given: string, options: { create: boolean }): Promise<OpenInstance> {
  if (!isMainThread)
    throw new Error('the catalog is opened by the main thread alone: a second opener loses rows')
  const path = resolveFile(given, options.create)
  if (openPaths.has(path)) {
    throw new UserError('catalog_locked', `the catalog ${path} is already open in this process`, {
      hint: 'One process opens a catalog once and shares it: a second opening would lose rows silently.',
    })
  }
  openPaths.add(path)
  try {
    const cacheDir = `${path}.cache`
    mkdirSync(cacheDir, { recursive: true })
    const instance = await DuckDBInstance.create(path, OPTIONS)
    await closeToTheWorld(instance, cacheDir)
    const release = (): void => {
      instance.closeSync()
      openPaths.delete(path)
    }
    return { instance, path, cacheDir, release }
  } catch (error) {
    openPaths.delete(path)
    throw explainOpenError(error, path)
  }
}

function resolveFile(given: string, create: boolean): string {
  const path = resolve(given)
  if (existsSync(path)) {
    if (!statSync(path).isFile())
      throw new UserError('catalog_unreadable', `${path} is a folder, not a catalog file`)
    return realpathSync(path)
  }
  if (!create) {
    throw new UserError('catalog_missing', `there is no catalog at ${path}`, {
      hint: `Make one with: lockstep ingest <folder or s3://bucket/prefix> --catalog ${given}\nor name another with --catalog or LOCKSTEP_CATALOG.`,
    })
  }
  mkdirSync(dirname(path), { recursive: true })
  return join(realpathSync(dirname(path)), basename(path))
}

async function closeToTheWorld(instance: DuckDBInstance, cacheDir: string): Promise<void> {
  const connection = await instance.connect()
  try {
    await connection.run(`SET GLOBAL TimeZone = 'UTC'`)
    await connection.run(`SET GLOBAL allowed_directories = [${quoteText(cacheDir)}]`)
    await connection.run('SET GLOBAL enable_external_access = false')
    await connection.run('SET GLOBAL lock_configuration = true')
  } finally {
    connection.closeSync()
  }
}

function explainOpenError(error: unknown, path: string): unknown {
  const text = error instanceof Error ? error.message : String(error)
  if (/could not set lock|conflicting lock|being used by another process/i.test(text)) {
    const pid = /PID (\d+)/.exec(text)?.[1]
    const server = readServerFile(path)
    const hint = server
      ? `The lockstep server at ${server.url} (process ${server.pid}) has it open: use that page, or stop the server.`
      : `Close the program that has it open${pid ? ` (process ${pid})` : ''} and try again.`
    const who = pid ? `process ${pid}` : 'another process'
    const message = `the catalog ${path} is held by ${who}`
    return new CatalogLocked(message, {
      hint,
      cause: error,
      pid: pid === undefined ? undefined : Number(pid),
    })
  }
  if (/not a valid DuckDB database file|checksum|corrupt|serializ|version number/i.test(text)) {
    return new UserError(
      'catalog_unreadable',
      `${path} cannot be read as a catalog: ${text.split('\n')[0]}`,
      {
        hint: 'If it is another kind of file, name another with --catalog. A damaged catalog is rebuilt by ingesting the bucket into a new file.',
        cause: error,
      },
    )
  }
  if (/permission denied|read-only file system/i.test(text)) {
    return new UserError(
      'catalog_unreadable',
      `${path} cannot be opened for writing: ${text.split('\n')[0]}`,
      {
        hint: 'Check the owner and mode of the file and its folder.',
        cause: error,
      },
    )
  }
  return error
}

/** Returns what a running server wrote beside its catalog, or undefined. */
function readServerFile(catalogPath: string): { pid: number; url: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(`${catalogPath}.server.json`, 'utf8'))
    const { pid, url } = parsed as { pid?: unknown; url?: unknown }
    return typeof pid === 'number' && typeof url === 'string' ? { pid, url } : undefined
  } catch {
    return undefined
  }
}

/** An SQL text literal. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** An SQL identifier. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`
