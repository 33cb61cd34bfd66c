/** `lockstep doctor`: what this machine has, what is missing, what to do about it. Exit 1 where something failed. */
import { Command } from 'commander'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import {
  checkBrowser,
  checkCatalog,
  checkCodecs,
  checkDisk,
  checkDuckDb,
  checkNode,
  checkPage,
  checkTestTools,
  type Check,
} from '../checks.ts'
import type { Effects } from '../effects.ts'
import { examples } from '../terminal.ts'

const MARKS: Readonly<Record<Check['state'], string>> = { ok: '✓', warning: '!', failed: '✗', missing: '–' }

export function command(effects: Effects): Command {
  return new Command('doctor')
    .addOption(catalogOption())
    .option('--json', 'one JSON array of checks')
    .addHelpText('after', examples(['lockstep doctor', 'lockstep doctor --catalog study.duckdb --json']))
    .action(async (options: { catalog?: string; json?: boolean }) => {
      const catalog = resolveCatalog(options.catalog, effects)
      const here = dirname(fileURLToPath(import.meta.url))
      // From cli/commands in a checkout, from dist/cli/commands in a package.
      const root = here.includes(join('dist', 'cli')) ? join(here, '..', '..', '..') : join(here, '..', '..')
      const checks = [
        checkNode(),
        await checkCodecs(),
        await checkDuckDb(),
        checkBrowser(),
        checkPage(root),
        checkDisk(catalog),
        await checkCatalog(catalog),
        ...checkTestTools(),
      ]
      effects.stdout.write(
        options.json ? `${JSON.stringify(checks, null, 2)}\n` : checks.map(formatCheck).join(''),
      )
      if (checks.some((check) => check.state === 'failed')) effects.setExitCode(1)
    })
}

function formatCheck(check: Check): string {
  const hint = check.hint === undefined ? '' : `\n    hint: ${check.hint}`
  return `${MARKS[check.state]} ${check.name.padEnd(18)} ${check.found}${hint}\n`
}
