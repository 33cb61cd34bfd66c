/** Where session time begins. */
import { toReference, type ClockMap } from '../core/clock/index.ts'
import { findFirstSample, mediaClock, type RecordingEvidence } from './edges/evidence.ts'

interface Placed extends ClockMap {
  readonly recording: RecordingEvidence
  /** `offsetUs` without a correction. */
  readonly computedUs: number
}

/** An alignment moves the epoch by whole ones of these: what lies in session time moves with it, so seldom is better. */
const EPOCH_STEP_US = 1_000_000

/**
 * Session time 0: the first sample as manifests and the like have it, in whole milliseconds. Where content says that it
 * lies elsewhere, the epoch goes back or forth by whole seconds, so that muting an edge or adding a mark does not shift
 * every time of the session by some milliseconds. A correction to a later time leaves it alone; one to an earlier time
 * may move it. No session time is negative.
 */
export function chooseEpoch(
  placed: readonly Placed[],
  base: ReadonlyMap<string, ClockMap>,
): number | undefined {
  if (placed.length === 0) return undefined
  const findFirst = (offsetOf: (one: Placed) => ClockMap | undefined): number =>
    placed.reduce((first, one) => {
      const map = offsetOf(one)
      return map ? Math.min(first, toReference(map, findFirstSample(one.recording))) : first
    }, Infinity)
  const computed = findFirst((one) => ({ ...one, offsetUs: one.computedUs }))
  const byManifests = findFirst((one) => roundOffset(base.get(mediaClock(one.recording.recordingId))))
  const fromUs = toMs(Number.isFinite(byManifests) ? byManifests : computed)
  const aligned = fromUs + Math.floor((computed - fromUs) / EPOCH_STEP_US) * EPOCH_STEP_US
  return Math.min(aligned, toMs(findFirst((one) => one)))
}

const toMs = (us: number): number => Math.floor(us / 1000) * 1000

const roundOffset = (map: ClockMap | undefined): ClockMap | undefined =>
  map && { ...map, offsetUs: Math.round(map.offsetUs) }
