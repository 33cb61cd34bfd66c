/** Queries that ran in this browser, newest first, each once. */
import { createStore } from 'zustand/vanilla'

const KEY = 'lockstep.queries'
const MOST = 30
const LONGEST = 10_000

/** Puts a query first; one that was there moves up. */
export function rememberQuery(recent: readonly string[], sql: string): readonly string[] {
  const text = sql.trim()
  if (text === '' || text.length > LONGEST) return recent
  return [text, ...recent.filter((one) => one !== text)].slice(0, MOST)
}

/** Reads what was kept; nothing where it makes no sense. */
export function parseRecent(text: string | null): readonly string[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

/** A query in one line, for a menu. */
export const formatQueryLine = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim().slice(0, 120)

export const recentQueries = createStore<{ readonly recent: readonly string[] }>(() => ({
  recent: parseRecent(localStorage.getItem(KEY)),
}))

/** Remembers a query that ran, here and for the next visit. */
export function keepQuery(sql: string): void {
  const recent = rememberQuery(recentQueries.getState().recent, sql)
  recentQueries.setState({ recent })
  localStorage.setItem(KEY, JSON.stringify(recent))
}
