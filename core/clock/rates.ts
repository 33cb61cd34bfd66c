/** How fast each clock of a block runs against the reference, from the edges that say it; 0 where none does. */
import type { Block } from './blocks.ts'
import { factorise, solveFactored } from './cholesky.ts'

/** Clocks nobody measured run at the reference's rate, with this little conviction. */
const NOMINAL_WEIGHT = 1e-6

export function solveRates(block: Block): ReadonlyMap<string, number> {
  const rated = block.edges.filter((edge) => edge.ratePpm !== undefined)
  if (rated.length === 0) return new Map()
  const size = block.clocks.length
  const index = new Map(block.clocks.map((clock, at) => [clock, at]))
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  for (let at = 0; at < size; at++) matrix[at * size + at] = NOMINAL_WEIGHT
  for (const { from, to, ratePpm } of rated) {
    for (const [own, other, sign] of [
      [index.get(from), index.get(to), 1],
      [index.get(to), index.get(from), -1],
    ] as const) {
      if (own === undefined) continue
      matrix[own * size + own]! += 1
      right[own]! += sign * ratePpm!
      if (other !== undefined) matrix[own * size + other]! -= 1
    }
  }
  const factor = factorise(matrix, size)
  if (!factor) return new Map()
  const rates = solveFactored(factor, right)
  return new Map(block.clocks.map((clock, at) => [clock, rates[at]!]))
}
