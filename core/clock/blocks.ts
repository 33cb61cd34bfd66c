/** The graph of clocks, cut at the reference: what one solve must treat together. */
import { REFERENCE, type ClockEdge } from './edge.ts'

export interface Block {
  /** Sorted by name; without the reference. */
  readonly clocks: readonly string[]
  /** Sorted by id. */
  readonly edges: readonly ClockEdge[]
  /** Whether some edge reaches the reference; without one nothing in the block can be placed. */
  readonly anchored: boolean
}

/** Sorted by their first clock, so that the order of edges changes nothing. */
export function findBlocks(edges: readonly ClockEdge[]): Block[] {
  const parent = new Map<string, string>()
  const find = (clock: string): string => {
    let root = clock
    while (parent.get(root) !== root) root = parent.get(root)!
    for (let at = clock; at !== root;) {
      const next = parent.get(at)!
      parent.set(at, root)
      at = next
    }
    return root
  }
  for (const { from, to } of edges) {
    for (const clock of [from, to]) if (clock !== REFERENCE && !parent.has(clock)) parent.set(clock, clock)
    if (from !== REFERENCE && to !== REFERENCE && from !== to) parent.set(find(from), find(to))
  }
  const clocks = new Map<string, string[]>()
  for (const clock of [...parent.keys()].sort())
    clocks.set(find(clock), [...(clocks.get(find(clock)) ?? []), clock])
  const byRoot = new Map<string, ClockEdge[]>()
  for (const edge of [...edges].sort((a, b) => (a.edgeId < b.edgeId ? -1 : a.edgeId > b.edgeId ? 1 : 0))) {
    if (edge.from === edge.to) continue
    const root = find(edge.from === REFERENCE ? edge.to : edge.from)
    const list = byRoot.get(root)
    if (list) list.push(edge)
    else byRoot.set(root, [edge])
  }
  return [...clocks]
    .map(([root, names]) => {
      const own = byRoot.get(root) ?? []
      return {
        clocks: names,
        edges: own,
        anchored: own.some((edge) => edge.from === REFERENCE || edge.to === REFERENCE),
      }
    })
    .sort((a, b) => (a.clocks[0]! < b.clocks[0]! ? -1 : 1))
}
