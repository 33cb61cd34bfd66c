/** `lockstep proxies`: small copies of a session's videos, made ahead so that many tiles play at once from the start. */
import { Command, Option } from 'commander'
import { renditionLevelSchema, type RenditionLevel } from '../../core/protocol/rendition.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { findSession } from '../findSession.ts'
import { makeProxies } from '../proxies.ts'
import { examples, openReporter } from '../terminal.ts'

interface ProxiesOptions {
  catalog?: string
  all?: boolean
  level: string
  dryRun?: boolean
  json?: boolean
}

/** Both are integers: an object's own order would turn them about. */
const ALL_LEVELS: readonly RenditionLevel[] = ['180', '90']

export function command(effects: Effects): Command {
  return new Command('proxies')
    .argument('[sessions...]', 'session ids, the beginnings of some, or room names')
    .addOption(catalogOption())
    .option('--all', 'every session of the catalog')
    .addOption(
      new Option('--level <level>', 'height of the pictures: 180, 90 (for a hundred tiles), or all')
        .choices([...ALL_LEVELS, 'all'])
        .default('180'),
    )
    .option('--dry-run', 'say what is there and what is missing; make nothing')
    .option('--json', 'JSON lines: progress, a {"event":"proxy", …} each, {"event":"session", …}')
    .addHelpText(
      'after',
      examples([
        'lockstep proxies lesson',
        'lockstep proxies RM_h7s9KqPzLm --level all --dry-run',
        'LOCKSTEP_PROXY_CACHE=100GB lockstep proxies --all --catalog study.duckdb --json',
      ]) +
        '\nThe page makes what it lacks while it plays; this makes all of it ahead. What is there is kept: the same\n' +
        'command again goes on where it was interrupted. Proxies lie beside the catalog, at most LOCKSTEP_PROXY_CACHE\n' +
        'of them (20GB unless set); those used longest ago go first.\n',
    )
    .action(async (names: string[], options: ProxiesOptions, self: Command) => {
      if (names.length === 0 && !options.all) self.error("error: name a session, or say '--all'")
      const level = renditionLevelSchema.safeParse(options.level)
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const known = await access.readSessions()
        const sessions = options.all ? known : names.map((name) => findSession(known, name))
        const json = options.json ?? false
        const reporter = openReporter(effects, { json })
        if (access.serverUrl)
          reporter.line(`The server at ${access.serverUrl} has the catalog open and does the work.`)
        const request = {
          levels: level.success ? [level.data] : ALL_LEVELS,
          dryRun: options.dryRun ?? false,
          json,
        }
        try {
          await makeProxies({ access, effects, reporter }, sessions, request)
        } finally {
          reporter.end()
        }
      })
    })
}
