/** The edges as a table: what the graph draws, to read, sort and filter. */
import type { KeyboardEvent } from 'react'
import { ChipButton } from '../widgets/Chip.tsx'
import { sortedBy, type EdgeSort } from './clockView.ts'
import { countEdges, type EdgeRow } from './edgeRows.ts'
import { SortHeading } from './SortHeading.tsx'
import type { Board } from './useClockBoard.ts'
import { formatMove, formatSure, nameKind, STATE_NAMES } from './words.ts'
import classes from './clocks.module.css'

const COLUMNS: readonly { readonly name: string; readonly sort: EdgeSort; readonly number?: true }[] = [
  { name: 'Edge', sort: 'edge' },
  { name: 'Kind', sort: 'kind' },
  { name: 'σ', sort: 'sigma', number: true },
  { name: 'Off', sort: 'off', number: true },
  { name: 'State', sort: 'state' },
]

export function EdgeList({ board }: { readonly board: Board }) {
  const { edges, shown, view, setView, chosen } = board
  const { kinds, states } = countEdges(edges)
  return (
    <div className={classes.list}>
      <div className={classes.filters}>
        {states.map(([state, count]) => (
          <ChipButton
            key={state}
            on={view.state === state}
            onClick={() => setView({ state: view.state === state ? undefined : state })}
          >
            {STATE_NAMES[state]} {count}
          </ChipButton>
        ))}
        <span className={classes.divide} aria-hidden />
        {kinds.map(([kind, count]) => (
          <ChipButton
            key={kind}
            on={view.kind === kind}
            onClick={() => setView({ kind: view.kind === kind ? undefined : kind })}
          >
            {nameKind(kind)} {count}
          </ChipButton>
        ))}
      </div>
      <p className="visuallyHidden" role="status">
        {shown.length} of {edges.length} edges
      </p>
      {shown.length === 0 ? (
        <p className={classes.none}>
          No edge is like that.{' '}
          <ChipButton onClick={() => setView({ kind: undefined, state: undefined, who: undefined })}>
            Show all {edges.length}
          </ChipButton>
        </p>
      ) : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label="Edges">
          <table className={classes.table} onKeyDown={moveBetweenRows}>
            <thead>
              <tr>
                {COLUMNS.map(({ name, sort, number }) => (
                  <SortHeading
                    key={name}
                    name={name}
                    number={number}
                    sorting={view.edgeSort}
                    sort={sort}
                    onSort={() => setView({ edgeSort: sortedBy(view.edgeSort, sort) })}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row
                  key={row.edge.edgeId}
                  row={row}
                  isChosen={row.edge.edgeId === chosen?.edgeId}
                  onChoose={() => setView({ edge: row.edge.edgeId, mark: undefined })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

interface RowProps {
  readonly row: EdgeRow
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Row({ row: { edge, name, kind, state }, isChosen, onChoose }: RowProps) {
  return (
    <tr data-on={isChosen} data-state={state} onClick={onChoose}>
      <td>
        <button
          type="button"
          className={classes.choose}
          aria-current={isChosen || undefined}
          title={name}
          onClick={onChoose}
        >
          {name}
        </button>
      </td>
      <td>{kind}</td>
      <td data-number>{formatSure(edge.sigmaUs)}</td>
      <td data-number>
        {edge.leaveOneOutUs === null ? <span className="faint">alone</span> : formatMove(edge.leaveOneOutUs)}
      </td>
      <td className={classes.state}>{STATE_NAMES[state]}</td>
    </tr>
  )
}

/** Up and down go from row to row while one of them has the focus. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody button')]
  const at = buttons.indexOf(event.target as HTMLElement)
  const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (at < 0 || !next) return
  event.preventDefault()
  next.focus()
  next.click()
}
