/** What the page learns first: which catalog, which ports, and whether the catalog is open yet. */
import type { Context } from 'hono'
import type { CatalogLock, Config } from '../../core/protocol/index.ts'
import type { Ports } from './guard.ts'

export interface Described {
  readonly version: string
  readonly demo: boolean
  readonly ports: Ports
}

/** The media port under the name the page was opened by, so that both are one site. */
export function mediaOriginFor(context: Context, ports: Ports): string {
  const host = context.req.header('host')?.replace(/:\d+$/, '') || '127.0.0.1'
  return `http://${host}:${ports.media}`
}

export const describeConfig = (
  context: Context,
  server: Described,
  catalog: { readonly path: string; readonly lock: CatalogLock | null; readonly offersDemo: boolean },
): Config => ({
  version: server.version,
  catalog: catalog.path,
  mediaOrigin: mediaOriginFor(context, server.ports),
  demo: server.demo,
  catalogState: catalog.lock === null ? 'open' : 'locked',
  lock: catalog.lock,
  offersDemo: catalog.offersDemo,
})
