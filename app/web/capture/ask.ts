/** Requests to the capture backend, `/api/v1`; what it refuses is thrown as a ServerProblem. */
import { readProblem, ServerProblem } from '../api/problem.ts'

const API = '/api/v1'

export interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly token?: string | undefined
  readonly signal?: AbortSignal
}

/** Throws ServerProblem for every refusal, and `server_gone` where nobody answers. */
export async function ask<T>(path: string, options: AskOptions = {}): Promise<T> {
  const response = await askRaw(path, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** The same, with the answer not yet read. */
export async function askRaw(
  path: string,
  { method = 'GET', body, token, signal }: AskOptions,
): Promise<Response> {
  let response: Response
  try {
    response = await fetch(API + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    throw captureGone(cause)
  }
  if (!response.ok) throw await readProblem(response)
  return response
}

export const captureGone = (cause: unknown): ServerProblem =>
  new ServerProblem({
    code: 'server_gone',
    message: 'The capture server does not answer',
    hint: 'This page tries again by itself. If it lasts, look whether `lockstep capture` still runs.',
    cause,
  })
