/**
 * Whose clock jumped. An edge of content sees a jump of either of its clocks and cannot tell them apart; but a
 * recording that stalled shows the same jump, at the same place of its own media, to all the others. Jumps are given
 * to the clock that explains most of them until none is left. Where two explain as much (a single pair), it is the one
 * that would have lost time: captures stall, they do not gain (clocks.md).
 */
import { REFERENCE, type ClockEdge } from './edge.ts'

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

/** Steps by clock, each clock's by media time. Edges without pieces say nothing. */
export function findSteps(edges: readonly ClockEdge[]): ReadonlyMap<string, readonly FoundStep[]> {
  let left = edges.flatMap(listJumps)
  const steps = new Map<string, FoundStep[]>()
  while (left.length > 0) {
    const best = left.map((seed) => gather(seed, left)).reduce(pickBetter)
    const own = steps.get(best.clock) ?? []
    steps.set(best.clock, own)
    own.push(describe(best.jumps))
    const explained = new Set(best.jumps.map(({ id }) => id))
    left = left.filter(({ id }) => !explained.has(id))
  }
  return new Map(
    [...steps]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([clock, own]) => [clock, own.sort((a, b) => a.mediaUs - b.mediaUs)]),
  )
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
    const to = {
      ...common,
      clock: edge.to,
      earliestUs: earliestUs + before.offsetUs,
      latestUs: latestUs + after.offsetUs,
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
    if (apart > Math.max(reach, jump.latestUs - jump.earliestUs)) continue
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

/** Where the spans of all its jumps meet, else their middle; the median of the sizes. */
function describe(jumps: readonly Jump[]): FoundStep {
  const earliest = Math.max(...jumps.map(({ earliestUs }) => earliestUs))
  const latest = Math.min(...jumps.map(({ latestUs }) => latestUs))
  const middles = jumps.map(({ earliestUs, latestUs }) => (earliestUs + latestUs) / 2)
  return {
    mediaUs: Math.round(earliest <= latest ? (earliest + latest) / 2 : median(middles)),
    byUs: median(jumps.map(({ byUs }) => byUs)),
    edgeIds: jumps.map(({ edgeId }) => edgeId).sort(),
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
