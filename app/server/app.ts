/** The app port: guards, then `/api`, then the page. Made without sockets, so that tests ask it directly. */
import { bodyLimit } from 'hono/body-limit'
import { Hono, type MiddlewareHandler } from 'hono'
import { UserError } from '../../core/model/index.ts'
import { createApi, type ApiContext } from './api.ts'
import { mediaOriginFor } from './config.ts'
import { guardHost, guardOrigin, originsOf, requireJson } from './guard.ts'
import type { Page } from './page.ts'
import { answerProblem } from './problem.ts'
import { answerSeveral, parseFiles } from './several.ts'

const MAX_BODY_BYTES = 1 << 20

export function createApp(server: ApiContext, page: Page) {
  const tooLarge = (): never => {
    throw new UserError('too_large', `the body is over ${MAX_BODY_BYTES} bytes`)
  }
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge })
  // Where no length is given hono makes the request again, which fails while Node's own Request is left in place.
  const limitBody: MiddlewareHandler = (context, next) => {
    if (context.req.header('transfer-encoding') !== undefined) {
      throw new UserError('length_required', 'the body has no Content-Length')
    }
    return context.req.method === 'DELETE' ? next() : limit(context, next)
  }
  const app = new Hono()
  app.onError((error, context) => answerProblem(context, error))
  app.use(guardHost(() => server.ports.app))
  app.use(guardOrigin(() => originsOf(server.ports.app)))
  app.use('/api/*', requireJson, limitBody)
  const routed = app.route('/api', createApi(server))
  app.get('/api/several', (context) =>
    answerSeveral(context, parseFiles(context.req.queries('of')), (path, headers) =>
      routed.request(`/api${path}`, { headers }),
    ),
  )
  app.all('/api/*', (context) => {
    throw new UserError('route_missing', `there is no ${context.req.method} ${context.req.path}`)
  })
  app.get('*', (context) => page.answer(context, mediaOriginFor(context, server.ports)))
  app.notFound((context) =>
    answerProblem(
      context,
      new UserError('route_missing', `there is no ${context.req.method} ${context.req.path}`),
    ),
  )
  return routed
}

/** For the page's typed client: `hc<AppType>(origin)`. */
export type AppType = ReturnType<typeof createApp>
