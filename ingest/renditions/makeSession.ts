/** Makes the renditions of a session that are missing: the command line's way, all of them in the order they begin. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { Progress } from '../../core/protocol/index.ts'
import type { RenditionLevel } from '../../core/protocol/rendition.ts'
import { forEachConcurrent } from '../forEachConcurrent.ts'
import type { FailedRendition, RenditionStore, StoredRendition } from './rendition.types.ts'

export interface SessionRendition {
  readonly recordingId: string
  readonly laneId: string
  readonly level: RenditionLevel
  /** `missing` in a dry run; `evicted` where others needed its room in the cache before the end. */
  readonly state: 'made' | 'there' | 'missing' | 'failed' | 'evicted'
  readonly widthPx: number | null
  readonly heightPx: number | null
  /** Null also where a server does not say it. */
  readonly sizeBytes: number | null
  /** Of a failed one: why. */
  readonly message: string | null
}

export interface SessionRenditionsWork {
  readonly levels: readonly RenditionLevel[]
  readonly dryRun: boolean
  readonly signal: AbortSignal
  readonly onProgress: (progress: Pick<Progress, 'stage' | 'done' | 'total'> & Partial<Progress>) => void
}

interface Wanted {
  readonly recordingId: string
  readonly laneId: string
  readonly level: RenditionLevel
  readonly seconds: number
}

/**
 * Makes `children` at once. A recording whose source fails is reported as failed and the others go on; withheld
 * people's are left out. Rejects with the signal's reason where that aborts; what was made stays.
 */
export async function makeSessionRenditions(
  catalog: Catalog,
  sessionId: string,
  work: SessionRenditionsWork & { readonly store: RenditionStore; readonly children: number },
): Promise<SessionRendition[]> {
  const { store, dryRun, signal, children } = work
  signal.throwIfAborted()
  const wanted = await readWanted(catalog, sessionId, work.levels)
  const rows = new Map<Wanted, SessionRendition>()
  for (const one of wanted) {
    const found = await store.find(one.recordingId, one.level)
    rows.set(one, found ? describe(one, found, 'there') : describeMissing(one))
  }
  const missing = wanted.filter((one) => rows.get(one)!.state === 'missing')
  if (dryRun) return [...rows.values()]
  const progress = createProgress(missing, work.onProgress)
  await forEachConcurrent(missing, children, async (one) => {
    signal.throwIfAborted()
    const onShare = (share: number): void => progress(one, share)
    const made = await store.make(one.recordingId, one.level, { signal, onShare }).catch((error: unknown) => {
      signal.throwIfAborted()
      return { failed: error instanceof Error ? error.message : String(error) }
    })
    rows.set(one, describe(one, made, 'made'))
    progress(one, 1)
  })
  return Promise.all(
    wanted.map(async (one) => {
      const row = rows.get(one)!
      const isGone = row.state !== 'failed' && !(await store.find(one.recordingId, one.level))
      return isGone ? { ...row, state: 'evicted' } : row
    }),
  )
}

async function readWanted(
  catalog: Catalog,
  sessionId: string,
  levels: readonly RenditionLevel[],
): Promise<Wanted[]> {
  const rows = await catalog.all<{ recording_id: string; lane: string; seconds: number }>(
    `SELECT r.recording_id, r.identity || '/' || r.source AS lane, (r.end_pts_us - r.first_pts_us) / 1e6 AS seconds
     FROM recordings r LEFT JOIN placements p USING (recording_id)
     WHERE r.session_id = ? AND r.kind = 'video'
       AND NOT EXISTS (SELECT 1 FROM withheld_people w WHERE w.session_id = r.session_id AND w.identity = r.identity)
     ORDER BY p.start_us, lane, r.recording_id`,
    [sessionId],
  )
  return levels.flatMap((level) =>
    rows.map((row) => ({ recordingId: row.recording_id, laneId: row.lane, level, seconds: row.seconds })),
  )
}

const describeMissing = ({ recordingId, laneId, level }: Wanted): SessionRendition => ({
  recordingId,
  laneId,
  level,
  state: 'missing',
  widthPx: null,
  heightPx: null,
  sizeBytes: null,
  message: null,
})

function describe(
  wanted: Wanted,
  found: StoredRendition | FailedRendition,
  state: 'made' | 'there',
): SessionRendition {
  if ('failed' in found) return { ...describeMissing(wanted), state: 'failed', message: found.failed }
  const { widthPx, heightPx, sizeBytes } = found
  return { ...describeMissing(wanted), state, widthPx, heightPx, sizeBytes }
}

/** Counts recordings; the time left is by their length, since one may be hours and the next a minute. */
function createProgress(
  missing: readonly Wanted[],
  onProgress: SessionRenditionsWork['onProgress'],
): (one: Wanted, share: number) => void {
  const total = missing.length
  const totalSeconds = missing.reduce((sum, { seconds }) => sum + seconds, 0)
  const shares = new Map<Wanted, number>()
  const begunMs = performance.now()
  if (total > 0) onProgress({ stage: 'proxies', done: 0, total })
  return (one, share) => {
    shares.set(one, share)
    const doneSeconds = [...shares].reduce((sum, [{ seconds }, done]) => sum + seconds * done, 0)
    const elapsed = (performance.now() - begunMs) / 1000
    const secondsLeft = doneSeconds > 0 ? (elapsed * (totalSeconds - doneSeconds)) / doneSeconds : null
    const done = [...shares.values()].filter((made) => made === 1).length
    onProgress({ stage: 'proxies', done, total, secondsLeft })
  }
}
