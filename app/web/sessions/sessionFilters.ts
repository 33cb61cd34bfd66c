/** Which sessions the list shows, in which order: pure, and both ways with the place's query. */
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { formatDay } from '../widgets/quantities.ts'

export type Show = 'all' | 'look' | 'unaligned' | 'today'
export type SortKey = 'name' | 'recorded' | 'length' | 'people' | 'tracks' | 'alignment' | 'findings' | 'size'

export interface ListView {
  readonly query: string
  readonly show: Show
  readonly sort: { readonly key: SortKey; readonly descending: boolean }
}

export const SHOWS: readonly (readonly [Show, string])[] = [
  ['all', 'All'],
  ['look', 'Needs a look'],
  ['unaligned', 'Not aligned'],
  ['today', 'Today'],
]

const SORT_KEYS: readonly SortKey[] = [
  'name',
  'recorded',
  'length',
  'people',
  'tracks',
  'alignment',
  'findings',
  'size',
]
const FIRST: ListView = { query: '', show: 'all', sort: { key: 'recorded', descending: true } }

/** Whether a session belongs under a chip; `nowWallUs` decides what today is (UTC). */
export function isShown(session: SessionSummary, show: Show, nowWallUs: number): boolean {
  if (show === 'look') return session.concerns > 0
  if (show === 'unaligned') return session.worstGrade === null || session.worstGrade === 'C'
  if (show === 'today') return Math.floor(session.epochWallUs / 86_400e6) === Math.floor(nowWallUs / 86_400e6)
  return true
}

/** Whether every word of the query is in what the row says: name, people, day, finding, id. */
export function isFound(session: SessionSummary, query: string): boolean {
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const people = session.coverage.map((line) => line.identity).join(' ')
  const text = fold(
    `${session.roomName} ${session.sessionId} ${people} ${formatDay(session.epochWallUs)} ${session.headline ?? ''}`,
  )
  return words.every((word) => text.includes(word))
}

const fold = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

export function parseList(search: string): ListView {
  const query = new URLSearchParams(search)
  const show = SHOWS.find(([name]) => name === query.get('show'))?.[0] ?? FIRST.show
  const text = query.get('sort') ?? ''
  const key = SORT_KEYS.find((name) => name === text.replace(/^-/, ''))
  return {
    query: query.get('q') ?? '',
    show,
    sort: key ? { key, descending: text.startsWith('-') } : FIRST.sort,
  }
}

/** Writes what differs from the first view; empty where nothing does. */
export function formatList({ query, show, sort }: ListView): string {
  const out = new URLSearchParams()
  if (query) out.set('q', query)
  if (show !== FIRST.show) out.set('show', show)
  if (sort.key !== FIRST.sort.key || sort.descending !== FIRST.sort.descending)
    out.set('sort', `${sort.descending ? '-' : ''}${sort.key}`)
  const text = out.toString()
  return text && `?${text}`
}
