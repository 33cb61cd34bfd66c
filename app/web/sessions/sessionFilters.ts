/** Which sessions the list shows, in which order: pure, and both ways with the place's query. */
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { zoneAheadUs } from '../../../core/time/zone.ts'
import { formatDay } from '../widgets/quantities.ts'

export type Show = 'all' | 'look' | 'unaligned' | 'today'
export type GradeFilter = 'A' | 'B' | 'C' | 'none'

export const SORT_KEYS = [
  'name',
  'recorded',
  'length',
  'coverage',
  'people',
  'tracks',
  'alignment',
  'findings',
  'size',
] as const
export type SortKey = (typeof SORT_KEYS)[number]

export interface ListView {
  readonly query: string
  readonly show: Show
  /** Of its worst placed recording; `none`: nothing of it is placed. */
  readonly grade: GradeFilter | undefined
  /** The code of a finding that is a concern in it. */
  readonly finding: string | undefined
  readonly sort: { readonly key: SortKey; readonly descending: boolean }
}

/** What the day depends on: the moment it is, and the zone a session's clock is shown in. */
export interface Clock {
  readonly nowWallUs: number
  readonly zoneOf: (session: Pick<SessionSummary, 'zone'>) => string
}

export const SHOWS: readonly (readonly [Show, string])[] = [
  ['all', 'All'],
  ['look', 'Needs a look'],
  ['unaligned', 'Not aligned'],
  ['today', 'Today'],
]
export const GRADES: readonly (readonly [GradeFilter, string])[] = [
  ['A', 'A: measured'],
  ['B', 'B: good'],
  ['C', 'C: rough'],
  ['none', 'Not placed'],
]

export const FIRST_VIEW: ListView = {
  query: '',
  show: 'all',
  grade: undefined,
  finding: undefined,
  sort: { key: 'recorded', descending: true },
}

/** Whether anything but the order keeps sessions out. */
export const isNarrowed = ({ query, show, grade, finding }: ListView): boolean =>
  query.trim() !== '' || show !== 'all' || grade !== undefined || finding !== undefined

/** Whether a session belongs under a chip. */
export function isShown(session: SessionSummary, show: Show, clock: Clock): boolean {
  if (show === 'look') return session.concerns > 0
  if (show === 'unaligned') return session.worstGrade === null || session.worstGrade === 'C'
  if (show === 'today')
    return dayOf(session, session.epochWallUs, clock) === dayOf(session, clock.nowWallUs, clock)
  return true
}

const dayOf = (session: SessionSummary, wallUs: number, { zoneOf }: Clock): number =>
  Math.floor((wallUs + zoneAheadUs(zoneOf(session), wallUs)) / 86_400e6)

export const gradeOf = (session: SessionSummary): GradeFilter => session.worstGrade ?? 'none'

/** Whether every word of the query is in what the row says: name, people, day, findings, id. */
export function isFound(session: SessionSummary, query: string, clock: Clock): boolean {
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const text = textOf(session, clock.zoneOf(session))
  return words.every((word) => text.includes(word))
}

/** The sessions a view shows, in the order given. */
export function filterSessions(
  sessions: readonly SessionSummary[],
  view: ListView,
  clock: Clock,
): SessionSummary[] {
  const { query, show, grade, finding } = view
  return sessions.filter(
    (session) =>
      (grade === undefined || gradeOf(session) === grade) &&
      (finding === undefined || session.concernCodes.includes(finding)) &&
      isShown(session, show, clock) &&
      isFound(session, query, clock),
  )
}

export interface ListCounts {
  readonly shows: Readonly<Record<Show, number>>
  readonly grades: Readonly<Record<GradeFilter, number>>
  /** Codes with the most sessions first, then by name. */
  readonly findings: readonly (readonly [code: string, sessions: number])[]
}

/** How many sessions of the whole list each filter alone would show. */
export function countSessions(sessions: readonly SessionSummary[], clock: Clock): ListCounts {
  const shows = { all: 0, look: 0, unaligned: 0, today: 0 }
  const grades = { A: 0, B: 0, C: 0, none: 0 }
  const findings = new Map<string, number>()
  for (const session of sessions) {
    for (const [show] of SHOWS) if (isShown(session, show, clock)) shows[show]++
    grades[gradeOf(session)]++
    for (const code of session.concernCodes) findings.set(code, (findings.get(code) ?? 0) + 1)
  }
  return {
    shows,
    grades,
    findings: [...findings].toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b)),
  }
}

/** A code as words: `egress_failed` is `egress failed`. */
export const nameFinding = (code: string): string => code.replaceAll('_', ' ')

const fold = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** Folded once a session and zone: a list of thousands is searched at every letter. */
const texts = new WeakMap<SessionSummary, { readonly zone: string; readonly text: string }>()

function textOf(session: SessionSummary, zone: string): string {
  const known = texts.get(session)
  if (known?.zone === zone) return known.text
  const { roomName, sessionId, coverage, epochWallUs, headline, concernCodes } = session
  const people = coverage.map((line) => line.identity).join(' ')
  const codes = concernCodes.map(nameFinding).join(' ')
  const text = fold(
    `${roomName} ${sessionId} ${people} ${formatDay(epochWallUs, zone)} ${headline ?? ''} ${codes}`,
  )
  texts.set(session, { zone, text })
  return text
}

export function parseList(search: string): ListView {
  const query = new URLSearchParams(search)
  const text = query.get('sort') ?? ''
  const key = SORT_KEYS.find((name) => name === text.replace(/^-/, ''))
  return {
    query: query.get('q') ?? '',
    show: SHOWS.find(([name]) => name === query.get('show'))?.[0] ?? FIRST_VIEW.show,
    grade: GRADES.find(([name]) => name === query.get('grade'))?.[0],
    finding: query.get('finding') || undefined,
    sort: key ? { key, descending: text.startsWith('-') } : FIRST_VIEW.sort,
  }
}

/** Writes what differs from the first view; empty where nothing does. */
export function formatList({ query, show, grade, finding, sort }: ListView): string {
  const out = new URLSearchParams()
  const first = FIRST_VIEW.sort
  if (query) out.set('q', query)
  if (show !== FIRST_VIEW.show) out.set('show', show)
  if (grade !== undefined) out.set('grade', grade)
  if (finding !== undefined) out.set('finding', finding)
  if (sort.key !== first.key || sort.descending !== first.descending)
    out.set('sort', `${sort.descending ? '-' : ''}${sort.key}`)
  const text = out.toString()
  return text && `?${text}`
}
