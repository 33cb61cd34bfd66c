/**
 * Finds the offset at which the events of two recordings coincide. Every pair of events proposes one; what counts is
 * how many others agree, and how many would agree by chance: events as frequent as these, scattered at random (a
 * Poisson process), must give such a coincidence less than once in five hundred looks. Three events, or one in a long
 * quiet, can pass; a rhythm, which fits at many offsets, cannot.
 */
export interface EventMatch {
  /** to − from, µs: the median of the coincidences. */
  readonly offsetUs: number
  /** Largest distance of a coincidence from it, µs. */
  readonly spreadUs: number
  /** Indices of the events that coincide. */
  readonly pairs: readonly (readonly [from: number, to: number])[]
  /** Coincidences as good as this that chance would give in this search. */
  readonly falseAlarms: number
}

export interface EventSearch {
  /** Ascending, µs, each on its own clock. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** How much of each recording was looked at, µs. */
  readonly fromSpanUs: number
  readonly toSpanUs: number
  /** Where to − from is looked for. */
  readonly aboutUs: number
  readonly withinUs: number
  /** How far coinciding events may be apart: half of it to either side. */
  readonly toleranceUs: number
}

const MOST_FALSE_ALARMS = 2e-3
/** Another offset may explain at most this share of what the best one does. */
const MOST_RIVAL = 0.5

/** Returns undefined where nothing coincides more than by chance, or two offsets do. */
export function matchEvents(search: EventSearch): EventMatch | undefined {
  const { from, to, aboutUs, withinUs, toleranceUs } = search
  const proposals: number[] = []
  for (const a of from) {
    for (const b of to) if (Math.abs(b - a - aboutUs) <= withinUs) proposals.push(b - a)
  }
  if (proposals.length === 0) return undefined
  const scored = proposals
    .map((offsetUs) => ({ offsetUs, pairs: findPairs(search, offsetUs) }))
    .sort((a, b) => b.pairs.length - a.pairs.length)
  const [best] = scored
  const rival = scored.find(({ offsetUs }) => Math.abs(offsetUs - best!.offsetUs) > 3 * toleranceUs)
  if (rival && rival.pairs.length > MOST_RIVAL * best!.pairs.length) return undefined
  const offsets = best!.pairs.map(([a, b]) => to[b]! - from[a]!).sort((a, b) => a - b)
  const middle = offsets.length >> 1
  const offsetUs = offsets.length % 2 === 1 ? offsets[middle]! : (offsets[middle - 1]! + offsets[middle]!) / 2
  const falseAlarms = countFalseAlarms(search, best!.pairs.length)
  if (falseAlarms > MOST_FALSE_ALARMS) return undefined
  const spreadUs = Math.max(...offsets.map((one) => Math.abs(one - offsetUs)))
  return { offsetUs, spreadUs, pairs: best!.pairs, falseAlarms }
}

function findPairs({ from, to, toleranceUs }: EventSearch, offsetUs: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  let next = 0
  for (const [at, event] of from.entries()) {
    while (next < to.length && to[next]! < event + offsetUs - toleranceUs / 2) next++
    if (next < to.length && to[next]! <= event + offsetUs + toleranceUs / 2) pairs.push([at, next++])
  }
  return pairs
}

/** Proposals expected in the search × the chance that as many of the other events agree with one of them. */
function countFalseAlarms(search: EventSearch, agreeing: number): number {
  const { from, to, fromSpanUs, toSpanUs, withinUs, toleranceUs } = search
  // One more than was seen: that none came in a short look does not make events impossible.
  const fromRate = (from.length + 1) / fromSpanUs
  const toRate = (to.length + 1) / toSpanUs
  const proposals = Math.min(fromSpanUs, toSpanUs) * fromRate * toRate * 2 * withinUs
  const chance = 1 - Math.exp(-toRate * toleranceUs)
  return proposals * findTail(from.length - 1, agreeing - 1, chance)
}

/** P(X ≥ least) of a binomial distribution. */
function findTail(count: number, least: number, chance: number): number {
  let term = (1 - chance) ** count
  let below = 0
  for (let k = 0; k < least; k++) {
    below += term
    term *= ((count - k) / (k + 1)) * (chance / (1 - chance))
  }
  let tail = 0
  for (let k = Math.max(0, least); k <= count; k++) {
    tail += term
    term *= ((count - k) / (k + 1)) * (chance / (1 - chance))
  }
  return below === 0 ? 1 : tail
}
