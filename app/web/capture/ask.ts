/** Requests to the capture backend, `/api/v1`; what it refuses is thrown as a ServerProblem. */
import { readProblem, ServerProblem } from '../api/problem.ts'

const API = '/api/v1'

export interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, as `type`. */
  readonly file?: Blob
  readonly type?: string
  readonly token?: string | undefined
  readonly signal?: AbortSignal
}

/** Throws ServerProblem for every refusal, and `server_gone` where nobody answers. */
export async function ask<T>(path: string, options: AskOptions = {}): Promise<T> {
  const response = await askRaw(path, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** The same, with the answer not yet read. */
export async function askRaw(path: string, options: AskOptions): Promise<Response> {
  const { method = 'GET', body, file, type = 'application/json', token, signal } = options
  const sent = file ?? (body === undefined ? undefined : JSON.stringify(body))
  let response: Response
  try {
    response = await fetch(API + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(sent === undefined ? {} : { 'content-type': type }),
      },
      ...(sent === undefined ? {} : { body: sent }),
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
