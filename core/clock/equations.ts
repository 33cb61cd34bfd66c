/**
 * One anchored block of the graph as linear equations. Unknown are, by clock, how far each piece between its steps lies
 * from a first guess (µs), and how fast it runs (ppm) where something says so:
 * ref(m) = guess + x_k + m + p·10⁻⁶·(m − pivot). The pivot, amid the evidence, keeps x and p apart.
 */
import type { Block } from './blocks.ts'
import { REFERENCE, type ClockEdge } from './edge.ts'
import type { FoundStep, FoundSteps } from './steps.ts'

export interface ClockUnknowns {
  readonly clock: string
  /** Reference time of the clock's 0 as first guessed, µs. */
  readonly guessUs: number
  readonly pivotUs: number
  /** Where its pieces begin but the first; µs of the clock. */
  readonly stepsUs: readonly number[]
  /** Unknown of its first piece; those of the others follow. */
  readonly firstOffset: number
  /** Unknown of its rate; undefined: nothing says how fast it runs. */
  readonly rate: number | undefined
}

/** Σ factor·x[unknown] = value ± sigma. */
export interface Equation {
  /** Index in the block's edges; undefined: no evidence, only what keeps the unknowns in reach. */
  readonly edge: number | undefined
  readonly says: 'offset' | 'rate'
  readonly terms: readonly (readonly [unknown: number, factor: number])[]
  readonly value: number
  readonly sigma: number
}

export interface Equations {
  readonly clocks: ReadonlyMap<string, ClockUnknowns>
  readonly unknowns: number
  readonly equations: readonly Equation[]
}

/** Clocks nobody related to the reference run at its rate on the average, with this conviction (ppm). */
const RATE_SIGMA_PPM = 1000
/** What a step may be where only one side of it is seen. */
const STEP_SIGMA_US = 60_000_000

interface Observation {
  readonly edge: number
  readonly atUs: number
  readonly offsetUs: number
  readonly sigmaUs: number
}

export function formEquations(block: Block, { steps, erring }: FoundSteps): Equations {
  const observations = block.edges.flatMap((edge, at) => observe(edge, at, erring.has(edge.edgeId)))
  const clocks = listUnknowns(block, observations, steps)
  const equations: Equation[] = []
  for (const observation of observations) {
    const edge = block.edges[observation.edge]!
    const { atUs, offsetUs, sigmaUs } = observation
    const forth = place(clocks, edge.from, atUs, 1)
    const back = place(clocks, edge.to, atUs + offsetUs, -1)
    const value = offsetUs - forth.guessUs - back.guessUs
    equations.push({
      edge: observation.edge,
      says: 'offset',
      terms: [...forth.terms, ...back.terms],
      value,
      sigma: sigmaUs,
    })
  }
  for (const [at, { from, to, ratePpm, rateSigmaPpm }] of block.edges.entries()) {
    if (ratePpm === undefined) continue
    const own = clocks.get(from)?.rate
    const other = clocks.get(to)?.rate
    const terms: [number, number][] = []
    if (own !== undefined) terms.push([own, 1])
    if (other !== undefined) terms.push([other, -1])
    equations.push({ edge: at, says: 'rate', terms, value: ratePpm, sigma: rateSigmaPpm ?? 1 })
  }
  return { clocks, unknowns: countUnknowns(clocks), equations: [...equations, ...keepInReach(clocks)] }
}

/** Terms of the reference time of a clock's moment, but for the moment itself, and the guess they are about. */
export function place(
  clocks: ReadonlyMap<string, ClockUnknowns>,
  clock: string,
  mediaUs: number,
  sign: 1 | -1,
): { readonly terms: readonly (readonly [number, number])[]; readonly guessUs: number } {
  const own = clocks.get(clock)
  if (!own) return { terms: [], guessUs: 0 }
  const piece = own.stepsUs.filter((stepUs) => stepUs <= mediaUs).length
  const terms: [number, number][] = [[own.firstOffset + piece, sign]]
  if (own.rate !== undefined) terms.push([own.rate, (sign * (mediaUs - own.pivotUs)) / 1e6])
  return { terms, guessUs: sign * own.guessUs }
}

function observe(edge: ClockEdge, at: number, errs: boolean): Observation[] {
  const { pieces = [], atUs = 0, offsetUs, sigmaUs } = edge
  if (pieces.length < 2 || errs) return [{ edge: at, atUs, offsetUs, sigmaUs }]
  // The first is the one the edge itself repeats: its weight and residual are the edge's.
  const main = pieces.findIndex((piece) => piece.atUs === atUs && piece.offsetUs === offsetUs)
  const others = pieces.filter((_, piece) => piece !== Math.max(0, main))
  return [pieces[Math.max(0, main)]!, ...others].map((piece) => ({
    edge: at,
    atUs: piece.atUs,
    offsetUs: piece.offsetUs,
    sigmaUs: piece.sigmaUs,
  }))
}

function listUnknowns(
  block: Block,
  observations: readonly Observation[],
  steps: ReadonlyMap<string, readonly FoundStep[]>,
): ReadonlyMap<string, ClockUnknowns> {
  const guesses = guessOffsets(block)
  const seen = new Map<string, number[]>(block.clocks.map((clock) => [clock, []]))
  for (const { edge, atUs, offsetUs } of observations) {
    seen.get(block.edges[edge]!.from)?.push(atUs)
    seen.get(block.edges[edge]!.to)?.push(atUs + offsetUs)
  }
  const rated = new Set(
    block.edges.filter(({ ratePpm }) => ratePpm !== undefined).flatMap(({ from, to }) => [from, to]),
  )
  const clocks = new Map<string, ClockUnknowns>()
  let next = 0
  for (const clock of block.clocks) {
    const times = seen.get(clock)!
    const earliest = Math.min(...times)
    const latest = Math.max(...times)
    const stepsUs = (steps.get(clock) ?? []).map(({ mediaUs }) => mediaUs)
    const firstOffset = next
    next += 1 + stepsUs.length
    clocks.set(clock, {
      clock,
      guessUs: guesses.get(clock)!,
      pivotUs: (earliest + latest) / 2,
      stepsUs,
      firstOffset,
      rate: rated.has(clock) ? next++ : undefined,
    })
  }
  return clocks
}

/** Along any path from the reference; wall times in µs need 51 bits, so the sums are made about these. */
function guessOffsets(block: Block): ReadonlyMap<string, number> {
  const guesses = new Map([[REFERENCE, 0]])
  for (let grown = true; grown;) {
    grown = false
    for (const { from, to, offsetUs } of block.edges) {
      const known = guesses.get(to)
      const other = guesses.get(from)
      if (known !== undefined && other === undefined) guesses.set(from, known + offsetUs)
      else if (other !== undefined && known === undefined) guesses.set(to, other - offsetUs)
      else continue
      grown = true
    }
  }
  return guesses
}

const countUnknowns = (clocks: ReadonlyMap<string, ClockUnknowns>): number =>
  [...clocks.values()].reduce(
    (sum, own) => sum + 1 + own.stepsUs.length + (own.rate === undefined ? 0 : 1),
    0,
  )

function keepInReach(clocks: ReadonlyMap<string, ClockUnknowns>): Equation[] {
  return [...clocks.values()].flatMap(({ rate, stepsUs, firstOffset }) => {
    const kept: Equation[] = stepsUs.map((_, at) => ({
      edge: undefined,
      says: 'offset',
      terms: [
        [firstOffset + at, -1],
        [firstOffset + at + 1, 1],
      ],
      value: 0,
      sigma: STEP_SIGMA_US,
    }))
    if (rate !== undefined)
      kept.push({ edge: undefined, says: 'rate', terms: [[rate, 1]], value: 0, sigma: RATE_SIGMA_PPM })
    return kept
  })
}
