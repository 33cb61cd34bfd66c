/** The routes of what people make while they review; their types are part of the page's client. */
import { userInfo } from 'node:os'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Catalog } from '../../core/catalog/catalog.ts'
import {
  acceptanceRequestSchema,
  annotationChangeSchema,
  newAnnotationSchema,
  newTierSchema,
  tierChangeSchema,
  withholdingRequestSchema,
  zoneRequestSchema,
} from '../../core/protocol/index.ts'
import * as review from '../../review/index.ts'
import { body, query } from './body.ts'

const fileSchema = z.object({
  format: z.enum(['csv', 'vtt', 'jsonl']),
  markers: z.enum(['true', 'false']).optional(),
})

const FILE_TYPES = {
  csv: 'text/csv; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
} as const

/** Whoever the server runs as, unless the request says. */
const authorOf = ({ author }: { author?: string | undefined }): string => author ?? userInfo().username

export function createReviewApi(catalog: Catalog) {
  return new Hono()
    .get('/sessions/:id/annotations', async (context) =>
      context.json(await review.readAnnotations(catalog, context.req.param('id'))),
    )
    .post('/sessions/:id/annotations', body(newAnnotationSchema), async (context) => {
      const request = context.req.valid('json')
      const written = { ...request, author: authorOf(request) }
      return context.json(await review.createAnnotation(catalog, context.req.param('id'), written))
    })
    .get('/sessions/:id/annotations/file', query(fileSchema), async (context) => {
      const { format, markers } = context.req.valid('query')
      const sessionId = context.req.param('id')
      const markersOnly = markers === 'true'
      const text = await review.readAnnotationFile(catalog, sessionId, { format, markersOnly })
      const name = `${sessionId.replaceAll(/[^\w.-]+/g, '_')}-${markersOnly ? 'markers' : 'annotations'}.${format}`
      return context.body(text, 200, {
        'content-type': FILE_TYPES[format],
        'content-disposition': `attachment; filename="${name}"`,
        'x-content-type-options': 'nosniff',
      })
    })
    .patch('/annotations/:id', body(annotationChangeSchema), async (context) =>
      context.json(
        await review.changeAnnotation(catalog, context.req.param('id'), context.req.valid('json')),
      ),
    )
    .delete('/annotations/:id', async (context) =>
      context.json(await review.deleteAnnotation(catalog, context.req.param('id'))),
    )
    .post('/annotations/:id/restore', async (context) =>
      context.json(await review.restoreAnnotation(catalog, context.req.param('id'))),
    )
    .post('/sessions/:id/tiers', body(newTierSchema), async (context) => {
      const request = context.req.valid('json')
      const written = { ...request, author: authorOf(request) }
      return context.json(await review.createTier(catalog, context.req.param('id'), written))
    })
    .patch('/tiers/:id', body(tierChangeSchema), async (context) =>
      context.json(await review.changeTier(catalog, context.req.param('id'), context.req.valid('json'))),
    )
    .delete('/tiers/:id', async (context) =>
      context.json(await review.deleteTier(catalog, context.req.param('id'))),
    )
    .post('/tiers/:id/restore', async (context) =>
      context.json(await review.restoreTier(catalog, context.req.param('id'))),
    )
    .put('/findings/:id/acceptance', body(acceptanceRequestSchema), async (context) => {
      const request = context.req.valid('json')
      const said = { note: request.note, author: authorOf(request) }
      return context.json(await review.acceptFinding(catalog, context.req.param('id'), said))
    })
    .delete('/findings/:id/acceptance', async (context) => {
      await review.unacceptFinding(catalog, context.req.param('id'))
      return context.json({ withdrawn: context.req.param('id') })
    })
    .put('/sessions/:id/zone', body(zoneRequestSchema), async (context) => {
      const request = context.req.valid('json')
      const sessionId = context.req.param('id')
      await review.setZone(catalog, { sessionId, zone: request.zone, author: authorOf(request) })
      return context.json({ zone: request.zone })
    })
    .post('/sessions/:id/withholdings', body(withholdingRequestSchema), async (context) => {
      const request = context.req.valid('json')
      const sessionId = context.req.param('id')
      return context.json(
        await review.withhold(catalog, { ...request, sessionId, author: authorOf(request) }),
      )
    })
    .delete('/withholdings/:id', async (context) => {
      await review.unwithhold(catalog, context.req.param('id'))
      return context.json({ withdrawn: context.req.param('id') })
    })
}
