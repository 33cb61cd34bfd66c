/**
 * The built pages of capture: a table of the files that exist when the backend starts, asked for by name; a path that is
 * none of them and one of the pages' own (`/`, `/join/…`, `/wall`, `/usage`) gets capture.html. No path reaches the disk.
 */
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Context } from 'hono'
import { describeBuiltFile } from '../../core/protocol/builtFile.ts'
import { captureError } from '../model/problems.ts'

export interface CapturePage {
  /** `livekitUrls`: the servers that the page may connect to. Throws UserError `route_missing`. */
  answer(context: Context, livekitUrls: readonly string[]): Promise<Response>
}

const PAGE = '/capture.html'

export async function openCapturePage(webRoot: string): Promise<CapturePage> {
  const entries = await readdir(webRoot, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file): [string, string] => [`/${path.relative(webRoot, file).split(path.sep).join('/')}`, file]),
  )
  return {
    async answer(context, livekitUrls) {
      const asked = context.req.path
      const isPlace = asked === '/' || /^\/(?:join|wall|usage|rooms|projects|after)(?:\/|$)/.test(asked)
      const name = isPlace ? PAGE : asked
      const [file, headers] = [files.get(name), describeBuiltFile(name)]
      if (file === undefined || headers === undefined)
        throw captureError('route_missing', `there is nothing at ${isPlace ? PAGE : asked}`)
      return context.body(new Uint8Array(await readFile(file)), 200, {
        ...headers,
        'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)',
        'content-security-policy': policyFor(livekitUrls),
      })
    },
  }
}

const policyFor = (livekitUrls: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    `connect-src 'self' ${[...new Set(livekitUrls.flatMap(originsOf))].join(' ')}`.trim(),
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** LiveKit's client asks over HTTP why a WebSocket failed. */
function originsOf(url: string): string[] {
  if (!URL.canParse(url)) return []
  const { protocol, host } = new URL(url)
  const safe = protocol === 'wss:' || protocol === 'https:' ? 's' : ''
  return [`ws${safe}://${host}`, `http${safe}://${host}`]
}
