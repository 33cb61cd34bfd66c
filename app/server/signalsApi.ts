/** Routes of the signals: which there are, and tiles of one. */
import { Hono } from 'hono'
import { z } from 'zod'
import { UserError } from '../../core/model/index.ts'
import { formatSignalTiles, MOST_SIGNAL_TILES, SIGNAL_LEVELS } from '../../core/protocol/signals.ts'
import type { ApiContext } from './apiContext.ts'
import { createSignals } from './signals.ts'

const placeSchema = z.object({
  level: z.coerce.number().int().min(SIGNAL_LEVELS.finest).max(SIGNAL_LEVELS.coarsest),
  first: z.coerce.number().int().min(-1e9).max(1e9),
  count: z.coerce.number().int().min(1).max(MOST_SIGNAL_TILES),
})

export function createSignalsApi({ catalog }: Pick<ApiContext, 'catalog'>) {
  const signals = createSignals(catalog)
  return new Hono()
    .get('/sessions/:id/signals', async (context) =>
      context.json(await signals.list(context.req.param('id'))),
    )
    .get('/sessions/:id/signals/:signalId', async (context) => {
      const place = placeSchema.safeParse(context.req.query())
      if (!place.success)
        throw new UserError('bad_request', 'tiles of a signal: expected level=2…14, first and count=1…16')
      const { id, signalId } = context.req.param()
      const tiles = await signals.tiles(id, signalId, place.data)
      return context.body(formatSignalTiles(tiles), 200, {
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
    })
}
