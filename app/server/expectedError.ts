/**
 * How far two tracks that play together are expected to be apart from the truth: over all pairs of placed recordings,
 * weighed by how long they overlap, the mixture of |N(0, σ²)| with σ² = σa² + σb². Recordings of one group share part of
 * their error, so this says rather too much than too little.
 */
export interface PlacedSpan {
  readonly startUs: number
  readonly endUs: number
  readonly sigmaUs: number
}

/** Pairs of nearly one σ are counted together. */
const BINS_PER_E = 200

/** Median and 95th percentile, µs; null where no two recordings overlap. */
export function findExpectedError(spans: readonly PlacedSpan[]): { p50: number; p95: number } | null {
  const bins = new Map<number, number>()
  let total = 0
  const byStart = spans.toSorted((a, b) => a.startUs - b.startUs)
  for (const [at, own] of byStart.entries()) {
    for (let next = at + 1; next < byStart.length && byStart[next]!.startUs < own.endUs; next++) {
      const other = byStart[next]!
      const overlapUs = Math.min(own.endUs, other.endUs) - other.startUs
      if (overlapUs <= 0) continue
      const bin = Math.round(Math.log(Math.hypot(own.sigmaUs, other.sigmaUs)) * BINS_PER_E)
      bins.set(bin, (bins.get(bin) ?? 0) + overlapUs)
      total += overlapUs
    }
  }
  if (total === 0) return null
  const mixture = [...bins].map(([bin, weight]) => ({
    sigmaUs: Math.exp(bin / BINS_PER_E),
    share: weight / total,
  }))
  const below = (us: number): number =>
    mixture.reduce((sum, { sigmaUs, share }) => sum + share * erf(us / (sigmaUs * Math.SQRT2)), 0)
  const highest = 6 * Math.max(...mixture.map(({ sigmaUs }) => sigmaUs))
  const find = (share: number): number => {
    let [low, high] = [0, highest]
    for (let round = 0; round < 50; round++) {
      const middle = (low + high) / 2
      if (below(middle) < share) low = middle
      else high = middle
    }
    return Math.round(high)
  }
  return { p50: find(0.5), p95: find(0.95) }
}

/** For x ≥ 0, to 1.5e-7 (Abramowitz & Stegun 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x)
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  return 1 - series * Math.exp(-x * x)
}
