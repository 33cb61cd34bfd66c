/**
 * The built page: a table of the files that exist when the server starts, asked for by name; any path that is
 * none of them and looks like a place of the page (`/s/…`, `/query`) gets index.html. No path reaches the disk.
 */
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Context } from 'hono'
import { UserError } from '../../core/model/index.ts'
import { describeBuiltFile } from '../../core/protocol/builtFile.ts'

export interface Page {
  /** Answers a GET for the page or one of its files. Throws UserError `page_missing` or `route_missing`. */
  answer(context: Context, mediaOrigin: string): Promise<Response>
}

interface PageFile {
  readonly file: string
  readonly headers: Readonly<Record<string, string>>
}

/** The page's own code, styles it sets at run time, its media port; nothing else, and no frame around it. */
const policyFor = (mediaOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    `img-src 'self' data: blob: ${mediaOrigin}`,
    `media-src 'self' blob: ${mediaOrigin}`,
    `connect-src 'self' ${mediaOrigin}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

export async function openPage(webRoot: string): Promise<Page> {
  const files = await listFiles(webRoot)
  return {
    async answer(context, mediaOrigin) {
      const asked = context.req.path
      const found = files.get(asked)
      if (!found && (asked.startsWith('/assets/') || path.extname(asked) !== '')) {
        throw new UserError('route_missing', `there is nothing at ${asked}`)
      }
      const page = found ?? files.get('/index.html')
      if (!page) {
        throw new UserError('page_missing', 'the page is not built', {
          hint: 'Run npm run build, then start again.',
        })
      }
      return context.body(await readBuilt(page.file), 200, {
        ...page.headers,
        'content-security-policy': policyFor(mediaOrigin),
      })
    },
  }
}

async function readBuilt(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file))
  } catch (cause) {
    throw new UserError('page_missing', 'the page was built anew after this server had started', {
      hint: 'Stop lockstep serve and start it again.',
      cause,
    })
  }
}

async function listFiles(webRoot: string): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>()
  const entries = await readdir(webRoot, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const name = `/${path.relative(webRoot, file).split(path.sep).join('/')}`
    const headers = describeBuiltFile(name)
    if (headers) files.set(name, { file, headers })
  }
  return files
}
