/** Makes the proxies of some sessions and says how each stands: for `lockstep proxies` and `lockstep ingest --proxies`. */
import type { SessionSummary } from '../core/protocol/index.ts'
import type { RenditionLevel } from '../core/protocol/rendition.ts'
import type { SessionRendition } from '../ingest/renditions/makeSession.ts'
import type { CatalogAccess } from './catalogAccess.ts'
import type { Effects } from './effects.ts'
import { escapeControls, formatTable } from './table.ts'
import type { Reporter } from './terminal.ts'

export interface ProxiesRequest {
  readonly levels: readonly RenditionLevel[]
  readonly dryRun: boolean
  readonly json: boolean
}

/** One session after the other; what was made stays where the signal aborts. */
export async function makeProxies(
  { access, effects, reporter }: { access: CatalogAccess; effects: Effects; reporter: Reporter },
  sessions: readonly Pick<SessionSummary, 'sessionId' | 'roomName'>[],
  { levels, dryRun, json }: ProxiesRequest,
): Promise<void> {
  for (const { sessionId, roomName } of sessions) {
    const title = escapeControls(`${roomName}  ${sessionId}`)
    if (effects.stderr.isTTY) reporter.line(title)
    const proxies = await access.makeProxies(sessionId, {
      levels,
      dryRun,
      signal: effects.signal,
      onProgress: (progress) => reporter.progress(progress),
    })
    reporter.end()
    for (const proxy of proxies) reporter.event({ event: 'proxy', sessionId, ...proxy })
    reporter.event({ event: 'session', sessionId, dryRun, ...countStates(proxies) })
    if (!json) effects.stdout.write(`${title}\n${formatProxies(proxies, dryRun)}`)
  }
}

const STATES = ['made', 'there', 'missing', 'failed', 'evicted'] as const

const countStates = (proxies: readonly SessionRendition[]): Record<(typeof STATES)[number], number> =>
  Object.fromEntries(
    STATES.map((state) => [state, proxies.filter((proxy) => proxy.state === state).length]),
  ) as Record<(typeof STATES)[number], number>

/** A row a recording and level, then what it came to. */
export function formatProxies(proxies: readonly SessionRendition[], dryRun: boolean): string {
  if (proxies.length === 0) return 'It has no video.\n'
  const table = formatTable(
    ['lane', 'recording', 'level', 'size', 'bytes', 'state'],
    proxies.map(({ laneId, recordingId, level, widthPx, heightPx, sizeBytes, state }) => [
      laneId,
      recordingId,
      level,
      widthPx === null ? '' : `${widthPx}×${heightPx}`,
      sizeBytes?.toLocaleString('en'),
      state,
    ]),
    ['l', 'l', 'r', 'r', 'r', 'l'],
  )
  const counts = countStates(proxies)
  const bytes = proxies.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0)
  const summary = STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`)
  return [
    table.trimEnd(),
    `${summary.join(', ')}${bytes > 0 ? `; ${(bytes / 1e6).toFixed(1)} MB` : ''}`,
    ...proxies
      .filter(({ state }) => state === 'failed')
      .map(({ laneId, recordingId, level, message }) => `${laneId} ${recordingId} ${level}: ${message ?? ''}`)
      .map(escapeControls),
    ...(counts.evicted > 0
      ? ['Not all found room: raise LOCKSTEP_PROXY_CACHE (20GB unless set), or make fewer levels.']
      : []),
    ...(dryRun ? ['Nothing was made (--dry-run).'] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
