/** The other edges between the same two people: to go from one to the next. */
import { ChipButton } from '../widgets/Chip.tsx'
import { edgeState } from './edges.ts'
import { linkOf } from './net.ts'
import type { Board } from './useClockBoard.ts'
import { formatSure, nameKind } from './words.ts'
import classes from './clocks.module.css'

const MOST = 8

export function EdgeSiblings({ board }: { readonly board: Board }) {
  const { net, chosen, edits, setView } = board
  const edges = linkOf(net, chosen?.edgeId)?.edges ?? []
  if (edges.length < 2) return null
  return (
    <div className={classes.siblings} role="group" aria-label="Edges between these two">
      {edges.slice(0, MOST).map((edge) => (
        <ChipButton
          key={edge.edgeId}
          on={edge.edgeId === chosen?.edgeId}
          data-state={edgeState(edge, edits)}
          onClick={() => setView({ edge: edge.edgeId })}
        >
          {nameKind(edge.kind)} ±{formatSure(edge.sigmaUs)}
        </ChipButton>
      ))}
      {edges.length > MOST && <span className="muted">and {edges.length - MOST} more in the table</span>}
    </div>
  )
}
