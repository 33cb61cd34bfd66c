/** `lockstep demo`: a lesson with known truth, made, ingested and open in a browser; the page shows the making. */
import { Command } from 'commander'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openCatalog } from '../../core/catalog/catalog.ts'
import type { JobContext } from '../../app/server/jobs.ts'
import type { Progress } from '../../core/protocol/index.ts'
import { generateFixture } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { findWebRoot } from '../buildWeb.ts'
import type { Effects } from '../effects.ts'
import { openBrowser } from '../openBrowser.ts'
import { examples, openReporter } from '../terminal.ts'
import { DEFAULT_PORT, listen, parsePort, untilAborted } from './serve.ts'

const FOLDER = join('.lockstep', 'demo')

interface DemoOptions {
  port?: number
  open: boolean
  out: string
}

export function command(effects: Effects): Command {
  return new Command('demo')
    .option('--port <number>', 'port of 127.0.0.1 (default: 5430, or a free one)', parsePort)
    .option('--no-open', 'do not open a browser')
    .option('--out <folder>', 'where the bucket and its catalog go', FOLDER)
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
    const job = server.jobs.start('demo', 'Making the demo lesson', (context) =>
      makeLesson({ out, context, report: (progress) => reporter.progress(progress) }),
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

  async function makeLesson(work: {
    out: string
    context: JobContext
    report: (progress: Progress) => void
  }): Promise<Record<string, unknown>> {
    const { signal, onProgress } = work.context
    const told = (progress: Progress): void => {
      onProgress(progress)
      work.report(progress)
    }
    const { bucket } = await generateFixture('lesson', {
      out: work.out,
      signal,
      onProgress: ({ stage, done, total }) =>
        told({ stage, done, total, perSecond: null, secondsLeft: null }),
    })
    const uri = pathToFileURL(bucket).href
    return { ...(await ingest({ catalog, uri, signal, onProgress: told })) }
  }
}
