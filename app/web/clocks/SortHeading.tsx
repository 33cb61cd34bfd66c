/** A column's heading that sorts. */
import type { Sorting } from './clockView.ts'

interface SortHeadingProps<Key extends string> {
  readonly name: string
  readonly sort: Key
  readonly sorting: Sorting<Key>
  readonly number?: true | undefined
  readonly onSort: () => void
}

export function SortHeading<Key extends string>({
  name,
  sort,
  sorting,
  number,
  onSort,
}: SortHeadingProps<Key>) {
  const isSorted = sorting.key === sort
  return (
    <th
      scope="col"
      data-number={number}
      aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" onClick={onSort}>
        {name} <span aria-hidden>{isSorted ? (sorting.descending ? '↑' : '↓') : ''}</span>
      </button>
    </th>
  )
}
