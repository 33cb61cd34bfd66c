/** What a recording's own sources said of its start, against where it was placed; in words that need no manual. */
import type { EdgeView, PlacementView, RecordingView } from '../../../core/protocol/session.ts'
import { formatSpan } from '../widgets/quantities.ts'

export interface RawStart {
  /** Who says it: `manifest`, `path`, `upload time`. */
  readonly who: string
  /** Wall time of the first sample if it were true as it stands, µs since 1970. */
  readonly wallUs: number
}

/** What each kind says as it stands, in order of preference: a manifest's start is its lower bound. */
const RAW: readonly (readonly [string, string, (edge: EdgeView) => number])[] = [
  ['manifest_a', 'manifest', (edge) => edge.lowerUs ?? edge.offsetUs],
  ['manifest_interval', 'manifest', (edge) => edge.lowerUs ?? edge.offsetUs],
  ['path_time', 'path', (edge) => edge.lowerUs ?? edge.offsetUs],
  ['local_recorder', 'recorder', (edge) => edge.offsetUs],
  ['modified_time', 'upload time', (edge) => edge.offsetUs],
]

/** What the file's own papers say of its start; undefined where none say anything. */
export function findRawStart({
  edges,
  firstPtsUs,
}: Pick<RecordingView, 'edges' | 'firstPtsUs'>): RawStart | undefined {
  for (const [kind, who, read] of RAW) {
    const edge = edges.find((one) => one.kind === kind && isToUtc(one))
    if (edge) return { who, wallUs: read(edge) + firstPtsUs }
  }
  return undefined
}

/** Whether evidence says wall time, and not where another recording lies. */
export const isToUtc = ({ toClock }: Pick<EdgeView, 'toClock'>): boolean =>
  toClock === undefined || toClock === 'utc'

/** `+12.30 ± 0.40 ppm (44 ms an hour)`, or what its absence means. */
export function formatDrift({
  driftPpm,
  driftSigmaPpm,
}: Pick<PlacementView, 'driftPpm' | 'driftSigmaPpm'>): string {
  const drift = `${driftPpm < 0 ? '−' : '+'}${Math.abs(driftPpm).toFixed(2)}`
  if (driftSigmaPpm === null) return driftPpm === 0 ? 'not measured, taken for none' : `${drift} ppm`
  const hourly = formatSpan(Math.abs(driftPpm) * 3600)
  return `${drift} ± ${driftSigmaPpm.toFixed(2)} ppm (${hourly} an hour)`
}

/** Which recordings its σ is against. */
export function explainSigma({ component, grade }: Pick<PlacementView, 'component' | 'grade'>): string {
  if (component === null) return 'against the wall clock: no content links it with another recording'
  if (component === 0) return 'against the session’s main group, which content links'
  return grade === 'C'
    ? `against group ${component + 1}, which content does not link with the main group`
    : `against group ${component + 1}`
}
