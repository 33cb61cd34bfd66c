/** `lockstep capture import-webhooks`: sidecars for a bucket from webhooks that were kept. */
import { Command } from 'commander'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openBucketWriter } from '../../../capture/bucket/openBucketWriter.ts'
import { importWebhooks, type ImportReport } from '../../../capture/egress/importWebhooks.ts'
import { readWebhooks } from '../../../capture/egress/readWebhooks.ts'
import { createWebhookGate, type WebhookGate } from '../../../capture/egress/webhookGate.ts'
import { UserError } from '../../../core/model/index.ts'
import type { Effects } from '../../effects.ts'
import { examples, openReporter } from '../../terminal.ts'
import { resolveSource } from '../ingest.ts'

interface ImportWebhooksOptions {
  bucket: string
  secretFile?: string
  dryRun?: boolean
  json?: boolean
}

export function importWebhooksCommand(effects: Effects): Command {
  return new Command('import-webhooks')
    .summary('lay EgressInfo of stored webhooks beside the media of a bucket')
    .description(
      'Writes <EG_id>.egressinfo.json beside the media from LiveKit webhooks that were kept: only they know when media began.',
    )
    .argument('<path...>', 'folders of .json files (one body each), or .jsonl files (one a line)')
    .requiredOption('--bucket <uri>', 'a folder, or s3://bucket/prefix (credentials as for the aws command)')
    .option('--secret-file <file>', 'take only what this key signed; the file holds one line `key: secret`')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--json', 'the report as one JSON object')
    .addHelpText(
      'after',
      examples([
        'lockstep capture import-webhooks ./webhooks --bucket ./bucket --dry-run',
        'lockstep capture import-webhooks webhooks.jsonl --bucket s3://recordings/project-7',
      ]),
    )
    .action(async (paths: string[], options: ImportWebhooksOptions) => {
      const { json = false, dryRun = false } = options
      const reporter = openReporter(effects, { json })
      const uri = resolveSource(options.bucket, effects.cwd)
      await checkFolder(uri)
      const gate = options.secretFile && (await readGate(resolve(effects.cwd, options.secretFile)))
      const bucket = await openBucketWriter(uri, { env: effects.env })
      try {
        const webhooks = readWebhooks(paths.map((path) => resolve(effects.cwd, path)))
        const report = await importWebhooks(webhooks, {
          bucket,
          dryRun,
          signal: effects.signal,
          ...(gate && { gate }),
        })
        if (json) effects.stdout.write(`${JSON.stringify({ dryRun, ...report })}\n`)
        else {
          for (const line of listProblems(report)) reporter.line(line)
          effects.stdout.write(formatReport(report, { dryRun, uri: bucket.uri }))
        }
      } finally {
        await bucket.close()
      }
    })
}

/** A mistyped folder is refused; opening it would make it. */
async function checkFolder(uri: string): Promise<void> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(uri)) return
  const found = await stat(uri).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new UserError('folder_missing', `${uri} is ${found ? 'not a folder' : 'not there'}`, {
    hint: 'Name the folder that holds the media, or s3://bucket/prefix.',
  })
}

async function readGate(path: string): Promise<WebhookGate> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError('secret_file_missing', `cannot read ${path}`, { cause })
  })
  const [, apiKey, apiSecret] = /^\s*([^\s:#]+)\s*:\s*(\S+)\s*$/m.exec(text) ?? []
  if (apiKey === undefined || apiSecret === undefined) {
    throw new UserError('secret_file_wrong', `${path} does not hold a key and its secret`, {
      hint: 'Write one line `key: secret`, as in the `keys` of livekit.yaml.',
    })
  }
  // What was kept was signed long ago.
  return createWebhookGate({ apiKey, apiSecret, toleranceSeconds: Number.POSITIVE_INFINITY })
}

function* listProblems(report: ImportReport): Generator<string> {
  for (const { egressId, message } of report.unplaced) yield `${egressId} ${message}: no sidecar`
  for (const { where, message } of [...report.refused, ...report.unreadable]) yield `${where}: ${message}`
}

function formatReport(report: ImportReport, { dryRun, uri }: { dryRun: boolean; uri: string }): string {
  const { written, unchanged, unplaced, refused, unreadable } = report
  const lines = [
    ...written.map(({ key, isNew }) => `${isNew ? '+' : '~'} ${key}`),
    `${report.webhooks} webhooks: ${report.egresses} egresses, ${report.others} of rooms and people, ${refused.length} refused, ${unreadable.length} unreadable`,
    `${written.length} sidecars ${dryRun ? 'to write' : 'written'} in ${uri}, ${unchanged.length} were there, ${unplaced.length} without media`,
  ]
  return `${lines.join('\n')}\n`
}
