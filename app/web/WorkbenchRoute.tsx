/**
 * The workbench by its address: the place that is opened most and has the most code. That comes while somebody reads the
 * list, and with the page where a session's own address was asked for; then nothing is suspended, which React would
 * show for 300 ms at least.
 */
import { lazy, useEffect } from 'react'
import { prefetchSession } from './api/queries.ts'
import type { WorkbenchPlace } from './workbench/WorkbenchPlace.tsx'

/** After the list itself has come. */
const SOON_MS = 300
/** Then the page shows that it loads. */
const PATIENCE_MS = 1000

let known: typeof WorkbenchPlace | undefined

async function load(): Promise<typeof WorkbenchPlace> {
  known ??= (await import('./workbench/WorkbenchPlace.tsx')).WorkbenchPlace
  return known
}

const LaterWorkbench = lazy(async () => ({ default: await load() }))

export function WorkbenchRoute({ sessionId }: { readonly sessionId: string }) {
  const Workbench = known ?? LaterWorkbench
  return <Workbench sessionId={sessionId} />
}

/** Fetches the code a little later, where `isWanted`. */
export function useWorkbenchSoon(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return
    // What fails here is tried again, and said, where a session is opened.
    const timer = setTimeout(() => void load().catch(() => undefined), SOON_MS)
    return () => clearTimeout(timer)
  }, [isWanted])
}

/**
 * Before the page is drawn first: the code and the data of the session whose address was asked for, side by side. What
 * is late or fails is waited for, and said, in the place itself.
 */
export async function openAddress(path: string): Promise<void> {
  const [, sessionId] = /^\/s\/([^/]+)$/.exec(path) ?? []
  if (sessionId === undefined) return
  try {
    prefetchSession(decodeURIComponent(sessionId))
    await Promise.race([load(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
  } catch {
    // No name of a session, or the server has gone.
  }
}
