/** How the files of the built pages are answered, by the workbench and by capture. */

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}
/** What Vite names by its content. */
const HASHED = /^\/assets\/.*-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/

/**
 * The headers of a file by its path below the page's root (`/assets/…`), without the content security policy; undefined
 * for what is no part of a page. No other site is told of an address: a join link is the way into a room.
 */
export function describeBuiltFile(name: string): Record<string, string> | undefined {
  const contentType = TYPES[/\.[a-z0-9]+$/.exec(name)?.[0] ?? '']
  if (contentType === undefined) return undefined
  return {
    'content-type': contentType,
    'cache-control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  }
}
