/** The two ends of an edge: who, in which colour. Pure. */
import type { ClockGraph, GraphEdge } from '../../../core/protocol/clock.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { ownersOf } from './edges.ts'

export interface Side {
  readonly name: string
  /** Index in SessionDetail.people; −1: nobody's. */
  readonly person: number
}

/** Where both are one person's, the colour of the second is nobody's, so that they can be told apart. */
export function sidesOf(
  graph: Pick<ClockGraph, 'clocks' | 'recordings'>,
  session: Pick<SessionDetail, 'people'>,
  edge: Pick<GraphEdge, 'from' | 'to'>,
): { readonly from: Side; readonly to: Side } {
  const owner = ownersOf(graph)
  const side = (clockId: string): Side => {
    const identity = owner(clockId)
    const person = session.people.findIndex((each) => each.identity === identity)
    return { name: session.people[person]?.name ?? identity ?? 'Wall clock', person }
  }
  const [from, to] = [side(edge.from), side(edge.to)]
  return { from, to: from.person === to.person ? { ...to, person: -1 } : to }
}
