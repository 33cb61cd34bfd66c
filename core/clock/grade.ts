/** Grades by the rule of clocks.md: A linked by content that agrees, B linked by less or measured, C by priors alone. */
import type { Grade } from '../model/index.ts'
import { isLink, isMeasured, unite, type Group, type WeighedEdge } from './groups.ts'

/** Share of the windows that must agree for an A. */
const AGREEMENT_OF_A = 0.7

/** By clock; what is in none of the edges has none. `gauge`: the group whose links count as alignment. */
export function gradeClocks(
  edges: readonly WeighedEdge[],
  gauge: Group | undefined,
): ReadonlyMap<string, Grade> {
  const grades = new Map<string, Grade>()
  const raise = (clock: string, grade: Grade): void => {
    const known = grades.get(clock)
    if (known === undefined || grade < known) grades.set(clock, grade)
  }
  const inGauge = new Set(gauge?.clocks)
  for (const weighed of edges) {
    const { edge } = weighed
    for (const clock of [edge.from, edge.to]) {
      raise(clock, 'C')
      if (!isMeasured(weighed) || edge.support === 'exact') continue
      if (inGauge.has(clock) && isLink(weighed)) {
        const isContent = edge.support === 'content' && (edge.agreement ?? 1) >= AGREEMENT_OF_A
        raise(clock, isContent ? 'A' : 'B')
      } else if (edge.support === 'measured') raise(clock, 'B')
    }
  }
  // The streams of one file share one clock: what is known of one is known of all.
  for (const file of unite(edges.map(({ edge }) => edge).filter(({ support }) => support === 'exact'))) {
    const best = file.map((clock) => grades.get(clock)!).reduce((a, b) => (b < a ? b : a))
    for (const clock of file) raise(clock, best)
  }
  return grades
}
