/** `lockstep ingest`: a bucket or folder into a catalog, here or by the server that holds it. */
import { Command } from 'commander'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../core/storage/store.ts'
import type { AlignCounts } from '../../ingest/align/alignSource.ts'
import { withAccess } from '../access.ts'
import type { CatalogAccess, IngestCounts } from '../catalogAccess.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { makeProxies } from '../proxies.ts'
import { examples, openReporter, type Reporter } from '../terminal.ts'

interface IngestOptions {
  catalog?: string
  json?: boolean
  align?: boolean
  proxies?: boolean
  strict?: boolean
}

export function command(effects: Effects): Command {
  return new Command('ingest')
    .argument('<source>', 'a folder, or s3://bucket/prefix (credentials as for the aws command)')
    .addOption(catalogOption())
    .option('--json', 'JSON lines: progress, findings, and last {"event":"done", …}')
    .option('--align', 'align the sessions by their sound at the end, as lockstep align does')
    .option('--proxies', 'make the proxies of its sessions at the end, as lockstep proxies does')
    .option('--strict', 'exit 3 where there are findings')
    .addHelpText(
      'after',
      examples([
        'lockstep ingest ./bucket',
        'lockstep ingest s3://recordings/project-7 --catalog study.duckdb --align',
        'AWS_ENDPOINT_URL=http://127.0.0.1:9000 lockstep ingest s3://recordings --json --strict',
      ]),
    )
    .action(async (given: string, options: IngestOptions) => {
      const path = resolveCatalog(options.catalog, effects)
      const uri = resolveSource(given, effects.cwd)
      // A mistyped source is refused before a catalog is made for it.
      const source = await openStore(uri)
      const reporter = openReporter(effects, options.json === undefined ? {} : { json: options.json })
      await withAccess(
        path,
        async (access) => {
          if (access.serverUrl)
            reporter.line(`The server at ${access.serverUrl} has the catalog open and does the work.`)
          try {
            const counts = await access.ingest(uri, {
              signal: effects.signal,
              onProgress: (progress) => reporter.progress(progress),
              onFinding: (finding) => reporter.finding(finding),
              align: options.align ?? false,
            })
            reporter.end()
            if (!options.json) effects.stdout.write(formatCounts(counts, path))
            if (options.proxies) await makeProxiesOf(source.uri, { access, effects, reporter }, options)
            reporter.event({ event: 'done', ...counts })
            if (options.strict && Number(counts['findings'] ?? 0) > 0) effects.setExitCode(3)
          } finally {
            reporter.end()
          }
        },
        { create: true },
      )
    })
}

/** The sessions with a recording of that source. */
async function makeProxiesOf(
  sourceUri: string,
  { access, effects, reporter }: { access: CatalogAccess; effects: Effects; reporter: Reporter },
  { json }: IngestOptions,
): Promise<void> {
  const sql = `SELECT DISTINCT r.session_id FROM recordings r JOIN sources s USING (source_id)
    WHERE r.kind = 'video' AND s.uri = '${sourceUri.replaceAll("'", "''")}'`
  const { rows } = await access.select(sql, { maxRows: 1_000_000, signal: effects.signal })
  const ids = new Set(rows.map(([sessionId]) => sessionId))
  const sessions = (await access.readSessions()).filter(({ sessionId }) => ids.has(sessionId))
  const request = { levels: ['180'], dryRun: false, json: json ?? false } as const
  await makeProxies({ access, effects, reporter }, sessions, request)
}

/** A folder as an absolute path: the server's working folder is another. */
export function resolveSource(source: string, cwd: string): string {
  if (/^file:\/\//i.test(source)) return fileURLToPath(source)
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(source) ? source : resolve(cwd, source)
}

function formatCounts(counts: IngestCounts, path: string): string {
  const count = (name: string): string => Number(counts[name] ?? 0).toLocaleString('en')
  const lines = [
    `${count('objects')} objects: ${count('indexed')} indexed, ${count('orphaned')} orphaned, ${count('refused')} refused`,
    `${count('unchanged')} unchanged, ${count('added')} added, ${count('changed')} changed, ${count('vanished')} vanished`,
    `${count('sessions')} sessions, ${count('recordings')} recordings, ${count('findings')} findings in ${(Number(counts['ms'] ?? 0) / 1000).toFixed(1)} s`,
    ...formatAligned(counts['aligned'] as AlignCounts | undefined),
    `Catalog: ${path}`,
  ]
  return `${lines.join('\n')}\n`
}

const formatAligned = (aligned: AlignCounts | undefined): string[] =>
  aligned
    ? [
        `${aligned.sessions} sessions aligned: ${aligned.accepted} pairs of sounds match, ${aligned.refused} do not`,
      ]
    : []
