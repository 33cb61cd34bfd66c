import { describe, expect, it } from 'vitest'
import {
  findOpen,
  openMoment,
  playlistStore,
  setPlaylist,
  stepFrom,
} from '../../../app/web/query/playlist.ts'
import { createQueryRun } from '../../../app/web/query/queryRun.ts'
import type { QueryResult } from '../../../core/protocol/jobs.ts'

const RESULT: QueryResult = {
  columns: [
    { name: 'session_id', type: 'VARCHAR' },
    { name: 't_s', type: 'DOUBLE' },
  ],
  rows: [
    ['a', 1],
    ['b', 2],
  ],
  truncated: false,
  ms: 3,
}

function createServer() {
  const asked: { sql: string; signal: AbortSignal; answer: (result: QueryResult | Error) => void }[] = []
  const kept: string[] = []
  const query = (sql: string, signal: AbortSignal): Promise<QueryResult> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')))
      asked.push({
        sql,
        signal,
        answer: (result) => (result instanceof Error ? reject(result) : resolve(result)),
      })
    })
  return { run: createQueryRun({ query, keep: (sql) => kept.push(sql) }, 'SELECT 1'), asked, kept }
}

describe('a query', () => {
  it('runs its text, is remembered, and makes a playlist of its moments', async () => {
    const { run, asked, kept } = createServer()
    const done = run.run()
    expect(run.state.getState()).toMatchObject({ status: 'running', ranSql: 'SELECT 1' })
    asked[0]!.answer(RESULT)
    await done
    expect(run.state.getState()).toMatchObject({ status: 'done', result: RESULT })
    expect(kept).toEqual(['SELECT 1'])
    expect(playlistStore.getState().moments.map(({ tUs }) => tUs)).toEqual([1e6, 2e6])
  })

  it('is given up when asked, and a new one gives the old one up', async () => {
    const { run, asked } = createServer()
    const first = run.run()
    run.cancel()
    await first
    expect(asked[0]!.signal.aborted).toBe(true)
    expect(run.state.getState().status).toBe('cancelled')
    const second = run.run()
    run.setSql('SELECT 2')
    const third = run.run()
    asked[2]!.answer(RESULT)
    await Promise.all([second, third])
    expect(run.state.getState()).toMatchObject({ status: 'done', ranSql: 'SELECT 2' })
  })

  it('that fails keeps the result before it and says why', async () => {
    const { run, asked, kept } = createServer()
    const first = run.run()
    asked[0]!.answer(RESULT)
    await first
    const second = run.run()
    asked[1]!.answer(new Error('no'))
    await second
    expect(run.state.getState()).toMatchObject({ status: 'failed', result: RESULT, error: new Error('no') })
    expect(kept.length).toBe(1)
  })

  it('without a text does not run', async () => {
    const { run, asked } = createServer()
    run.setSql('  \n')
    await run.run()
    expect(asked).toEqual([])
  })
})

const moment = (sessionId: string, tUs: number, row: number) => ({
  sessionId,
  tUs,
  endUs: undefined,
  label: '',
  row,
})

describe('the playlist', () => {
  it('seeks in the session that is open and goes to the others', () => {
    const seeks: number[] = []
    const ways: string[] = []
    const target = {
      open: { sessionId: 'a', seek: (tUs: number) => seeks.push(tUs) },
      navigate: (to: string) => ways.push(to),
    }
    const moments = [moment('a', 1e6, 0), moment('b', 2e6, 1)]
    setPlaylist([moment('c', 3e6, 0)])
    openMoment(moments, 0, target)
    openMoment(moments, 1, target)
    openMoment(moments, 7, target)
    expect(seeks).toEqual([1e6])
    expect(ways).toEqual(['/s/b?t=2'])
    expect(findOpen(playlistStore.getState(), moments)).toBe(1)
    expect(findOpen(playlistStore.getState(), [...moments])).toBe(-1)
  })

  it('steps to its ends and no further, beginning at either', () => {
    const moments = [moment('a', 1, 0), moment('a', 2, 1)]
    expect(stepFrom({ moments, at: -1 }, 1)).toBe(0)
    expect(stepFrom({ moments, at: -1 }, -1)).toBe(1)
    expect(stepFrom({ moments, at: 1 }, 1)).toBeUndefined()
    expect(stepFrom({ moments: [], at: -1 }, 1)).toBeUndefined()
    expect(stepFrom({ moments: [], at: -1 }, -1)).toBeUndefined()
  })
})
