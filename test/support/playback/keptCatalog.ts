/**
 * Catalogs for judging playback, made by the real ingest and the real maker of proxies, and kept between runs on one
 * machine: a folder a version of all that makes them, whole or not at all.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../../core/catalog/catalog.ts'
import { ingest } from '../../../ingest/pipeline.ts'
import { root } from '../program.ts'

export interface KeptCatalog {
  readonly bucket: string
  readonly catalog: string
}

/** `source` writes the bucket into an empty folder, or is the folder of one; done once a version of the sources. */
export async function keepCatalog(
  name: string,
  source: string | ((bucket: string) => void),
): Promise<KeptCatalog> {
  const folder = join(tmpdir(), `lockstep-judge-${hashSources()}`, name)
  const bucket = typeof source === 'string' ? source : join(folder, 'bucket')
  const catalog = join(folder, 'catalog.duckdb')
  const isWhole = join(folder, 'whole')
  if (existsSync(isWhole)) return { bucket, catalog }
  await rm(folder, { recursive: true, force: true })
  await mkdir(bucket, { recursive: true })
  if (typeof source !== 'string') source(bucket)
  const opened = await openCatalog(catalog, { create: true })
  try {
    await ingest({ catalog: opened, uri: bucket })
  } finally {
    await opened.close()
  }
  await writeFile(isWhole, '')
  return { bucket, catalog }
}

/** What the bucket, the catalog and the files beside it follow from. */
const SOURCES = ['core', 'ingest', 'fixtures/manifest.ts', 'fixtures/recording.ts', 'test/support/playback']
let hashed: string | undefined

function hashSources(): string {
  return (hashed ??= hashFiles())
}

function hashFiles(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const path = join(root, source)
    const files = source.endsWith('.ts')
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && /\.(ts|sql)$/.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 12)
}
