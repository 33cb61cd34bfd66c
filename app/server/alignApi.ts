/** Routes that compare sounds: align a session (a job), and look at what one edge of its graph rests on. */
import { Hono } from 'hono'
import { UserError } from '../../core/model/index.ts'
import { alignRequestSchema, type Job } from '../../core/protocol/index.ts'
import type { ApiContext } from './apiContext.ts'
import { body } from './body.ts'
import { isUnderWay } from './jobs.ts'
import { readEdgeEvidence } from './readEdgeEvidence.ts'

export function createAlignApi(server: Pick<ApiContext, 'catalog' | 'jobs' | 'effects'>) {
  return new Hono()
    .post('/sessions/:id/align', body(alignRequestSchema), async (context) => {
      const { dryRun } = context.req.valid('json')
      return context.json(await startAlign(server, context.req.param('id'), dryRun), 202)
    })
    .get('/sessions/:id/clocks/edges/:edgeId', async (context) => {
      const { id, edgeId } = context.req.param()
      return context.json(await readEdgeEvidence(server.catalog, id, edgeId))
    })
}

/** One of a session at a time: who asks while it runs is given the one that runs. Throws UserError `session_missing`. */
async function startAlign(
  { catalog, jobs, effects }: Pick<ApiContext, 'catalog' | 'jobs' | 'effects'>,
  sessionId: string,
  dryRun: boolean,
): Promise<Job> {
  const [session] = await catalog.all<{ room_name: string }>(
    'SELECT room_name FROM sessions WHERE session_id = ?',
    [sessionId],
  )
  if (!session) {
    throw new UserError('session_missing', `the catalog has no session ${sessionId}`, {
      hint: 'lockstep sessions lists what there is.',
    })
  }
  const title = `${session.room_name} ${sessionId}${dryRun ? ', moving nothing' : ''}`
  const running = jobs.list().find((job) => job.kind === 'align' && job.title === title && isUnderWay(job))
  if (running) return running
  return jobs.start('align', title, (work) => effects.align(catalog, sessionId, { ...work, dryRun }), {
    queue: 'catalog',
  })
}
