/** LiveKit's webhooks, by project. Who sent one is known by its signature over the raw body; it is kept as it came. */
import { createRoute } from '@hono/zod-openapi'
import { UserError } from '../../core/model/index.ts'
import { captureError } from '../model/problems.ts'
import { getProject } from '../store/projects.ts'
import type { ApiContext } from './context.ts'
import { createRoutes, InProject, nothing, type Routes } from './routing.ts'

/** Whoever forges them fills no log. */
const TELL_MS = 60_000

export function webhookRoutes(server: ApiContext): Routes {
  const routes = createRoutes()
  let toldMs = Number.NEGATIVE_INFINITY
  /** LiveKit shows nobody that it was refused: the log does, once a minute. */
  const tellRefusal = (project: string, error: unknown): void => {
    if (!(error instanceof UserError) || server.nowMs() - toldMs < TELL_MS) return
    toldMs = server.nowMs()
    server.log({ event: 'webhook_refused', project, message: `${error.message}. ${error.hint ?? ''}` })
  }
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/webhooks/{project}',
      tags: ['webhooks'],
      summary: 'For LiveKit: webhook.urls of its configuration',
      // No schema of the body: its signature is over the bytes as they came.
      request: { params: InProject },
      responses: nothing,
    }),
    async (context) => {
      const { project } = context.req.valid('param')
      getProject(server.store, project)
      if (!server.webhooks)
        throw captureError('route_missing', 'this backend takes no webhooks: it asks LiveKit itself')
      const request = {
        body: await context.req.text(),
        authorization: context.req.header('authorization'),
      }
      const news = await server.webhooks.receive(project, request).catch((error: unknown) => {
        tellRefusal(project, error)
        throw error
      })
      if (news.room !== undefined) server.live(project).poke(news.room)
      return context.body(null, 204)
    },
  )
  return routes
}
