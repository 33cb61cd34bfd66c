/**
 * Wall time that never runs backwards: the monotonic clock, anchored once to the system's, then led after it slowly.
 * Within `DEAD_BAND_NS` of the system's clock it is the monotonic clock's own even rate (which Linux disciplines as it
 * does the system's); beyond, as after a step by NTP or a person's hand, it is made up at no more than `MAX_SLEW_PPM`:
 * a step of 1 s takes about 35 minutes, in which times stay ordered and intervals are wrong by at most that rate.
 */
import { hrtime } from 'node:process'
import type { WallClock } from '../model/media.ts'

export const MAX_SLEW_PPM = 500
export const DEAD_BAND_NS = 2_000_000n
const COMPARE_EVERY_NS = 1_000_000_000n
const TICK_NS = 1_000_000n
const HALF_TICK_NS = TICK_NS / 2n
/** How well, and how long, the beginning of a millisecond is looked for. */
const SURE_NS = 20_000n
const ANCHOR_FOR_NS = 50_000_000n
/** Over how long a difference is made up, where the limit allows it. */
const HORIZON_SECONDS = 100

export interface ClockSources {
  /** Never runs backwards; any origin. */
  monotonicNs(): bigint
  /** Since 1970, in whole milliseconds; may step. */
  systemNs(): bigint
}

const SYSTEM: ClockSources = {
  monotonicNs: () => hrtime.bigint(),
  systemNs: () => BigInt(Date.now()) * 1_000_000n,
}

/** Returns a clock in ns since 1970 that never decreases. */
export function createWallClock(sources: ClockSources = SYSTEM): WallClock {
  let { monotonic, wall } = anchor(sources)
  let slewPpm = 0
  return {
    nowNs: () => {
      const now = sources.monotonicNs()
      const elapsed = now - monotonic
      const time = wall + elapsed + BigInt(Math.round((Number(elapsed) * slewPpm) / 1e6))
      if (elapsed < COMPARE_EVERY_NS) return time
      monotonic = now
      wall = time
      const behind = sources.systemNs() + HALF_TICK_NS - time
      // Where the machine let us wait in between, the reading says nothing.
      if (sources.monotonicNs() - now < HALF_TICK_NS) slewPpm = chooseSlew(behind)
      return time
    },
  }
}

function chooseSlew(behindNs: bigint): number {
  if (behindNs > -DEAD_BAND_NS && behindNs < DEAD_BAND_NS) return 0
  const wanted = Number(behindNs) / 1e3 / HORIZON_SECONDS
  return Math.max(-MAX_SLEW_PPM, Math.min(MAX_SLEW_PPM, wanted))
}

/**
 * The system clock is read in whole milliseconds: anchored where one begins. A busy machine may let us wait between two
 * readings, so of several beginnings the one that is known best is taken, at once where it is known to 20 µs.
 */
function anchor({ monotonicNs, systemNs }: ClockSources): { monotonic: bigint; wall: bigint } {
  const begun = monotonicNs()
  let best = { monotonic: begun, wall: systemNs() + HALF_TICK_NS, doubt: ANCHOR_FOR_NS }
  let before = { at: begun, system: systemNs() }
  while (best.doubt > SURE_NS && before.at - begun < ANCHOR_FOR_NS) {
    const at = monotonicNs()
    const system = systemNs()
    const after = monotonicNs()
    const doubt = after - before.at
    if (system === before.system + TICK_NS && doubt < best.doubt)
      best = { monotonic: before.at + doubt / 2n, wall: system, doubt }
    before = { at, system }
  }
  return best
}
