/** Every failure leaves the server as Problem JSON `{code, message, hint}`; bugs are logged and say only that. */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { UserError } from '../../core/model/index.ts'
import type { Problem } from '../../core/protocol/index.ts'

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  session_missing: 404,
  recording_missing: 404,
  derived_missing: 404,
  rendition_missing: 404,
  object_missing: 404,
  job_missing: 404,
  correction_missing: 404,
  annotation_missing: 404,
  tier_missing: 404,
  finding_missing: 404,
  edge_missing: 404,
  signal_missing: 404,
  mark_missing: 404,
  withholding_missing: 404,
  person_missing: 404,
  export_missing: 404,
  export_file_missing: 404,
  target_missing: 404,
  route_missing: 404,
  demo_missing: 404,
  page_missing: 404,
  foreign_host: 403,
  foreign_origin: 403,
  out_refused: 403,
  withheld: 403,
  not_json: 415,
  too_large: 413,
  media_changed: 409,
  object_changed: 409,
  clock_moved: 409,
  annotation_deleted: 409,
  catalog_locked: 503,
  job_running: 409,
  reveal_failed: 409,
  query_timeout: 408,
  range_unsatisfiable: 416,
}

/** The status and body an error is answered with; a UserError of an unlisted code is the asker's fault: 400. */
export function describeProblem(error: unknown): { status: ContentfulStatusCode; problem: Problem } {
  if (error instanceof UserError) {
    const problem: Problem = { code: error.code, message: error.message }
    if (error.hint !== undefined) problem.hint = error.hint
    return { status: STATUS[error.code] ?? 400, problem }
  }
  if (error instanceof HTTPException) {
    return {
      status: error.status,
      problem: { code: 'bad_request', message: error.message },
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    status: 500,
    problem: {
      code: 'internal',
      message,
      hint: 'This is a fault of lockstep: the terminal it runs in has the details.',
    },
  }
}

export function answerProblem(context: Context, error: unknown): Response {
  const { status, problem } = describeProblem(error)
  if (problem.code === 'internal' && !context.req.raw.signal.aborted) console.error(error)
  return context.json(problem, status)
}
