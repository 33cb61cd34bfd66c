/**
 * Stored webhooks: a file that is one body, or JSON lines of bodies or of `{"body": "…", "authorization": "…"}` (as this
 * backend's own journal has them), or a folder of such files, taken by name.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UserError } from '../../core/model/index.ts'
import { readFileLines } from './fileLines.ts'
import type { StoredWebhook } from './importWebhooks.ts'

export async function* readWebhooks(paths: readonly string[]): AsyncGenerator<StoredWebhook> {
  for (const path of paths) {
    for (const file of await listFiles(path)) yield* readOne(file)
  }
}

async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new UserError('webhooks_missing', `there are no webhooks at ${path}`, {
      hint: 'Name a folder of .json files (one body each) or a .jsonl file (one a line).',
      cause,
    })
  })
  if (!found.isDirectory()) return [path]
  const names = (await readdir(path)).filter((name) => /\.jsonl?$/i.test(name)).sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new UserError('webhooks_missing', `${path} has no .json or .jsonl file`, {
    hint: 'Name the folder that the bodies of the webhooks were stored in.',
  })
}

async function* readOne(path: string): AsyncGenerator<StoredWebhook> {
  const name = basename(path)
  let line = 0
  for await (const { text } of readFileLines(path, { withRest: true })) {
    line++
    const printed = line === 1 && !isJson(text) ? await readPrinted(path) : undefined
    if (printed !== undefined) return yield { where: name, ...readEntry(printed) }
    if (text.trim() !== '') yield { where: `${name}:${line}`, ...readEntry(text) }
  }
}

const MOST_PRINTED_BYTES = 1 << 20

/** A file that is one body on several lines, as people print it. */
async function readPrinted(path: string): Promise<string | undefined> {
  if ((await stat(path)).size > MOST_PRINTED_BYTES) return undefined
  const text = await readFile(path, 'utf8')
  return isJson(text) ? text : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A body as it stands, so that its hash is that which was signed; or the body within an entry of a journal. */
function readEntry(text: string): { body: string; authorization?: string } {
  try {
    const value = JSON.parse(text) as { event?: unknown; body?: unknown; authorization?: unknown }
    if (value.event === undefined && typeof value.body === 'string') {
      const { body, authorization } = value
      return { body, ...(typeof authorization === 'string' && { authorization }) }
    }
  } catch {
    // Not JSON: whoever reads it as a webhook says so.
  }
  return { body: text }
}
