/** What goes on now: a page of the wall, its changes as server-sent events, the hours of the past. */
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { RoomState, UsageRow, Wall } from '../model/api.ts'
import { getProject } from '../store/projects.ts'
import { readUsage } from '../store/usage.ts'
import { readCaller } from './bearer.ts'
import type { ApiContext } from './context.ts'
import { answers, createRoutes, InProject, needs, refusals, type Routes } from './routing.ts'
import { streamRooms } from './streamRooms.ts'

const WallQuery = z.object({
  page: z.coerce.number().int().min(0).default(0),
  size: z.coerce.number().int().min(1).max(200).default(50),
  live: z.enum(['0', '1']).optional(),
})
const UsageQuery = z.object({ from: z.iso.date().optional(), to: z.iso.date().optional() })

export function wallRoutes(server: ApiContext): Routes {
  const routes = createRoutes()
  const watch = needs('watch', server)
  routes.openapi(
    createRoute({
      ...watch,
      method: 'get',
      path: '/projects/{project}/wall',
      tags: ['wall'],
      summary: 'A page of rooms, live ones first',
      request: { params: InProject, query: WallQuery },
      responses: answers('Wall', Wall),
    }),
    (context) => {
      const { project } = context.req.valid('param')
      const { page, size, live } = context.req.valid('query')
      getProject(server.store, project)
      const control = server.live(project)
      const all = control.rooms()
      const shown = live === '1' ? all.filter((room) => room.live) : all
      const wall = {
        rooms: shown.slice(page * size, (page + 1) * size),
        total: shown.length,
        live: all.filter((room) => room.live).length,
        recording: all.filter((room) => room.recording).length,
        alerts: [...control.alerts()],
      }
      return context.json(wall, 200)
    },
  )
  routes.openapi(
    createRoute({
      ...watch,
      method: 'get',
      path: '/projects/{project}/wall/events',
      tags: ['wall'],
      summary: 'A RoomState as each room changes, as server-sent events',
      request: { params: InProject },
      responses: {
        200: { description: 'RoomState', content: { 'text/event-stream': { schema: RoomState } } },
        ...refusals,
      },
    }),
    (context) => {
      const { project } = context.req.valid('param')
      getProject(server.store, project)
      const live = server.live(project)
      const signal = AbortSignal.any([context.req.raw.signal, server.closing])
      // Until the token expires or its key is revoked; a project that was changed has another live part.
      const mayGoOn = async (): Promise<boolean> => {
        await readCaller(server.store, context.req.header('authorization'), server.nowMs())
        return server.live(project) === live
      }
      return new Response(streamRooms(live, { signal, mayGoOn }), {
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        },
      })
    },
  )
  routes.openapi(
    createRoute({
      ...watch,
      method: 'get',
      path: '/projects/{project}/usage',
      tags: ['usage'],
      summary: 'People, hours and bytes by room and day',
      request: { params: InProject, query: UsageQuery },
      responses: answers('Usage', UsageRow.array()),
    }),
    (context) => {
      const { project } = context.req.valid('param')
      getProject(server.store, project)
      return context.json(readUsage(server.store, project, context.req.valid('query')), 200)
    },
  )
  return routes
}
