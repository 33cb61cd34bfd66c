/**
 * Which device a person's clock was at a time. A person is known by an identity alone, and may come back from another
 * machine, or set the clock: from there on it is another clock (`device:<identity>#2`), so that no line is laid
 * through two. Told by comparisons of the device's clock with the recorder's: exchanges, whose offset is true to half
 * their round trip, or where there are none, arrivals of sender reports, true to a quarter of a second.
 */
import { deviceClock } from './logMessages.ts'

/** A device's clock compared with the recorder's. */
export interface Comparison {
  /** The recorder's clock, ns since 1970. */
  readonly atNs: bigint
  /** The recorder's − the device's, µs. */
  readonly offsetUs: number
  /** What it may be off by at most, µs. */
  readonly withinUs: number
}

export interface Device {
  readonly clock: string
  /** By time; never empty. */
  readonly comparisons: readonly Comparison[]
}

/** A crystal that is off by more than this is no clock. */
const MOST_RATE = 500e-6
/** Slack of a comparison: clocks of browsers tick in steps of up to 1 ms. */
const SLACK_US = 2_000

/** Devices of one identity in the order of time; the first has the plain name. Empty for no comparisons. */
export function findDevices(identity: string, comparisons: readonly Comparison[]): Device[] {
  const sorted = comparisons.toSorted((a, b) =>
    a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : a.offsetUs - b.offsetUs,
  )
  const groups: Comparison[][] = []
  for (const [at, one] of sorted.entries()) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (!group || !last) groups.push([one])
    else if (areOneClock(last, one)) group.push(one)
    // A single comparison that the next one contradicts, and the one before does not, is wrong by itself.
    else if (sorted[at + 1] && areOneClock(last, sorted[at + 1]!)) continue
    else groups.push([one])
  }
  return groups.map((group, at) => ({
    clock: at === 0 ? deviceClock(identity) : `${deviceClock(identity)}#${at + 1}`,
    comparisons: group,
  }))
}

function areOneClock(a: Comparison, b: Comparison): boolean {
  const apartUs = Number((b.atNs - a.atNs) / 1000n)
  return Math.abs(b.offsetUs - a.offsetUs) <= a.withinUs + b.withinUs + SLACK_US + MOST_RATE * apartUs
}

/**
 * The device that showed a time when something of it arrived at `atNs`: of those that were there then, the one whose
 * offset is nearest. Undefined where nothing is known of any device.
 */
export function chooseDevice(
  devices: readonly Device[],
  { atNs, offsetUs }: { readonly atNs: bigint; readonly offsetUs: number | undefined },
): Device | undefined {
  if (devices.length <= 1) return devices[0]
  const after = devices.findIndex(({ comparisons }) => comparisons[0]!.atNs > atNs)
  const later = after < 0 ? devices.length - 1 : after
  const near = devices.slice(Math.max(0, later - 1), later + 1)
  const inside = near.find(
    ({ comparisons }) => comparisons[0]!.atNs <= atNs && atNs <= comparisons.at(-1)!.atNs,
  )
  if (inside || offsetUs === undefined) return inside ?? near[0]
  const distance = ({ comparisons }: Device): number =>
    Math.min(...[comparisons[0]!, comparisons.at(-1)!].map((one) => Math.abs(one.offsetUs - offsetUs)))
  return near.reduce((a, b) => (distance(b) < distance(a) ? b : a))
}
