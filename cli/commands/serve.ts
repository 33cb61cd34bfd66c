/** `lockstep serve`: the workbench in a browser, until Ctrl-C. */
import { Command, InvalidArgumentError } from 'commander'
import { startServer, type RunningServer, type StartServerOptions } from '../../app/server/server.ts'
import { openCatalog } from '../../core/catalog/catalog.ts'
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
    .action(async (options: ServeOptions) => {
      const { source } = options
      const webRoot = await findWebRoot(effects)
      const path = resolveCatalog(options.catalog, effects)
      const catalog = await openCatalog(path, { create: source !== undefined })
      try {
        const server = await listen(
          { catalog, port: options.port ?? DEFAULT_PORT, webRoot, version: effects.version },
          options,
        )
        effects.stdout.write(`${server.url}\n`)
        if (source !== undefined) server.ingest(resolveSource(source, effects.cwd))
        if (options.open && effects.stdout.isTTY) openBrowser(server.url, effects.env)
        await untilAborted(effects.signal)
        effects.stderr.write('Closing …\n')
        await server.close()
      } finally {
        await catalog.close()
      }
    })
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
