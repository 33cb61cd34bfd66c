/** The folder of the built page: shipped in a package, built here in a checkout when its sources have changed. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../core/model/index.ts'
import type { Effects } from './effects.ts'

/** What the page is made of. */
const SOURCES = ['app/web', 'core', 'vite.config.ts', 'package-lock.json']
const STAMP = '.sources'

/** Throws UserError `page_missing` where there is no page and nothing to build it with, `page_broken` where it fails. */
export async function findWebRoot(effects: Pick<Effects, 'stderr'>): Promise<string> {
  const above = path.resolve(import.meta.dirname, '..')
  const isCheckout = existsSync(path.join(above, 'app', 'web', 'index.html'))
  if (isCheckout) return buildWeb(above, effects)
  const shipped = path.join(above, 'web')
  if (existsSync(path.join(shipped, 'index.html'))) return shipped
  throw new UserError('page_missing', `the page is not in ${shipped}`, { hint: 'Install the package again.' })
}

/** Builds the page of the checkout at `root` into dist/web, unless it stands for the same sources already. */
export async function buildWeb(root: string, effects: Pick<Effects, 'stderr'>): Promise<string> {
  const webRoot = path.join(root, 'dist', 'web')
  const stamp = path.join(webRoot, STAMP)
  const sources = await hashSources(root)
  const built = await readFile(stamp, 'utf8').catch(() => undefined)
  if (built === sources && existsSync(path.join(webRoot, 'index.html'))) return webRoot
  effects.stderr.write('Building the page (its sources have changed) …\n')
  const partial = `${webRoot}-${process.pid}.partial`
  const environment = process.env['NODE_ENV']
  try {
    // Vite makes a page for developers, slower and larger, where NODE_ENV says anything else: as tests do.
    process.env['NODE_ENV'] = 'production'
    const { build } = await import('vite')
    await build({
      configFile: path.join(root, 'vite.config.ts'),
      root: path.join(root, 'app', 'web'),
      build: { outDir: partial, emptyOutDir: true },
      logLevel: 'error',
    })
    await writeFile(path.join(partial, STAMP), sources)
    await swapIn(partial, webRoot)
  } catch (cause) {
    throw new UserError('page_broken', `the page could not be built: ${(cause as Error).message}`, {
      hint: 'Run npm ci where packages are missing; else the message above names the file.',
      cause,
    })
  } finally {
    if (environment === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = environment
    await rm(partial, { recursive: true, force: true })
  }
  return webRoot
}

/** A server may be reading the old page, another command may have built the same: there is always a whole one. */
async function swapIn(partial: string, webRoot: string): Promise<void> {
  const old = `${partial}.old`
  await rename(webRoot, old).catch(() => undefined)
  await rename(partial, webRoot).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  await rm(old, { recursive: true, force: true })
}

async function hashSources(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const whole = path.join(root, source)
    const entries = await readdir(whole, { recursive: true, withFileTypes: true }).catch(() => undefined)
    const files = entries
      ? entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
      : [whole]
    for (const file of files.toSorted()) {
      hash.update(`${path.relative(root, file)}\0`)
      hash.update(await readFile(file))
    }
  }
  return hash.digest('hex')
}
