/** LiveKit's webhooks, by project. Who sent one is known by its signature over the raw body; it is kept as it came. */
import { createRoute } from '@hono/zod-openapi'
import { captureError } from '../model/problems.ts'
import { getProject } from '../store/projects.ts'
import type { ApiContext } from './context.ts'
import { createRoutes, InProject, nothing, type Routes } from './routing.ts'

export function webhookRoutes(server: ApiContext): Routes {
  const routes = createRoutes()
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
      const news = await server.webhooks.receive(project, {
        body: await context.req.text(),
        authorization: context.req.header('authorization'),
      })
      if (news.room !== undefined) server.live(project).poke(news.room)
      return context.body(null, 204)
    },
  )
  return routes
}
