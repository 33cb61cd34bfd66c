/** `lockstep demo`: a lesson with known truth, made, ingested and open in a browser; the page shows the making. */
import { Command } from 'commander'
import { join, resolve } from 'node:path'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { findWebRoot } from '../buildWeb.ts'
import type { Effects } from '../effects.ts'
import { DEMO_FOLDER, makeDemo } from '../makeDemo.ts'
import { openBrowser } from '../openBrowser.ts'
import { examples, openReporter } from '../terminal.ts'
import { DEFAULT_PORT, listen, parsePort, untilAborted } from './serve.ts'

interface DemoOptions {
  port?: number
  open: boolean
  out: string
}

export function command(effects: Effects): Command {
  return new Command('demo')
    .option('--port <number>', 'port of 127.0.0.1 (default: 5430, or a free one)', parsePort)
    .option('--no-open', 'do not open a browser')
    .option('--out <folder>', 'where the bucket and its catalog go', DEMO_FOLDER)
    .addHelpText('after', examples(['lockstep demo', 'lockstep demo --port 5430 --no-open']))
    .action((options: DemoOptions) => runDemo(options, effects))
}

async function runDemo(options: DemoOptions, effects: Effects): Promise<void> {
  const out = resolve(effects.cwd, options.out)
  const webRoot = await findWebRoot(effects)
  const catalog = await openCatalog(join(out, 'demo.duckdb'), { create: true })
  try {
    const { version } = effects
    const server = await listen(
      { catalog, webRoot, version, demo: true, port: options.port ?? DEFAULT_PORT },
      options,
    )
    effects.stdout.write(`${server.url}\n`)
    if (options.open && effects.stdout.isTTY) openBrowser(server.url, effects.env)
    const reporter = openReporter(effects)
    const job = server.jobs.start('demo', 'Making the demo lesson', (work) =>
      makeDemo(catalog, {
        ...work,
        out,
        onProgress: (progress) => {
          work.onProgress(progress)
          reporter.progress(progress)
        },
      }),
    )
    const tell = async (): Promise<void> => {
      const { state, message } = await server.jobs.settled(job.jobId)
      reporter.end()
      if (state === 'done') effects.stderr.write(`The lesson is ready at ${server.url} (Ctrl-C ends it).\n`)
      if (state === 'failed') effects.stderr.write(`The lesson could not be made: ${message}\n`)
    }
    void tell()
    await untilAborted(effects.signal)
    reporter.end()
    await server.close()
  } finally {
    await catalog.close()
  }
}
