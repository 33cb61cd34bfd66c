/** Routes of the renditions: asking for some of a session, and the index of one. */
import { Hono } from 'hono'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import {
  renditionsWantedSchema,
  type RecordingRenditions,
  type RenditionLevel,
  type RenditionsAnswer,
  type RenditionState,
  type RenditionsWanted,
} from '../../core/protocol/rendition.ts'
import type { ApiContext } from './apiContext.ts'
import { body } from './body.ts'
import { isFromPage } from './guard.ts'
import { createRenditionFiles } from './renditionFiles.ts'
import { unready, type RenditionWish } from './renditionQueue.ts'
import { readEpoch } from './readSession.ts'
import { requireShown } from './withheld.ts'

/** The largest first. */
const LEVELS: readonly RenditionLevel[] = ['180', '90']

export function createRenditionsApi({ catalog, renditions }: Pick<ApiContext, 'catalog' | 'renditions'>) {
  const files = createRenditionFiles(catalog, renditions)
  return new Hono()
    .post('/sessions/:id/renditions', body(renditionsWantedSchema), async (context) => {
      const { isRetry, ...wanted } = context.req.valid('json')
      const asked = { sessionId: context.req.param('id'), ...wanted }
      // A command makes them ahead; what a page shows comes first.
      const how = { isAhead: !isFromPage(context), isRetry }
      return context.json(await askFor(catalog, asked, (wishes) => renditions.ask(wishes, how)))
    })
    .get('/recordings/:id/renditions', async (context) => {
      const recordingId = context.req.param('id')
      await requireShown(catalog, recordingId)
      const wishes = LEVELS.map((level) => ({ recordingId, level, mediaSeconds: 0 }))
      const states = await Promise.all(wishes.map((wish) => renditions.look(wish)))
      return context.json<RecordingRenditions>({ states }, 200, { 'cache-control': 'no-cache' })
    })
    .get('/recordings/:id/renditions/:level/index', async (context) => {
      const { id, level } = context.req.param()
      const version = context.req.query('v')
      const bytes = await files.readIndex(id, level, version)
      return context.body(bytes as Uint8Array<ArrayBuffer>, 200, {
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        'cache-control': version === undefined ? 'no-cache' : 'private, max-age=31536000, immutable',
      })
    })
}

const RECORDINGS_SQL = `
  SELECT recording_id, kind, (end_pts_us - first_pts_us) / 1e6 AS seconds FROM recordings WHERE session_id = ?`

/**
 * Of a withheld person nothing is made: theirs are answered as failed, with why. Throws UserError `session_missing`,
 * and `recording_missing` where one is of another session, or sound.
 */
async function askFor(
  catalog: Catalog,
  { sessionId, wanted }: RenditionsWanted & { readonly sessionId: string },
  ask: (wishes: readonly RenditionWish[]) => Promise<RenditionsAnswer>,
): Promise<RenditionsAnswer> {
  await readEpoch(catalog, sessionId)
  const rows = await catalog.all<{ recording_id: string; kind: string; seconds: number }>(RECORDINGS_SQL, [
    sessionId,
  ])
  const recordings = new Map(rows.map((row) => [row.recording_id, row]))
  const wishes = new Map<string, RenditionWish>()
  const refused = new Map<string, string>()
  for (const { recordingId, level } of wanted) {
    const row = recordings.get(recordingId)
    if (row?.kind !== 'video') {
      throw new UserError('recording_missing', `session ${sessionId} has no pictures of ${recordingId}`)
    }
    const why = await requireShown(catalog, recordingId).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof UserError) return error.message
        throw error
      },
    )
    if (why !== undefined) refused.set(recordingId, why)
    else wishes.set(`${recordingId} ${level}`, { recordingId, level, mediaSeconds: row.seconds })
  }
  const answer = await ask([...wishes.values()])
  const states = new Map(answer.states.map((state) => [`${state.recordingId} ${state.level}`, state]))
  return {
    ...answer,
    states: wanted.map(
      ({ recordingId, level }): RenditionState =>
        states.get(`${recordingId} ${level}`) ?? {
          ...unready({ recordingId, level }),
          state: 'failed',
          message: refused.get(recordingId) ?? null,
        },
    ),
  }
}
