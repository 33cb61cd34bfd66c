/** The routes of a session's clock graph: see it, try edits, apply them. */
import { userInfo } from 'node:os'
import { Hono } from 'hono'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { applyEditsSchema, clockEditsSchema } from '../../core/protocol/index.ts'
import { body } from './body.ts'
import { applyClockEdits, previewClocks, readClocks } from './readClocks.ts'

export function createClocksApi(catalog: Catalog) {
  return new Hono()
    .get('/sessions/:id/clocks', async (context) =>
      context.json(await readClocks(catalog, context.req.param('id'))),
    )
    .post('/sessions/:id/clocks/preview', body(clockEditsSchema), async (context) => {
      const edits = context.req.valid('json')
      return context.json(await previewClocks(catalog, context.req.param('id'), { edits }))
    })
    .post('/sessions/:id/clocks/apply', body(applyEditsSchema), async (context) => {
      const { clockVersion, author = userInfo().username, ...edits } = context.req.valid('json')
      const request = { edits, clockVersion, author }
      return context.json(await applyClockEdits(catalog, context.req.param('id'), request))
    })
}
