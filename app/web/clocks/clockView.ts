/** What the clock view shows, as the query of its URL: `?edge=…&who=leo&list=table&kind=audio_match&state=disagrees`. Pure. */
import { EDGE_STATES, type EdgeState } from './edges.ts'

const EDGE_SORTS = ['edge', 'kind', 'sigma', 'off', 'state'] as const
export type EdgeSort = (typeof EDGE_SORTS)[number]
const RECORDING_SORTS = ['person', 'moved', 'drift', 'sigma', 'grade'] as const
export type RecordingSort = (typeof RECORDING_SORTS)[number]

export interface Sorting<Key> {
  readonly key: Key
  readonly descending: boolean
}

export interface ClockView {
  readonly edge: string | undefined
  /** The person whose recordings stand apart and whose edges are listed. */
  readonly who: string | undefined
  readonly recording: string | undefined
  readonly list: 'graph' | 'table'
  readonly kind: string | undefined
  readonly state: EdgeState | undefined
  /** Whether the wall clock is a node; undefined: as the session is best seen. */
  readonly utc: boolean | undefined
  readonly edgeSort: Sorting<EdgeSort>
  readonly sort: Sorting<RecordingSort>
  /** The recordings of the mark in hand, either may be unset; undefined: none is made. */
  readonly mark: readonly [string, string] | undefined
}

function readSort<Key extends string>(text: string | null, keys: readonly Key[], first: Key): Sorting<Key> {
  const key = (text ?? '').replace(/^-/, '') as Key
  return keys.includes(key)
    ? { key, descending: text?.startsWith('-') ?? false }
    : { key: first, descending: false }
}

export function parseClocks(search: string): ClockView {
  const query = new URLSearchParams(search)
  const state = query.get('state') as EdgeState
  const utc = query.get('utc')
  const mark = query.get('mark')
  const [from = '', to = ''] = (mark ?? '').split(' ')
  return {
    edge: query.get('edge') ?? undefined,
    who: query.get('who') ?? undefined,
    recording: query.get('rec') ?? undefined,
    list: query.get('list') === 'table' ? 'table' : 'graph',
    kind: query.get('kind') ?? undefined,
    state: EDGE_STATES.includes(state) ? state : undefined,
    utc: utc === null ? undefined : utc === '1',
    edgeSort: readSort(query.get('edges'), EDGE_SORTS, 'state'),
    sort: readSort(query.get('sort'), RECORDING_SORTS, 'person'),
    mark: mark === null ? undefined : [from, to],
  }
}

const writeSort = ({ key, descending }: Sorting<string>): string => `${descending ? '-' : ''}${key}`

/** Writes the query, beginning with `?`, or nothing where all is as it begins. */
export function formatClocks(view: ClockView): string {
  const query = new URLSearchParams()
  const { edge, who, recording, list, kind, state, utc, edgeSort, sort, mark } = view
  if (edge !== undefined) query.set('edge', edge)
  if (who !== undefined) query.set('who', who)
  if (recording !== undefined) query.set('rec', recording)
  if (list !== 'graph') query.set('list', list)
  if (kind !== undefined) query.set('kind', kind)
  if (state !== undefined) query.set('state', state)
  if (utc !== undefined) query.set('utc', utc ? '1' : '0')
  if (edgeSort.key !== 'state' || edgeSort.descending) query.set('edges', writeSort(edgeSort))
  if (sort.key !== 'person' || sort.descending) query.set('sort', writeSort(sort))
  if (mark) query.set('mark', mark.join(' ').trimEnd())
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** A click on a heading: the other way round where it sorts already. */
export const sortedBy = <Key extends string>(sorting: Sorting<Key>, key: Key): Sorting<Key> => ({
  key,
  descending: sorting.key === key && !sorting.descending,
})
