/** Every failure leaves the backend as Problem JSON; a bug says only that it is one, and the log has it. */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { UserError } from '../../core/model/index.ts'
import type { Problem } from '../model/api.ts'
import { captureError, findProblem } from '../model/problems.ts'
import type { ApiContext } from './context.ts'

export function describeProblem(error: unknown): {
  status: ContentfulStatusCode
  problem: z.infer<typeof Problem>
} {
  if (error instanceof UserError) {
    const known = findProblem(error.code)
    const hint = error.hint ?? known?.hint
    const problem = { code: error.code, message: error.message, ...(hint !== undefined && { hint }) }
    return { status: known?.status ?? 400, problem }
  }
  if (error instanceof HTTPException)
    return { status: error.status, problem: { code: 'bad_request', message: error.message } }
  return describeProblem(captureError('internal', 'the backend failed'))
}

export function answerProblem(context: Context, error: unknown, log: ApiContext['log']): Response {
  const { status, problem } = describeProblem(error)
  // A path may hold a join code.
  const path = context.req.path.replace(/\/join\/.*/, '/join/…')
  if (status >= 500 || TOLD.has(problem.code))
    log({ event: 'problem', method: context.req.method, path, ...problem, ...stackOf(error) })
  return context.json(problem, status)
}

/** What the asker alone cannot mend: whoever runs the backend has to know. */
const TOLD: ReadonlySet<string> = new Set(['room_full'])

const stackOf = (error: unknown): { stack?: string } =>
  error instanceof Error && !(error instanceof UserError) && error.stack !== undefined
    ? { stack: error.stack }
    : {}
