/**
 * Catalogs for judging playback, made by the real ingest and the real maker of proxies, and kept between runs on one
 * machine: a folder a version of all that makes them, whole or not at all.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../../core/catalog/catalog.ts'
import { ingest } from '../../../ingest/pipeline.ts'
import { root } from '../program.ts'

const PREFIX = 'lockstep-judge-'
const DAY_MS = 86_400_000

export interface KeptCatalog {
  readonly bucket: string
  readonly catalog: string
}

/** `source` writes the bucket into an empty folder, or is the folder of one; done once a version of the sources. */
export async function keepCatalog(
  name: string,
  source: string | ((bucket: string) => void),
): Promise<KeptCatalog> {
  const folder = join(tmpdir(), `${PREFIX}${hashSources()}`, name)
  const bucket = typeof source === 'string' ? source : join(folder, 'bucket')
  const catalog = join(folder, 'catalog.duckdb')
  const isWhole = join(folder, 'whole')
  if (existsSync(isWhole)) return { bucket, catalog }
  await removeOld()
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

/** Those of other versions that nobody has made anything in for a day. */
async function removeOld(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const folder = join(tmpdir(), name)
    if (!name.startsWith(PREFIX) || name === PREFIX + hashSources()) continue
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > DAY_MS) await rm(folder, { recursive: true, force: true })
  }
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
