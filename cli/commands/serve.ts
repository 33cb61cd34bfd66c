/** `lockstep serve`: the workbench in a browser, until Ctrl-C. */
import { Command, InvalidArgumentError } from 'commander'
import { dirname, join } from 'node:path'
import type { LongWork } from '../../app/server/effects.ts'
import {
  startServer,
  type RunningServer,
  type StartServerOptions,
  type WaitingCatalog,
} from '../../app/server/server.ts'
import { CatalogLocked, openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import { findWebRoot } from '../buildWeb.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { openBrowser } from '../openBrowser.ts'
import { examples } from '../terminal.ts'
import { resolveSource } from './ingest.ts'

export const DEFAULT_PORT = 5430

interface ServeOptions {
  catalog?: string
  port?: number
  open: boolean
  source?: string
}

export function command(effects: Effects): Command {
  return new Command('serve')
    .addOption(catalogOption())
    .option('--port <number>', `port of 127.0.0.1 (default: ${DEFAULT_PORT}, or a free one)`, parsePort)
    .option('--no-open', 'do not open a browser')
    .option('--source <uri>', 'ingest this folder or s3://bucket/prefix while serving; makes the catalog')
    .addHelpText(
      'after',
      examples([
        'lockstep serve --catalog study.duckdb',
        'lockstep serve --source s3://recordings/project-7 --no-open --port 8080',
      ]),
    )
    .action((options: ServeOptions) => runServe(options, effects))
}

async function runServe(options: ServeOptions, effects: Effects): Promise<void> {
  const { source } = options
  const webRoot = await findWebRoot(effects)
  const path = resolveCatalog(options.catalog, effects)
  let opened: Catalog | undefined
  const open = async (): Promise<Catalog> =>
    (opened = await openCatalog(path, { create: source !== undefined }))
  try {
    const catalog = await open().catch((error: unknown) => waitFor(error, path, open))
    if ('locked' in catalog)
      effects.stderr.write(`${catalog.locked.message}: waiting for it, and the page says so.\n`)
    const { version } = effects
    const port = options.port ?? DEFAULT_PORT
    const server = await listen(
      { catalog, port, webRoot, version, effects: { makeDemo: makeDemoBeside } },
      options,
    )
    try {
      effects.stdout.write(`${server.url}\n`)
      if (options.open && effects.stdout.isTTY) openBrowser(server.url, effects.env)
      const ended = untilAborted(effects.signal)
      await Promise.race([ended, server.opened])
      if (source !== undefined && !effects.signal.aborted)
        await server.ingest(resolveSource(source, effects.cwd))
      await ended
      effects.stderr.write('Closing …\n')
    } finally {
      await server.close()
    }
  } finally {
    await opened?.close()
  }
}

/** Loaded when asked for: it draws pictures, and brings a codec to do it. */
async function makeDemoBeside(catalog: Catalog, work: LongWork): Promise<Record<string, unknown>> {
  const { DEMO_FOLDER, makeDemo } = await import('../makeDemo.ts')
  return makeDemo(catalog, { ...work, out: join(dirname(catalog.path), DEMO_FOLDER) })
}

/** A catalog that another process has open is waited for; anything else is thrown. */
function waitFor(error: unknown, path: string, open: () => Promise<Catalog>): WaitingCatalog {
  if (!(error instanceof CatalogLocked)) throw error
  return { path, locked: error, open }
}

/** The default port may be another program's: then any free one does. */
export async function listen(start: StartServerOptions, { port }: { port?: number }): Promise<RunningServer> {
  try {
    return await startServer(start)
  } catch (error) {
    if (port !== undefined || !(error instanceof UserError) || error.code !== 'port_taken') throw error
    return await startServer({ ...start, port: 0 })
  }
}

export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

export function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is 0 to 65535')
  return port
}
