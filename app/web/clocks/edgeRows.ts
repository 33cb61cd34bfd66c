/** The edges as rows: the graph for who reads it as a table. What a filter keeps, how it sorts. Pure. */
import type { ClockEdits, ClockGraph, GraphEdge } from '../../../core/protocol/clock.ts'
import type { ClockView, EdgeSort, Sorting } from './clockView.ts'
import { EDGE_STATES, edgeState, ownersOf, type EdgeState } from './edges.ts'
import { nameEdge, nameKind } from './words.ts'

export interface EdgeRow {
  readonly edge: GraphEdge
  readonly name: string
  readonly kind: string
  readonly state: EdgeState
  /** Whose clocks it relates. */
  readonly who: readonly string[]
}

export function listEdges(graph: ClockGraph, edits: Pick<ClockEdits, 'mute' | 'unmute'>): EdgeRow[] {
  const owner = ownersOf(graph)
  return graph.edges.map((edge) => ({
    edge,
    name: nameEdge(graph, edge),
    kind: nameKind(edge.kind),
    state: edgeState(edge, edits),
    who: [edge.from, edge.to].flatMap((clockId) => owner(clockId) ?? []),
  }))
}

export const isKept = (
  row: EdgeRow,
  { kind, state, who }: Pick<ClockView, 'kind' | 'state' | 'who'>,
): boolean =>
  (kind === undefined || row.edge.kind === kind) &&
  (state === undefined || row.state === state) &&
  (who === undefined || row.who.includes(who))

/** How far an edge is from what the others say; 0 where nothing else says it. */
const offOf = ({ edge }: EdgeRow): number => Math.abs(edge.leaveOneOutUs ?? edge.residualUs ?? 0)

/** What disagrees is read first, then what has a say. */
const STATE_ORDER: readonly EdgeState[] = ['disagrees', 'agrees', 'muted', 'outranked']

const COMPARE: Record<EdgeSort, (a: EdgeRow, b: EdgeRow) => number> = {
  edge: (a, b) => a.name.localeCompare(b.name),
  kind: (a, b) => a.kind.localeCompare(b.kind),
  sigma: (a, b) => a.edge.sigmaUs - b.edge.sigmaUs,
  off: (a, b) => offOf(b) - offOf(a),
  state: (a, b) => STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state),
}

/** What is alike stands by σ, then by name. */
export const sortEdges = (rows: readonly EdgeRow[], { key, descending }: Sorting<EdgeSort>): EdgeRow[] =>
  rows.toSorted(
    (a, b) =>
      COMPARE[key](a, b) * (descending ? -1 : 1) ||
      COMPARE.sigma(a, b) ||
      COMPARE.edge(a, b) ||
      (a.edge.edgeId < b.edge.edgeId ? -1 : 1),
  )

/** What there is of each kind and state, for the filters; only what occurs. */
export function countEdges(rows: readonly EdgeRow[]): {
  readonly kinds: readonly (readonly [kind: string, count: number])[]
  readonly states: readonly (readonly [state: EdgeState, count: number])[]
} {
  const kinds = new Map<string, number>()
  for (const { edge } of rows) kinds.set(edge.kind, (kinds.get(edge.kind) ?? 0) + 1)
  const states = EDGE_STATES.map(
    (state) => [state, rows.filter((row) => row.state === state).length] as const,
  )
  return {
    kinds: [...kinds].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    states: states.filter(([, count]) => count > 0),
  }
}
