/** `lockstep export`: a segment into a folder of clips, logs and a manifest. */
import { Command, InvalidArgumentError } from 'commander'
import { resolve } from 'node:path'
import type { ExportRequest } from '../../core/protocol/index.ts'
import { parseTime, type Micros } from '../../core/time/index.ts'
import { formatPlan } from '../../export/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { findSession } from '../findSession.ts'
import { examples, openReporter } from '../terminal.ts'

interface ExportOptions {
  catalog?: string
  from: Micros
  to: Micros
  tracks?: string[]
  out?: string
  plan?: boolean
  json?: boolean
}

export function command(effects: Effects): Command {
  return new Command('export')
    .argument('<session>', 'session id, the beginning of one, or a room name')
    .addOption(catalogOption())
    .requiredOption('--from <time>', 'start in session time: 00:01:10.000, 70s', parseMoment)
    .requiredOption('--to <time>', 'end in session time', parseMoment)
    .option('--tracks <names...>', 'lanes (alice/camera), people, track or recording ids (default: all)')
    .option('--out <folder>', 'folder that the export is made in (default: ./exports)')
    .option('--plan', 'show what would be written, and what left out and why; write nothing')
    .option('--json', 'JSON: the plan, or JSON lines ending with {"event":"done", …}')
    .addHelpText(
      'after',
      examples([
        'lockstep export lesson --from 00:01:10.000 --to 00:01:25.500 --plan',
        'lockstep export lesson --from 00:01:10.000 --to 00:01:25.500 --tracks alice/camera alice/microphone --out clips',
      ]),
    )
    .action(async (name: string, options: ExportOptions) => {
      const reporter = openReporter(effects, options.json === undefined ? {} : { json: options.json })
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const { sessionId } = findSession(await access.readSessions(), name)
        const request: ExportRequest = { sessionId, fromUs: options.from, toUs: options.to }
        if (options.tracks) request.tracks = options.tracks
        if (options.plan) {
          const plan = await access.planExport(request)
          effects.stdout.write(options.json ? `${JSON.stringify(plan)}\n` : formatPlan(plan))
          return
        }
        try {
          const result = await access.executeExport(
            { ...request, out: resolve(effects.cwd, options.out ?? 'exports') },
            {
              version: effects.version,
              signal: effects.signal,
              onProgress: (progress) => reporter.progress(progress),
            },
          )
          reporter.end()
          reporter.event({ event: 'done', ...result })
          if (!options.json) effects.stdout.write(`${String(result['folder'])}\n`)
        } finally {
          reporter.end()
        }
      })
    })
}

function parseMoment(text: string): Micros {
  const time = parseTime(text)
  if (time === undefined) throw new InvalidArgumentError('write 00:01:10.000, 1:10.5 or 70s')
  return time
}
