/** The whole HTTP edge of capture: guards, `/api/v1`, the pages. Made without sockets, so that tests ask it directly. */
import { createRoute } from '@hono/zod-openapi'
import { Health } from '../model/admin.ts'
import { captureError } from '../model/problems.ts'
import { listProjects } from '../store/projects.ts'
import { adminRoutes } from './adminRoutes.ts'
import type { ApiContext } from './context.ts'
import { guardBody, guardHost, guardOrigin } from './guard.ts'
import { joinRoutes } from './joinRoutes.ts'
import { createLimits, type Limits } from './limits.ts'
import { operateRoutes } from './operateRoutes.ts'
import type { CapturePage } from './page.ts'
import { answerProblem } from './problem.ts'
import { roomRoutes } from './roomRoutes.ts'
import { answers, createRoutes, type Routes } from './routing.ts'
import { sheetRoutes } from './sheetRoutes.ts'
import { tokenRoutes } from './tokenRoutes.ts'
import { wallRoutes } from './wallRoutes.ts'
import { webhookRoutes } from './webhookRoutes.ts'

const BASE = '/api/v1'

export function createCaptureApp(
  server: ApiContext,
  { page, limits = createLimits() }: { page?: CapturePage; limits?: Limits } = {},
): Routes {
  const app = createRoutes()
  app.onError((error, context) => answerProblem(context, error, server.log))
  app.use(guardHost(server), guardOrigin(server))
  app.use(guardBody)
  app.use(`${BASE}/*`, limits.general)
  app.use(`${BASE}/*`, async (context, next) => {
    await next()
    context.res.headers.set('cache-control', 'no-store')
    context.res.headers.set('x-content-type-options', 'nosniff')
  })
  app.route(BASE, healthRoute(server))
  app.route(BASE, tokenRoutes(server, limits))
  app.route(BASE, adminRoutes(server))
  app.route(BASE, sheetRoutes(server))
  app.route(BASE, wallRoutes(server))
  app.route(BASE, roomRoutes(server))
  app.route(BASE, operateRoutes(server))
  app.route(BASE, joinRoutes(server, limits))
  app.route('/', webhookRoutes(server))
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of POST /api/v1/token; its scopes are watch, operate, manage and admin.',
  })
  app.doc31(`${BASE}/openapi.json`, {
    openapi: '3.1.0',
    info: { title: 'Lockstep capture', version: server.version },
  })
  app.get('*', (context) => {
    if (!page || context.req.path.startsWith('/api/')) throw missing(context.req)
    const urls = listProjects(server.store).map(
      ({ livekitUrl, livekitPublicUrl }) => livekitPublicUrl ?? livekitUrl,
    )
    return page.answer(context, urls)
  })
  app.notFound((context) => answerProblem(context, missing(context.req), server.log))
  return app
}

const missing = ({ method, path }: { method: string; path: string }) =>
  captureError('route_missing', `there is no ${method} ${path}`)

function healthRoute(server: ApiContext): Routes {
  const routes = createRoutes()
  routes.openapi(
    createRoute({
      method: 'get',
      path: '/health',
      tags: ['health'],
      summary: 'Alive, and what is wrong in words',
      responses: answers('Health', Health),
    }),
    (context) => {
      const problems = [...(server.problems?.() ?? [])]
      const { version, startedAt } = server
      return context.json({ ok: problems.length === 0, version, startedAt, problems }, 200)
    },
  )
  return routes
}
