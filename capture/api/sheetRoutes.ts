/** A sheet of rooms, people and dates becomes rooms and join links in one go; the same sheet twice is the same as once. */
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { SheetAnswer } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { findLinkOf, putLink } from '../store/links.ts'
import { getProject } from '../store/projects.ts'
import { createRoom, findRoom, type Room } from '../store/rooms.ts'
import type { CaptureStore } from '../store/store.ts'
import type { ApiContext } from './context.ts'
import { parseSheet, type Sheet } from './parseSheet.ts'
import { showLink } from './roomRoutes.ts'
import { answers, createRoutes, InProject, needs, type Routes } from './routing.ts'

const Query = z.object({ dryRun: z.enum(['0', '1', 'true', 'false']).optional() })

export function sheetRoutes(server: ApiContext): Routes {
  const routes = createRoutes()
  routes.openapi(
    createRoute({
      ...needs('manage', server),
      method: 'post',
      path: '/projects/{project}/sheet',
      tags: ['rooms'],
      summary: 'Rooms and links of a study day from CSV: room, identity, name, date',
      request: {
        params: InProject,
        query: Query,
        body: { required: true, content: { 'text/csv': { schema: z.string() } } },
      },
      responses: answers('SheetAnswer', SheetAnswer),
    }),
    async (context) => {
      const { project } = context.req.valid('param')
      const { dryRun } = context.req.valid('query')
      getProject(server.store, project)
      const sheet = parseSheet(readUtf8(await context.req.arrayBuffer()))
      const isDry = dryRun === '1' || dryRun === 'true'
      return context.json(takeSheet(server, project, { sheet, isDry }), 200)
    },
  )
  return routes
}

/** LiveKit opens each room when its first person joins: nothing is asked of it for a day that may be weeks ahead. */
function takeSheet(
  { store, publicUrl }: Pick<ApiContext, 'store' | 'publicUrl'>,
  project: string,
  { sheet, isDry }: { sheet: Sheet; isDry: boolean },
): z.infer<typeof SheetAnswer> {
  return store.transact(() => {
    const rooms = new Map<string, Room>()
    for (const { roomName, room, date } of sheet.lines) {
      if (!rooms.has(roomName)) rooms.set(roomName, takeRoom(store, project, { roomName, room, date, isDry }))
    }
    const links = sheet.lines.map(({ roomName, identity, name, metadata }) => {
      const input = { room: roomName, identity, name, metadata }
      if (!isDry) return showLink(putLink(store, project, input), publicUrl())
      const known = findLinkOf(store, project, input)
      return known ? showLink(known, publicUrl()) : { room: roomName, identity, name, code: '', url: '' }
    })
    return { rooms: [...rooms.values()], links, problems: [...sheet.problems] }
  })
}

function takeRoom(
  store: CaptureStore,
  project: string,
  asked: { roomName: string; room: string; date: string | undefined; isDry: boolean },
): Room {
  const known = findRoom(store, project, asked.roomName)
  if (known) return known
  const input = {
    name: asked.roomName,
    title: asked.room,
    autoRecord: true,
    maxParticipants: 0,
    ...(asked.date !== undefined && { date: asked.date }),
  }
  return asked.isDry ? { ...input, project, createdAt: store.now() } : createRoom(store, project, input)
}

function readUtf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw captureError('sheet_unreadable', 'the sheet is not UTF-8 text', {
      hint: 'In Excel: Save as, "CSV UTF-8 (comma delimited)".',
      cause,
    })
  }
}
