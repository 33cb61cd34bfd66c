/** Routes of the pictures: what there is of a recording, and its sheets. */
import { Hono } from 'hono'
import { UserError } from '../../core/model/index.ts'
import type { ApiContext } from './apiContext.ts'
import { createThumbStore, type ThumbStore } from './thumbs.ts'
import { createThumbWorker } from './thumbsSource.ts'

export function createThumbsApi(
  { catalog, files, closing }: Pick<ApiContext, 'catalog' | 'files' | 'closing'>,
  thumbs: ThumbStore = createThumbStore({ catalog, files, closing, make: createThumbWorker(closing) }),
) {
  return new Hono()
    .get('/recordings/:id/thumbs', async (context) => {
      const answer = await thumbs.ask(context.req.param('id'))
      const isUnderWay = answer.state === 'waiting' || answer.state === 'making'
      return context.json(answer, isUnderWay ? 202 : 200, { 'cache-control': 'no-cache' })
    })
    .get('/recordings/:id/thumbs/:sheet', async (context) => {
      const { id, sheet } = context.req.param()
      if (!/^\d{1,4}$/.test(sheet)) throw new UserError('bad_request', 'sheet: expected a number')
      const bytes = await thumbs.readSheet(id, Number(sheet))
      return context.body(bytes as Uint8Array<ArrayBuffer>, 200, {
        'content-type': 'image/jpeg',
        'x-content-type-options': 'nosniff',
        'cache-control':
          context.req.query('v') === undefined ? 'no-cache' : 'private, max-age=31536000, immutable',
      })
    })
}
