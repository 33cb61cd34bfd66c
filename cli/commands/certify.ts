/** `lockstep certify`: the sync certificate of a session, for a terminal, for paper, or for programs; or a copy checked. */
import { Command, Option } from 'commander'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { hashCertificate } from '../../app/server/readCertificate.ts'
import {
  describeCertificate,
  formatCertificateHtml,
  formatCertificateText,
} from '../../core/certificate/index.ts'
import { UserError } from '../../core/model/index.ts'
import { issuedCertificateSchema, type IssuedCertificate } from '../../core/protocol/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import { deliver } from '../deliver.ts'
import type { Effects } from '../effects.ts'
import { findSession } from '../findSession.ts'
import { examples } from '../terminal.ts'

const FORMATS = ['text', 'html', 'json'] as const
type Format = (typeof FORMATS)[number]

interface CertifyOptions {
  catalog?: string
  format?: Format
  json?: boolean
  out?: string
  check?: string
}

export function command(effects: Effects): Command {
  return new Command('certify')
    .argument('[session]', 'session id, the beginning of one, or a room name')
    .addOption(catalogOption())
    .addOption(new Option('--format <format>', 'default: from the name of --out, else text').choices(FORMATS))
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'write to a file (whole or not at all) instead of standard output')
    .option('--check <file>', 'see whether a certificate’s JSON is as it was issued; names no session')
    .addHelpText(
      'after',
      examples([
        'lockstep certify lesson',
        'lockstep certify lesson --out certificate.html',
        'lockstep certify RM_h7s9KqPzLm --json | jq .grades',
        'lockstep certify --check certificate.json',
      ]),
    )
    .action(async (name: string | undefined, options: CertifyOptions, self: Command) => {
      if (options.check !== undefined) {
        if (name !== undefined) self.error('error: --check takes no session')
        await check(options.check, options, effects)
        return
      }
      if (name === undefined) {
        self.error("error: missing required argument 'session'")
        return
      }
      const format = options.json ? 'json' : (options.format ?? formatOfName(options.out) ?? 'text')
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const { sessionId } = findSession(await access.readSessions(), name)
        const certificate = await access.readCertificate(sessionId, effects.version)
        await deliver(new TextEncoder().encode(print(certificate, format)), options.out, effects)
      })
    })
}

function formatOfName(out: string | undefined): Format | undefined {
  const extension = /\.(txt|html|json)$/i.exec(out ?? '')?.[1]?.toLowerCase()
  return extension === 'txt' ? 'text' : (extension as Format | undefined)
}

function print(certificate: IssuedCertificate, format: Format): string {
  if (format === 'json') return `${JSON.stringify(certificate, null, 2)}\n`
  const document = describeCertificate(certificate)
  return format === 'html' ? formatCertificateHtml(document) : formatCertificateText(document)
}

/** Throws UserError `certificate_unreadable` or `certificate_changed`. */
async function check(file: string, { json }: CertifyOptions, effects: Effects): Promise<void> {
  const path = resolve(effects.cwd, file)
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new UserError('certificate_unreadable', `cannot read ${path}: ${cause.message}`, { cause })
  })
  const parsed = readJson(text)
  const certificate = issuedCertificateSchema.safeParse(parsed)
  if (!certificate.success) {
    throw new UserError('certificate_unreadable', `${path} is no certificate of this program`, {
      hint: 'Write one with: lockstep certify SESSION --out certificate.json',
    })
  }
  const { sha256, session, issuedAt } = certificate.data
  const found = hashCertificate(parsed as object)
  if (found !== sha256) {
    throw new UserError(
      'certificate_changed',
      `${path} was changed since it was issued: its content has SHA-256 ${found}, it says ${sha256}`,
      { hint: 'Issue it anew from the catalog, or ask whoever gave it to you.' },
    )
  }
  const said = { intact: true, sessionId: session.sessionId, issuedAt, sha256 }
  effects.stdout.write(
    json
      ? `${JSON.stringify(said)}\n`
      : `As issued ${issuedAt} for ${session.sessionId}\nSHA-256 ${sha256}\n`,
  )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
