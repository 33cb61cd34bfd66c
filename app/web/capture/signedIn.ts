/**
 * Who operates these pages: a bearer token for as long as this tab lives (sessionStorage), renewed before it expires.
 * The key's secret is sent once and kept nowhere.
 */
import { createStore } from 'zustand/vanilla'
import type { Scope, TokenAnswer } from '../../../capture/model/api.types.ts'
import { ServerProblem } from '../api/problem.ts'
import { ask, type AskOptions } from './ask.ts'

const KEY = 'lockstep.capture.bearer'
/** The longest the backend gives; a study day. */
const TTL_SECONDS = 86_400
/** A browser's timer is wrong beyond 2³¹ ms; an hour is plenty. */
const LONGEST_WAIT_MS = 3_600_000

interface SignedIn {
  readonly bearer: TokenAnswer | undefined
  /** Why one has to sign in again; shown above the form. */
  readonly ended: string | undefined
}

export const signedIn = createStore<SignedIn>(() => ({ bearer: readKept(), ended: undefined }))

let timer: ReturnType<typeof setTimeout> | undefined
planRenewal()

/** Throws ServerProblem where key and secret do not fit, or nobody answers. */
export async function signIn(key: string, secret: string): Promise<void> {
  const answer = await ask<TokenAnswer>('/token', {
    method: 'POST',
    body: { key, secret, ttlSeconds: TTL_SECONDS },
  })
  keep(answer)
}

/** With the code of the address that `lockstep capture` printed. Throws as `signIn`. */
export async function signInByCode(code: string): Promise<void> {
  keep(await ask<TokenAnswer>('/token/code', { method: 'POST', body: { code } }))
}

/** `ended`: said above the form. */
export function signOut(ended?: string): void {
  clearTimeout(timer)
  sessionStorage.removeItem(KEY)
  signedIn.setState({ bearer: undefined, ended })
}

export const mayDo = (bearer: TokenAnswer | undefined, scope: Scope): boolean =>
  bearer?.scopes.includes(scope) ?? false

/** As `ask`, with the token; one that is refused ends the sign-in. */
export async function askAs<T>(path: string, options: Omit<AskOptions, 'token'> = {}): Promise<T> {
  try {
    return await ask<T>(path, { ...options, token: signedIn.getState().bearer?.token })
  } catch (error) {
    if (error instanceof ServerProblem && error.status === 401)
      signOut(`${error.message}${error.hint === undefined ? '' : `. ${error.hint}`}`)
    throw error
  }
}

function keep(answer: TokenAnswer): void {
  sessionStorage.setItem(KEY, JSON.stringify(answer))
  signedIn.setState({ bearer: answer, ended: undefined })
  planRenewal()
}

function readKept(): TokenAnswer | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as TokenAnswer | null
    return kept !== null && Date.parse(kept.expiresAt) > Date.now() ? kept : undefined
  } catch {
    return undefined
  }
}

/** Renews when a fifth of the time is left; one that cannot be renewed is used until it ends. */
function planRenewal(): void {
  clearTimeout(timer)
  const { bearer } = signedIn.getState()
  if (bearer === undefined) return
  const leftMs = Date.parse(bearer.expiresAt) - Date.now()
  const isDue = leftMs < (TTL_SECONDS * 1000) / 5
  if (leftMs <= 0) return signOut('You were signed out: the token has expired.')
  timer = setTimeout(
    () => void (isDue ? renew(bearer) : planRenewal()),
    Math.min(leftMs * 0.8, LONGEST_WAIT_MS),
  )
}

async function renew(bearer: TokenAnswer): Promise<void> {
  try {
    const answer = await ask<TokenAnswer>('/token/renew', { method: 'POST', token: bearer.token })
    // Whoever has signed out meanwhile stays out.
    if (signedIn.getState().bearer === bearer) keep(answer)
  } catch {
    planRenewal()
  }
}
