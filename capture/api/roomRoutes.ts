/** Rooms and the links into them; making and ending a room reaches LiveKit too. */
import { createRoute } from '@hono/zod-openapi'
import { RoomPatch } from '../model/admin.ts'
import { JoinLink, JoinLinkInput, Room, RoomInput, RoomState } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { listLinks, putLink, type Link } from '../store/links.ts'
import { getProject, readAccess } from '../store/projects.ts'
import { createRoom, deleteRoom, findRoom, getRoom, listRooms, updateRoom } from '../store/rooms.ts'
import type { ApiContext } from './context.ts'
import { answers, createRoutes, InProject, InRoom, jsonBody, needs, nothing, type Routes } from './routing.ts'

const tags = ['rooms']

export function roomRoutes(server: ApiContext): Routes {
  const { store } = server
  const routes = createRoutes()
  routes.openapi(
    createRoute({
      ...needs('watch', server),
      method: 'get',
      path: '/projects/{project}/rooms',
      tags,
      summary: 'The rooms as they were planned',
      request: { params: InProject },
      responses: answers('Rooms', Room.array()),
    }),
    (context) => {
      const { project } = context.req.valid('param')
      getProject(store, project)
      return context.json(listRooms(store, project), 200)
    },
  )
  routes.openapi(
    createRoute({
      ...needs('manage', server),
      method: 'post',
      path: '/projects/{project}/rooms',
      tags,
      summary: 'A new room, here and on the LiveKit server',
      request: { params: InProject, ...jsonBody('RoomInput', RoomInput) },
      responses: answers('Room', Room),
    }),
    async (context) => {
      const { project } = context.req.valid('param')
      const input = context.req.valid('json')
      const access = readAccess(store, project)
      if (findRoom(store, project, input.name))
        throw captureError('room_exists', `project ${project} has a room ${input.name} already`)
      // LiveKit first: where it refuses, nothing was made, and asking again works.
      await server.openLivekit(access).create(input)
      const room = createRoom(store, project, input)
      server.live(project).poke(room.name)
      return context.json(room, 200)
    },
  )
  routes.openapi(
    createRoute({
      ...needs('watch', server),
      method: 'get',
      path: '/projects/{project}/rooms/{room}',
      tags,
      summary: 'What goes on in a room now',
      request: { params: InRoom },
      responses: answers('RoomState', RoomState),
    }),
    (context) => {
      const { project, room } = context.req.valid('param')
      getProject(store, project)
      const state = server.live(project).room(room)
      if (!state) throw captureError('room_missing', `project ${project} has no room ${room}`)
      return context.json(state, 200)
    },
  )
  routes.openapi(
    createRoute({
      ...needs('manage', server),
      method: 'patch',
      path: '/projects/{project}/rooms/{room}',
      tags,
      summary: 'Changes what is named of a room',
      request: { params: InRoom, ...jsonBody('RoomPatch', RoomPatch) },
      responses: answers('Room', Room),
    }),
    (context) => {
      const { project, room } = context.req.valid('param')
      getProject(store, project)
      const changed = updateRoom(store, project, { name: room, patch: context.req.valid('json') })
      server.live(project).poke(room)
      return context.json(changed, 200)
    },
  )
  routes.openapi(
    createRoute({
      ...needs('manage', server),
      method: 'delete',
      path: '/projects/{project}/rooms/{room}',
      tags,
      summary: 'Ends a room for all who are in it and forgets its links; recordings and consents stay',
      request: { params: InRoom },
      responses: nothing,
    }),
    async (context) => {
      const { project, room } = context.req.valid('param')
      const access = readAccess(store, project)
      getRoom(store, project, room)
      await server.openLivekit(access).end(room)
      deleteRoom(store, project, room)
      server.live(project).poke(room)
      return context.body(null, 204)
    },
  )
  addLinkRoutes(routes, server)
  return routes
}

function addLinkRoutes(routes: Routes, server: ApiContext): void {
  const { store } = server
  const manage = needs('manage', server)
  routes.openapi(
    createRoute({
      ...manage,
      method: 'get',
      path: '/projects/{project}/rooms/{room}/links',
      tags,
      summary: 'The join links of a room',
      request: { params: InRoom },
      responses: answers('JoinLinks', JoinLink.array()),
    }),
    (context) => {
      const { project, room } = context.req.valid('param')
      getProject(store, project)
      getRoom(store, project, room)
      return context.json(
        listLinks(store, project, room).map((link) => showLink(link, server.publicUrl())),
        200,
      )
    },
  )
  routes.openapi(
    createRoute({
      ...manage,
      method: 'post',
      path: '/projects/{project}/rooms/{room}/links',
      tags,
      summary: 'The join link of a person; the same person again is the same link',
      request: { params: InRoom, ...jsonBody('JoinLinkInput', JoinLinkInput) },
      responses: answers('JoinLink', JoinLink),
    }),
    (context) => {
      const { project, room } = context.req.valid('param')
      const { identity, name = identity } = context.req.valid('json')
      getProject(store, project)
      getRoom(store, project, room)
      return context.json(
        showLink(putLink(store, project, { room, identity, name }), server.publicUrl()),
        200,
      )
    },
  )
}

export const showLink = ({ code, room, identity, name }: Link, publicUrl: string) => ({
  code,
  room,
  identity,
  name,
  url: `${publicUrl}/join/${code}`,
})
