/**
 * Finds two sounds in each other where no prior says where: stretches of one against a far longer span of the other,
 * by the loudness of their bands. Exact to some 20 ms, to be looked at again.
 */
import { BANDS, FEATURE_RATE_HZ, type FeatureReader } from './features.ts'
import { findFftSize, type FftModule } from './fft.ts'
import { findPeak } from './peak.ts'
import type { Sound } from './sound.ts'

export interface SearchJob {
  readonly kind: 'search'
  readonly from: string
  readonly to: string
  /** Of `from`'s media time, µs. */
  readonly stretches: readonly { readonly startUs: number; readonly endUs: number }[]
  /** Offsets (to − from) that are possible, µs. */
  readonly lowestUs: number
  readonly highestUs: number
}

export interface SearchResult {
  readonly kind: 'search'
  /** By stretch. */
  readonly hits: readonly { readonly offsetUs: number; readonly ratio: number }[]
}

/** Loudness at 50 Hz stays alike over half a second. */
const FLANK_FRAMES = 25
const FRAME_US = 1e6 / FEATURE_RATE_HZ

export function runSearch(
  module: FftModule,
  features: FeatureReader,
  job: SearchJob,
  sounds: ReadonlyMap<string, Sound>,
): SearchResult {
  const from = sounds.get(job.from)
  const to = sounds.get(job.to)
  if (!from || !to) return { kind: 'search', hits: job.stretches.map(() => ({ offsetUs: 0, ratio: 1 })) }
  const lags = Math.ceil((job.highestUs - job.lowestUs) / FRAME_US)
  const hits = job.stretches.map(({ startUs, endUs }) => {
    const count = Math.round((endUs - startUs) / FRAME_US)
    const first = Math.round((startUs - from.firstUs) / FRAME_US)
    const toFirst = Math.round((startUs + job.lowestUs - to.firstUs) / FRAME_US)
    const plan = module.plan(findFftSize(count + lags))
    const spectrum = new Float32Array(plan.size)
    const pairs: [number, number][] = []
    const rows = features.read(from, first, count)
    const others = features.read(to, toFirst, count + lags)
    for (let band = 0; band < BANDS; band++) {
      plan.forward(rows[band]!, spectrum)
      plan.keep(2 * band, spectrum)
      plan.forward(others[band]!, spectrum)
      plan.keep(2 * band + 1, spectrum)
      pairs.push([2 * band, 2 * band + 1])
    }
    const peak = findPeak(plan.correlateSum(pairs), { first: 0, last: lags, flank: FLANK_FRAMES })
    const mediaUs = from.firstUs + first * FRAME_US
    return { offsetUs: to.firstUs + (toFirst + peak.lag) * FRAME_US - mediaUs, ratio: peak.ratio }
  })
  return { kind: 'search', hits }
}
