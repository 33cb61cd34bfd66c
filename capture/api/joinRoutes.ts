/** The way in for people: a link shows a card; who agrees to the text gets a token for that one room. */
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { JoinAnswer, JoinCard, JoinRequest } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { addConsent } from '../store/consents.ts'
import { findLink, type Link } from '../store/links.ts'
import { getProject, readAccess } from '../store/projects.ts'
import { getRoom } from '../store/rooms.ts'
import type { ApiContext } from './context.ts'
import type { Limits } from './limits.ts'
import { createJoinToken } from './livekitTokens.ts'
import { answers, createRoutes, jsonBody, type Routes } from './routing.ts'

const ByCode = z.object({ code: z.string().min(1).max(100) })

export function joinRoutes(server: ApiContext, limits: Limits): Routes {
  const { store } = server
  const routes = createRoutes()
  const open = async (context: Context, code: string): Promise<Link> => {
    await limits.checkCodes(context)
    const link = findLink(store, code)
    if (!link) {
      await limits.countWrongCode(context)
      throw captureError('link_missing', 'this link leads to no room')
    }
    await limits.countLink(context, code)
    return link
  }
  routes.openapi(
    createRoute({
      method: 'get',
      path: '/join/{code}',
      tags: ['join'],
      summary: 'What a join page shows before it asks for a camera',
      request: { params: ByCode },
      responses: answers('JoinCard', JoinCard),
    }),
    async (context) => {
      const link = await open(context, context.req.valid('param').code)
      const room = getRoom(store, link.project, link.room)
      const { consentText, consentVersion } = getProject(store, link.project)
      const card = {
        room: room.name,
        title: room.title ?? room.name,
        identity: link.identity,
        name: link.name,
        recorded: room.autoRecord,
        consentText,
        consentVersion,
      }
      return context.json(card, 200)
    },
  )
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/join/{code}',
      tags: ['join'],
      summary: 'Agrees to the consent text and gets a token for the room',
      request: { params: ByCode, ...jsonBody('JoinRequest', JoinRequest) },
      responses: answers('JoinAnswer', JoinAnswer),
    }),
    async (context) => {
      const link = await open(context, context.req.valid('param').code)
      const asked = context.req.valid('json')
      const room = getRoom(store, link.project, link.room)
      const { consentVersion } = getProject(store, link.project)
      if (asked.consentVersion !== consentVersion) {
        throw captureError(
          'consent_outdated',
          `version ${asked.consentVersion} of the consent text was ticked; it is version ${consentVersion} now`,
        )
      }
      const access = readAccess(store, link.project)
      const { identity } = link
      const name = asked.name.trim() || link.name
      const livekit = server.openLivekit(access)
      const opened = await livekit.create(room)
      const isThere =
        opened.numParticipants > 0 &&
        (await livekit.participants(room.name)).some((one) => one.identity === identity)
      if (room.maxParticipants > 0 && opened.numParticipants >= room.maxParticipants && !isThere)
        throw captureError(
          'room_full',
          `room ${room.name} has as many people as it may have: ${room.maxParticipants}`,
        )
      addConsent(store, link.project, { room: room.name, identity, name, version: consentVersion })
      const live = server.live(link.project)
      live.expect(room.name)
      const token = await createJoinToken(access, {
        room: room.name,
        identity,
        name,
        metadata: link.metadata,
      })
      await live
        .note(room.name, { event: 'consent', identity, text: String(consentVersion) })
        .catch(() => false)
      return context.json({ livekitUrl: access.joinUrl, token, identity }, 200)
    },
  )
  return routes
}
