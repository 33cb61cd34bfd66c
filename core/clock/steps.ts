/**
 * Whose clock jumped. An edge of content sees a jump of either of its clocks and cannot tell them apart; but a
 * recording that stalled shows the same jump, at the same place of its own media, to all the others. Jumps are given
 * to the clock that explains most of them until none is left. Where two explain as much (a single pair), it is the one
 * that would have lost time: captures stall, they do not gain (clocks.md).
 */
import { REFERENCE, type ClockEdge } from './edge.ts'
import { findMedian } from './median.ts'

/** A jump of one clock: from `mediaUs` of it on, its media lies about `byUs` later on the reference. */
export interface FoundStep {
  readonly mediaUs: number
  readonly byUs: number
  /** Edges that show it. */
  readonly edgeIds: readonly string[]
}

/** The boundary between two pieces of an edge, as one of its two clocks would have made it. */
interface Jump {
  readonly id: string
  readonly edgeId: string
  readonly clock: string
  /** On that clock: it lies between the two. */
  readonly earliestUs: number
  readonly latestUs: number
  readonly byUs: number
}

/** Jumps of one clock closer than this, in size, may be one (µs). */
const SAME_SIZE_US = 60_000
const SAME_SIZE_SHARE = 0.1
/** Jumps of one clock no farther apart in time may be one: silence hides where it was (µs). */
const SAME_PLACE_US = 15_000_000
/** A step is shown by this share of a clock's evidence of content; some of it may lie elsewhere in time. */
const LEAST_SHARE = 0.34

export interface FoundSteps {
  /** By clock, each clock's by media time. */
  readonly steps: ReadonlyMap<string, readonly FoundStep[]>
  /** Edges with a jump that no clock made: only their longest piece is to be believed. */
  readonly erring: ReadonlySet<string>
}

/** Edges without pieces show no jump. */
export function findSteps(edges: readonly ClockEdge[]): FoundSteps {
  let left = edges.flatMap(listJumps)
  const steps = new Map<string, FoundStep[]>()
  const erring = new Set<string>()
  const countOf = countContent(edges)
  while (left.length > 0) {
    const best = left.map((seed) => gather(seed, left)).reduce(pickBetter)
    if (best.jumps.length < LEAST_SHARE * (countOf.get(best.clock) ?? 0)) {
      // Whatever is left is explained by fewer still.
      for (const { edgeId } of left) erring.add(edgeId)
      break
    }
    const own = steps.get(best.clock) ?? []
    steps.set(best.clock, own)
    own.push(describe(best.jumps))
    const explained = new Set(best.jumps.map(({ id }) => id))
    left = left.filter(({ id }) => !explained.has(id))
  }
  return {
    steps: new Map(
      [...steps]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([clock, own]) => [clock, own.sort((a, b) => a.mediaUs - b.mediaUs)]),
    ),
    erring,
  }
}

/** How many edges of content each clock has. */
function countContent(edges: readonly ClockEdge[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { from, to, support } of edges) {
    if (support !== 'content') continue
    for (const clock of [from, to]) counts.set(clock, (counts.get(clock) ?? 0) + 1)
  }
  return counts
}

function listJumps(edge: ClockEdge): Jump[] {
  const pieces = edge.pieces ?? []
  const drift = (edge.ratePpm ?? 0) / 1e6
  return pieces.slice(1).flatMap((after, at) => {
    const before = pieces[at]!
    const byUs = after.offsetUs - before.offsetUs - drift * (after.atUs - before.atUs)
    const earliestUs = Math.min(before.endUs, after.startUs)
    const latestUs = Math.max(before.endUs, after.startUs)
    const common = { id: `${edge.edgeId}#${at}`, edgeId: edge.edgeId }
    const from = { ...common, clock: edge.from, earliestUs, latestUs, byUs }
    // While `to` stood still `from` went on: anywhere in that time its media was the same.
    const ends = [earliestUs + before.offsetUs, latestUs + after.offsetUs]
    const to = {
      ...common,
      clock: edge.to,
      earliestUs: Math.min(...ends),
      latestUs: Math.max(...ends),
      byUs: -byUs,
    }
    return [from, to].filter(({ clock }) => clock !== REFERENCE)
  })
}

interface Gathered {
  readonly clock: string
  readonly jumps: readonly Jump[]
  readonly byUs: number
}

/** Every jump, one an edge, that the seed's clock would explain by the seed's step. */
function gather(seed: Jump, all: readonly Jump[]): Gathered {
  const within = Math.max(SAME_SIZE_US, Math.abs(seed.byUs) * SAME_SIZE_SHARE)
  const reach = seed.latestUs - seed.earliestUs
  const jumps = new Map<string, Jump>()
  for (const jump of all) {
    if (jump.clock !== seed.clock || Math.abs(jump.byUs - seed.byUs) > within) continue
    const apart = Math.max(jump.earliestUs - seed.latestUs, seed.earliestUs - jump.latestUs)
    if (apart > Math.max(SAME_PLACE_US, reach, jump.latestUs - jump.earliestUs)) continue
    const other = jumps.get(jump.edgeId)
    if (!other || Math.abs(jump.byUs - seed.byUs) < Math.abs(other.byUs - seed.byUs))
      jumps.set(jump.edgeId, jump)
  }
  return { clock: seed.clock, jumps: [...jumps.values()], byUs: seed.byUs }
}

function pickBetter(a: Gathered, b: Gathered): Gathered {
  if (a.jumps.length !== b.jumps.length) return b.jumps.length > a.jumps.length ? b : a
  if (a.byUs > 0 !== b.byUs > 0) return b.byUs > 0 ? b : a
  return b.clock < a.clock ? b : a
}

/** Jumps whose place is known about as well as the best known one count for the place (µs). */
const AS_NARROW_US = 2_000_000

/** Where the spans of all its jumps meet, else the median of the narrowest; the median of the sizes. */
function describe(jumps: readonly Jump[]): FoundStep {
  const earliest = Math.max(...jumps.map(({ earliestUs }) => earliestUs))
  const latest = Math.min(...jumps.map(({ latestUs }) => latestUs))
  const widths = jumps.map(({ earliestUs, latestUs }) => latestUs - earliestUs)
  const least = Math.min(...widths)
  const middles = jumps.flatMap(({ earliestUs, latestUs }, at) =>
    widths[at]! <= least + AS_NARROW_US ? (earliestUs + latestUs) / 2 : [],
  )
  return {
    mediaUs: Math.round(earliest <= latest ? (earliest + latest) / 2 : findMedian(middles)),
    byUs: findMedian(jumps.map(({ byUs }) => byUs)),
    edgeIds: jumps.map(({ edgeId }) => edgeId).sort(),
  }
}
