/**
 * Finds the rows that fit the filter, in slices, and says what it has so far. A changed filter begins anew; a log
 * that has grown is gone on with.
 */
import { compileFilter } from './filterRows.ts'
import { parseFilter } from './filterTerms.ts'
import type { LogColumns } from './logColumns.ts'
import type { LogMatches } from './logStore.ts'
import { letPageDraw, runInSlices } from './slices.ts'

/** Whoever shows the matches is told of more this often. */
const PUBLISH_EVERY_MS = 100

export type MatchedLog = Pick<LogColumns, 'length' | 'tUs' | 'sender' | 'topic' | 'payload' | 'reading'>

interface MatcherOptions {
  readonly publish: (matches: LogMatches) => void
  readonly nameOf?: (sender: string) => string
  readonly now?: () => number
  readonly pause?: () => Promise<void>
}

export interface Matcher {
  /** Matches what is read of the log so far; what fits in one slice is published before it returns. */
  match(log: MatchedLog, filter: string): void
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  dispose(): void
}

interface Run {
  log: MatchedLog
  readonly filter: string
  readonly fits: (row: number) => boolean
  readonly abort: AbortController
  rows: Uint32Array
  tUs: Float64Array
  found: number
  scanned: number
  publishedAt: number
  work: Promise<void> | undefined
}

export function createMatcher({
  publish,
  nameOf,
  now = () => performance.now(),
  pause = letPageDraw,
}: MatcherOptions): Matcher {
  let run: Run | undefined

  function show(of: Run): void {
    of.publishedAt = now()
    publish({
      tUs: of.tUs.subarray(0, of.found),
      rows: of.rows.subarray(0, of.found),
      scanned: of.scanned,
      total: of.log.length,
      allUs: of.log.tUs,
    })
  }

  function begin(log: MatchedLog, filter: string): Run | undefined {
    const { terms } = parseFilter(filter)
    if (terms.length === 0) return undefined
    const first = Math.min(log.length, 1024)
    return {
      log,
      filter,
      fits: compileFilter(terms, log, nameOf),
      abort: new AbortController(),
      rows: new Uint32Array(first),
      tUs: new Float64Array(first),
      found: 0,
      scanned: 0,
      publishedAt: -Infinity,
      work: undefined,
    }
  }

  async function goOn(of: Run): Promise<void> {
    while (of.scanned < of.log.length && !of.abort.signal.aborted) await searchOn(of)
    of.work = undefined
  }

  function searchOn(of: Run): Promise<void> {
    const from = of.scanned
    const search = (index: number): void => {
      if (of.fits(from + index)) add(of, from + index)
    }
    return runInSlices(() => of.log.length - from, search, {
      signal: of.abort.signal,
      now,
      pause,
      onSlice: (done) => {
        of.scanned = from + done
        if (of.scanned >= of.log.length || now() - of.publishedAt >= PUBLISH_EVERY_MS) show(of)
      },
    })
  }

  return {
    match(log, filter) {
      if (run?.filter === filter && run.log.reading === log.reading) {
        run.log = log
      } else {
        run?.abort.abort()
        run = begin(log, filter)
      }
      if (run) run.work ??= goOn(run)
      else
        publish({
          tUs: undefined,
          rows: undefined,
          scanned: log.length,
          total: log.length,
          allUs: log.tUs,
        })
    },
    settled: async () => run?.work,
    dispose() {
      run?.abort.abort()
      run = undefined
    },
  }
}

function add(run: Run, row: number): void {
  if (run.found === run.rows.length) {
    const size = Math.max(64, run.found * 2)
    const [rows, tUs] = [new Uint32Array(size), new Float64Array(size)]
    rows.set(run.rows)
    tUs.set(run.tUs)
    run.rows = rows
    run.tUs = tUs
  }
  run.rows[run.found] = row
  run.tUs[run.found] = run.log.tUs[row]!
  run.found += 1
}
