/** Waits until another process lets go of the catalog, and says meanwhile who that is. */
import { execFile } from 'node:child_process'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { CatalogLocked } from '../../core/catalog/catalog.ts'
import type { CatalogLock } from '../../core/protocol/index.ts'
import { readServerFile } from './serverFile.ts'

/** A catalog that could not be opened yet. */
export interface WaitingCatalog {
  readonly path: string
  /** What opening it came to. */
  readonly locked: CatalogLocked
  /** Tries again; throws CatalogLocked while it is held. Who calls `startServer` closes what this opened. */
  open(): Promise<Catalog>
}

export const isWaiting = (catalog: Catalog | WaitingCatalog): catalog is WaitingCatalog => 'locked' in catalog

const RETRY_MS = 1000

/**
 * Tries each second until the catalog opens. `onLock` is told of the holder at first and whenever another has it.
 * Rejects with the signal's reason, and with what makes waiting useless (the file is damaged).
 */
export async function waitForCatalog(
  waiting: WaitingCatalog,
  options: {
    readonly signal: AbortSignal
    readonly onLock: (lock: CatalogLock) => void
    readonly retryMs?: number
  },
): Promise<Catalog> {
  const { signal, onLock, retryMs = RETRY_MS } = options
  let { locked } = waiting
  let sinceWallUs = Date.now() * 1000
  onLock(await describeLock(waiting.path, locked, sinceWallUs))
  for (;;) {
    await pause(retryMs, signal)
    try {
      return await waiting.open()
    } catch (error) {
      if (!(error instanceof CatalogLocked)) throw error
      if (error.pid !== locked.pid) sinceWallUs = Date.now() * 1000
      locked = error
      onLock(await describeLock(waiting.path, locked, sinceWallUs))
    }
  }
}

export async function describeLock(
  path: string,
  locked: CatalogLocked,
  sinceWallUs: number,
): Promise<CatalogLock> {
  const server = await readServerFile(path)
  return {
    message: locked.message,
    hint: locked.hint ?? '',
    pid: locked.pid ?? null,
    command: locked.pid === undefined ? null : await findCommand(locked.pid),
    url: server !== undefined && server.pid === locked.pid ? server.url : null,
    sinceWallUs,
  }
}

/** The command line of a process; null where the machine does not say. */
function findCommand(pid: number): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'args=', '-p', String(pid)], (error, stdout) =>
      resolve(error === null && stdout.trim() !== '' ? stdout.trim() : null),
    )
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      signal.removeEventListener('abort', stop)
      resolve()
    }
    function stop(): void {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
