/** Numbered schema migrations: `migrations/NNNN_name.sql`, each applied once, whole, in order. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { UserError } from '../model/index.ts'

interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

// Beside this file in the sources and in the built package alike: the build copies the .sql files.
const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url))

/** Reads the migrations this program knows, in order. */
export function readMigrations(folder: string = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      name: name.slice(0, -4),
      sql: readFileSync(`${folder}/${name}`, 'utf8'),
    }))
}

/**
 * Brings the schema up to date; a kill between two migrations leaves a whole one behind. Throws UserError
 * `catalog_newer` when the file was made by a later version.
 */
export async function migrate(connection: DuckDBConnection, migrations = readMigrations()): Promise<void> {
  await connection.run(
    'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)',
  )
  const reader = await connection.runAndReadAll('SELECT coalesce(max(version), 0) FROM schema_migrations')
  const current = Number(reader.getRows()[0]?.[0] ?? 0)
  const known = migrations.at(-1)?.version ?? 0
  if (current > known) {
    throw new UserError(
      'catalog_newer',
      `the catalog has schema ${current}, this lockstep knows up to ${known}`,
      {
        hint: 'Update lockstep, or use another catalog file.',
      },
    )
  }
  for (const migration of migrations) {
    if (migration.version > current) await apply(connection, migration)
  }
}

async function apply(connection: DuckDBConnection, migration: Migration): Promise<void> {
  await connection.run('BEGIN TRANSACTION')
  try {
    await connection.run(migration.sql)
    await connection.run('INSERT INTO schema_migrations VALUES (?, ?, now())', [
      migration.version,
      migration.name,
    ])
    await connection.run('COMMIT')
  } catch (error) {
    await connection.run('ROLLBACK')
    throw new Error(`migration ${migration.name} failed`, { cause: error })
  }
}
