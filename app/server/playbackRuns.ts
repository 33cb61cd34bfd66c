/** The last measured stretch of playing of each session, as the page told it: one row a session, however often it plays. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import type { NewPlaybackRun, PlaybackRun } from '../../core/protocol/index.ts'
import { readEpoch } from './readSession.ts'

/** A page has no reason to tell more often. */
const LEAST_APART_MS = 1000
const BROWSER_CHARS = 300

export interface PlaybackRuns {
  /** Keeps a run in place of the last one; false where another came less than a second ago. Throws UserError `session_missing`. */
  keep(
    sessionId: string,
    run: NewPlaybackRun,
    by: { readonly browser: string; readonly programVersion: string },
  ): Promise<boolean>
}

export function createPlaybackRuns(catalog: Catalog, now: () => number = Date.now): PlaybackRuns {
  let last = -Infinity
  return {
    async keep(sessionId, run, { browser, programVersion }) {
      await readEpoch(catalog, sessionId)
      const at = now()
      if (at - last < LEAST_APART_MS) return false
      last = at
      await catalog.transaction(async (tx) => {
        await tx.run('DELETE FROM playback_runs WHERE session_id = ?', [sessionId])
        await tx.append('playback_runs', [
          {
            session_id: sessionId,
            clock_version: run.clockVersion,
            played_ms: run.playedMs,
            tiles: run.tiles,
            samples: run.samples,
            exact_samples: run.exactSamples,
            p50_frames: run.p50Frames,
            p95_frames: run.p95Frames,
            max_frames: run.maxFrames,
            engine: run.engine,
            rate: run.rate,
            dropped_draws: run.droppedDraws,
            max_level: run.maxLevel,
            failed_tiles: run.failedTiles,
            program_version: programVersion,
            browser: browser.slice(0, BROWSER_CHARS),
            measured_at: new Date(at),
          },
        ])
      })
      return true
    },
  }
}

interface RunRow {
  clock_version: string
  played_ms: number
  tiles: number
  samples: number
  exact_samples: number
  p50_frames: number
  p95_frames: number
  max_frames: number
  engine: PlaybackRun['engine']
  rate: number
  dropped_draws: number | null
  max_level: number | null
  failed_tiles: number | null
  program_version: string
  browser: string
  measured_us: number
}

/** Undefined where the session was never played to be measured. */
export async function readPlaybackRun(catalog: Catalog, sessionId: string): Promise<PlaybackRun | undefined> {
  const [row] = await catalog.all<RunRow>(
    'SELECT * EXCLUDE (measured_at), epoch_us(measured_at) AS measured_us FROM playback_runs WHERE session_id = ?',
    [sessionId],
  )
  return (
    row && {
      clockVersion: row.clock_version,
      playedMs: row.played_ms,
      tiles: row.tiles,
      samples: row.samples,
      exactSamples: row.exact_samples,
      p50Frames: row.p50_frames,
      p95Frames: row.p95_frames,
      maxFrames: row.max_frames,
      engine: row.engine,
      rate: row.rate,
      droppedDraws: row.dropped_draws,
      maxLevel: row.max_level,
      failedTiles: row.failed_tiles,
      programVersion: row.program_version,
      browser: row.browser,
      measuredWallUs: row.measured_us,
    }
  )
}
