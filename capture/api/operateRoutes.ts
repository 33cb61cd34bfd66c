/** What an operator does in a room: start and stop recordings, mark, say something, look in, ingest. */
import { createRoute } from '@hono/zod-openapi'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import {
  IngestState,
  MarkerInput,
  MessageInput,
  RecordingState,
  StartRecordingInput,
  WatchAnswer,
} from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { getProject, readAccess } from '../store/projects.ts'
import type { ApiContext, IngestControl } from './context.ts'
import { createWatchToken } from './livekitTokens.ts'
import { answers, createRoutes, InRoom, jsonBody, needs, nothing, type Routes } from './routing.ts'

const tags = ['operate']

export function operateRoutes(server: ApiContext): Routes {
  const { store } = server
  const routes = createRoutes()
  const operate = needs('operate', server)
  const addRecording = (verb: 'start' | 'stop'): void => {
    routes.openapi(
      createRoute({
        ...operate,
        method: 'post',
        path: `/projects/{project}/rooms/{room}/recording/${verb}`,
        tags,
        summary: `${verb === 'start' ? 'Starts' : 'Stops'} recording a track, a person or, where neither is named, the room`,
        request: { params: InRoom, ...jsonBody('StartRecordingInput', StartRecordingInput) },
        responses: answers('Recordings', RecordingState.array()),
      }),
      async (context) => {
        const { project, room } = context.req.valid('param')
        getProject(store, project)
        const live = server.live(project)
        const input = context.req.valid('json')
        const done = await (verb === 'start'
          ? live.startRecording(room, input)
          : live.stopRecording(room, input))
        return context.json([...done], 200)
      },
    )
  }
  addRecording('start')
  addRecording('stop')
  routes.openapi(
    createRoute({
      ...operate,
      method: 'post',
      path: '/projects/{project}/rooms/{room}/markers',
      tags,
      summary: 'A marker into the room’s event journal',
      request: { params: InRoom, ...jsonBody('MarkerInput', MarkerInput) },
      responses: nothing,
    }),
    async (context) => {
      const { project, room } = context.req.valid('param')
      getProject(store, project)
      const by = context.get('caller').label
      const { label } = context.req.valid('json')
      if (!(await server.live(project).note(room, { event: 'marker', text: label, by })))
        throw captureError('room_closed', `room ${room} is not open: there is no journal to mark`)
      return context.body(null, 204)
    },
  )
  routes.openapi(
    createRoute({
      ...operate,
      method: 'post',
      path: '/projects/{project}/rooms/{room}/messages',
      tags,
      summary: 'A message to everybody in the room, kept in its journal',
      request: { params: InRoom, ...jsonBody('MessageInput', MessageInput) },
      responses: nothing,
    }),
    async (context) => {
      const { project, room } = context.req.valid('param')
      const { text, topic } = context.req.valid('json')
      const by = context.get('caller').label
      const payload = new TextEncoder().encode(text)
      await server.openLivekit(readAccess(store, project)).send(room, { topic, payload })
      await server.live(project).note(room, { event: 'message', text, by })
      return context.body(null, 204)
    },
  )
  routes.openapi(
    createRoute({
      ...needs('watch', server),
      method: 'post',
      path: '/projects/{project}/rooms/{room}/watch',
      tags,
      summary: 'A token to see and hear the room unseen',
      request: { params: InRoom },
      responses: answers('WatchAnswer', WatchAnswer),
    }),
    async (context) => {
      const { project, room } = context.req.valid('param')
      const access = readAccess(store, project)
      if (server.live(project).room(room) === undefined)
        throw captureError('room_missing', `project ${project} has no room ${room}`)
      const identity = `watch-${randomBytes(6).toString('hex')}`
      const token = await createWatchToken(access, { room, identity })
      return context.json({ livekitUrl: access.joinUrl, token }, 200)
    },
  )
  addIngest(routes, server)
  return routes
}

function addIngest(routes: Routes, server: ApiContext): void {
  const operate = needs('operate', server)
  const request = { params: InRoom }
  const path = '/projects/{project}/rooms/{room}/ingest'
  const responses = answers('IngestState', IngestState)
  const find = (at: z.infer<typeof InRoom>): IngestControl => {
    getProject(server.store, at.project)
    if (server.ingest) return server.ingest
    throw captureError('ingest_missing', 'this backend runs without the workbench')
  }
  routes.openapi(
    createRoute({
      ...operate,
      method: 'post',
      path,
      tags,
      summary: 'Ingests what is in the bucket of the room, while it runs too',
      request,
      responses,
    }),
    async (context) => {
      const at = context.req.valid('param')
      const ingest = find(at)
      await server.live(at.project).flush(at.room)
      return context.json(await ingest.start(at.project, at.room), 200)
    },
  )
  routes.openapi(
    createRoute({ ...operate, method: 'get', path, tags, summary: 'How far that is', request, responses }),
    (context) => {
      const at = context.req.valid('param')
      return context.json(find(at).state(at.project, at.room), 200)
    },
  )
}
