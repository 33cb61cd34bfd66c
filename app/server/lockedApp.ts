/** What the two ports answer while another process has the catalog open: the page, and why there is no more. */
import { Hono } from 'hono'
import { UserError } from '../../core/model/index.ts'
import type { CatalogLock } from '../../core/protocol/index.ts'
import { describeConfig, mediaOriginFor, type Described } from './config.ts'
import { guardHost, guardOrigin, originsOf } from './guard.ts'
import type { Page } from './page.ts'
import { answerProblem } from './problem.ts'

interface LockedServer extends Described {
  readonly catalogPath: string
  /** As last looked at. */
  readonly lock: () => CatalogLock
}

/** The app port: `GET /api/config` says who holds the catalog, every other route answers 503 `catalog_locked`. */
export function createLockedApp(server: LockedServer, page: Page): Hono {
  const { ports, lock, catalogPath } = server
  const app = new Hono()
  app.onError((error, context) => answerProblem(context, error))
  app.use(guardHost(() => ports.app))
  app.use(guardOrigin(() => originsOf(ports.app)))
  app.get('/api/config', (context) =>
    context.json(describeConfig(context, server, { path: catalogPath, lock: lock(), offersDemo: false })),
  )
  app.all('/api/*', () => refuse(lock()))
  app.get('*', (context) => page.answer(context, mediaOriginFor(context, ports)))
  return app
}

/** The media port. */
export function createLockedMediaApp({ ports, lock }: LockedServer): Hono {
  const app = new Hono()
  app.onError((error, context) => answerProblem(context, error))
  app.use(guardHost(() => ports.media))
  app.all('*', () => refuse(lock()))
  return app
}

function refuse({ message, hint }: CatalogLock): never {
  throw new UserError('catalog_locked', message, { hint })
}
