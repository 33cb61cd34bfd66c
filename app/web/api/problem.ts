/** A failed answer of the server, or none: what happened and what to do, for a person. */
import type { Problem } from '../../../core/protocol/jobs.ts'

export class ServerProblem extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly status: number

  constructor(problem: {
    code: string
    message: string
    hint?: string | undefined
    status?: number
    cause?: unknown
  }) {
    super(problem.message, problem.cause === undefined ? undefined : { cause: problem.cause })
    this.name = 'ServerProblem'
    this.code = problem.code
    this.hint = problem.hint
    this.status = problem.status ?? 0
  }
}

/** Reads a failed answer into a problem; an answer that is no Problem JSON is named by its status. */
export async function readProblem(response: Response): Promise<ServerProblem> {
  const text = await response.text().catch(() => '')
  const body = parseJson(text)
  if (isProblem(body)) return new ServerProblem({ ...body, status: response.status })
  return new ServerProblem({
    code: `http_${response.status}`,
    message: `The server answered ${response.status} ${response.statusText} to ${new URL(response.url).pathname}`,
    hint: text.slice(0, 200) || undefined,
    status: response.status,
  })
}

/** Checked by hand: the schema library would be a fifth of the first view. */
const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Problem>).code === 'string' &&
  typeof (value as Partial<Problem>).message === 'string'

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** No answer at all: the program behind the page has ended, or cannot be reached. */
export const serverGone = (cause: unknown): ServerProblem =>
  new ServerProblem({
    code: 'server_gone',
    message: 'The Lockstep server does not answer',
    hint: 'Start it again with `lockstep serve`; this page reconnects by itself.',
    cause,
  })

/** Any thrown value as message and hint. */
export const describeError = (error: unknown): { message: string; hint: string | undefined; code: string } =>
  error instanceof ServerProblem
    ? { message: error.message, hint: error.hint, code: error.code }
    : { message: error instanceof Error ? error.message : String(error), hint: undefined, code: 'unknown' }
