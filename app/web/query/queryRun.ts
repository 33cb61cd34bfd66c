/** One query being written and run: its text, what became of it, and how that is shown. It outlives its panel. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { QueryResult } from '../../../core/protocol/jobs.ts'
import { listMoments, type Moment } from './moments.ts'
import { setPlaylist } from './playlist.ts'

export interface QueryState {
  readonly sql: string
  readonly status: 'none' | 'running' | 'cancelled' | 'done' | 'failed'
  /** The text that ran last. */
  readonly ranSql: string | undefined
  readonly result: QueryResult | undefined
  /** Those of the result, in its order. */
  readonly moments: readonly Moment[]
  readonly error: unknown
  readonly view: 'table' | 'moments'
}

export interface QueryRun {
  readonly state: StoreApi<QueryState>
  setSql(sql: string): void
  setView(view: QueryState['view']): void
  /** Runs the text as it is now; one that still runs is given up. */
  run(): Promise<void>
  /** Gives a running query up; the result before it stays. */
  cancel(): void
}

export interface QueryEffects {
  query(sql: string, signal: AbortSignal): Promise<QueryResult>
  /** A query has run. */
  keep(sql: string): void
}

export function createQueryRun({ query, keep }: QueryEffects, first: string): QueryRun {
  const start: QueryState = {
    sql: first,
    status: 'none',
    ranSql: undefined,
    result: undefined,
    moments: [],
    error: undefined,
    view: 'table',
  }
  const state = createStore<QueryState>(() => start)
  let running: AbortController | undefined
  return {
    state,
    setSql: (sql) => state.setState({ sql }),
    setView: (view) => state.setState({ view }),
    cancel() {
      if (!running) return
      running.abort()
      running = undefined
      state.setState({ status: 'cancelled' })
    },
    async run() {
      const { sql } = state.getState()
      if (sql.trim() === '') return
      running?.abort()
      const mine = new AbortController()
      running = mine
      state.setState({ status: 'running', ranSql: sql, error: undefined })
      try {
        const result = await query(sql, mine.signal)
        if (mine.signal.aborted) return
        keep(sql)
        const moments = listMoments(result)
        setPlaylist(moments)
        state.setState({ status: 'done', result, moments })
      } catch (error) {
        if (!mine.signal.aborted) state.setState({ status: 'failed', error })
      }
      if (running === mine) running = undefined
    },
  }
}
