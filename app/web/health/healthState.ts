/** What the health place shows, as the query of its URL: `?sort=-sigma&show=rough&find=leo&rec=rec_…`. Pure. */
import { SHOWN, SORT_KEYS, type Shown, type SortKey } from './recordingRows.ts'

export interface HealthView {
  readonly sort: { readonly key: SortKey; readonly descending: boolean }
  readonly shown: Shown
  readonly find: string
  /** The recording whose evidence and findings are unfolded. */
  readonly open: string | undefined
}

/** Reads a query; what is missing or unknown is as it begins. */
export function parseHealth(search: string): HealthView {
  const query = new URLSearchParams(search)
  const sort = query.get('sort') ?? ''
  const key = sort.replace(/^-/, '') as SortKey
  const shown = query.get('show') as Shown
  return {
    sort: SORT_KEYS.includes(key)
      ? { key, descending: sort.startsWith('-') }
      : { key: 'person', descending: false },
    shown: SHOWN.includes(shown) ? shown : 'all',
    find: query.get('find') ?? '',
    open: query.get('rec') ?? undefined,
  }
}

/** Writes the query, beginning with `?`, or nothing where all is as it begins. */
export function formatHealth({ sort, shown, find, open }: HealthView): string {
  const query = new URLSearchParams()
  if (sort.key !== 'person' || sort.descending) query.set('sort', `${sort.descending ? '-' : ''}${sort.key}`)
  if (shown !== 'all') query.set('show', shown)
  if (find !== '') query.set('find', find)
  if (open !== undefined) query.set('rec', open)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** A click on a heading: the other way round where it sorts already, else the way that shows the worst first. */
export const sortBy = ({ sort }: HealthView, key: SortKey): HealthView['sort'] => ({
  key,
  descending: sort.key === key ? !sort.descending : key !== 'person' && key !== 'start',
})
