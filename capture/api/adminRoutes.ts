/** Keys and projects. A key of one project sees and changes that one alone. */
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { Key, KeyInput, KeyMade, ProjectPatch } from '../model/admin.ts'
import { Project, ProjectInput } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { createKey, findKey, listKeys, revokeKey } from '../store/keys.ts'
import { createProject, deleteProject, getProject, listProjects, updateProject } from '../store/projects.ts'
import { requireAllProjects } from './bearer.ts'
import type { ApiContext } from './context.ts'
import { answers, createRoutes, InProject, jsonBody, needs, nothing, type Routes } from './routing.ts'

export function adminRoutes(server: ApiContext): Routes {
  const { store } = server
  const routes = createRoutes()
  const admin = needs('admin', server)
  const tags = ['keys and projects']
  routes.openapi(
    createRoute({
      ...admin,
      method: 'get',
      path: '/keys',
      tags,
      summary: 'The keys, without their secrets',
      responses: answers('Keys', Key.array()),
    }),
    (context) => {
      const { project } = context.get('caller')
      return context.json(
        listKeys(store).filter((key) => project === undefined || key.project === project),
        200,
      )
    },
  )
  routes.openapi(
    createRoute({
      ...admin,
      method: 'post',
      path: '/keys',
      tags,
      summary: 'A new key; its secret is in this answer and nowhere else',
      request: jsonBody('KeyInput', KeyInput),
      responses: answers('KeyMade', KeyMade),
    }),
    async (context) => {
      const input = context.req.valid('json')
      const { project } = context.get('caller')
      if (project !== input.project) requireAllProjects(context)
      if (input.project !== undefined) getProject(store, input.project)
      return context.json(await createKey(store, input), 200)
    },
  )
  routes.openapi(
    createRoute({
      ...admin,
      method: 'delete',
      path: '/keys/{key}',
      tags,
      summary: 'Revokes a key and every token made with it',
      request: { params: z.object({ key: z.string() }) },
      responses: nothing,
    }),
    (context) => {
      const { key } = context.req.valid('param')
      const { project } = context.get('caller')
      const found = findKey(store, key)
      if (!found || (project !== undefined && found.project !== project))
        throw captureError('key_missing', `there is no key ${key}`)
      revokeKey(store, key)
      return context.body(null, 204)
    },
  )
  routes.openapi(
    createRoute({
      ...needs('watch', server),
      method: 'get',
      path: '/projects',
      tags,
      summary: 'The projects, without their secrets',
      responses: answers('Projects', Project.array()),
    }),
    (context) => {
      const { project } = context.get('caller')
      return context.json(
        listProjects(store).filter((one) => project === undefined || one.project === project),
        200,
      )
    },
  )
  routes.openapi(
    createRoute({
      ...admin,
      method: 'post',
      path: '/projects',
      tags,
      summary: 'A new project: a LiveKit server, a bucket, a recorder, a consent text',
      request: jsonBody('ProjectInput', ProjectInput),
      responses: answers('Project', Project),
    }),
    (context) => {
      requireAllProjects(context)
      const made = createProject(store, context.req.valid('json'))
      server.onProject?.(made.project)
      return context.json(made, 200)
    },
  )
  routes.openapi(
    createRoute({
      ...admin,
      method: 'patch',
      path: '/projects/{project}',
      tags,
      summary:
        'Changes what is named; a changed consent text is a new version; its bucket is set by keys of all projects',
      request: { params: InProject, ...jsonBody('ProjectPatch', ProjectPatch) },
      responses: answers('Project', Project),
    }),
    (context) => {
      const { project } = context.req.valid('param')
      const patch = context.req.valid('json')
      // A bucket may be any folder of this machine, and is opened by this machine's own keys where it has none.
      if (patch.bucketUri !== undefined || patch.s3 !== undefined) requireAllProjects(context)
      const changed = updateProject(store, project, patch)
      server.onProject?.(project)
      return context.json(changed, 200)
    },
  )
  routes.openapi(
    createRoute({
      ...admin,
      method: 'delete',
      path: '/projects/{project}',
      tags,
      summary: 'Forgets a project’s secrets, keys, rooms and links; the bucket and the consents stay',
      request: { params: InProject },
      responses: nothing,
    }),
    (context) => {
      requireAllProjects(context)
      const { project } = context.req.valid('param')
      deleteProject(store, project)
      server.onProject?.(project)
      return context.body(null, 204)
    },
  )
  return routes
}
