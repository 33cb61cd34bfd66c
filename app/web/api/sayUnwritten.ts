/** A write that reached no catalog is said at once, wherever it was made: what the page shows must not be believed. */
import { say } from '../widgets/noteStore.ts'
import type { ServerProblem } from './problem.ts'

/** Nobody could have been answered; every other refusal is said where the write was made. */
const UNHEARD = ['server_gone', 'catalog_locked']
/** Sent as POST, but they write nothing. */
const READS = /\/api\/(exports\/plan|query|query\/file|sessions\/[^/]+\/clocks\/preview)$/

/** Marks are kept in the browser and sent again: annotations/submit.ts says so. */
const KEPT = /\/api\/(annotations|tiers|sessions\/[^/]+\/(annotations|tiers))(\/|$)/

/** Says it where it was a write, and returns the problem to be thrown. */
export function sayUnwritten(
  problem: ServerProblem,
  method: string | undefined,
  input: RequestInfo | URL,
): ServerProblem {
  const address = input instanceof Request ? input.url : String(input)
  const path = address.split('?')[0]!
  const isRead = method === undefined || method === 'GET' || READS.test(path)
  if (isRead || KEPT.test(path) || !UNHEARD.includes(problem.code)) return problem
  say({
    about: 'unwritten',
    tone: 'error',
    title: 'Not saved.',
    text: `${problem.message}. What you typed is where you typed it: try again when the server is back.`,
  })
  return problem
}
