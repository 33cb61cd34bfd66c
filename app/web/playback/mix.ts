/** Who is heard: gains from mute, solo and level, as every mixer counts them. */
import type { LaneMix } from './player.types.ts'

export const NEUTRAL: LaneMix = { muted: false, solo: false, gainDb: 0, pan: 0 }

/** Linear gain of a level in dB, clamped to −60 … +12; −60 is silence. */
export function gainFromDb(db: number): number {
  if (db <= -60) return 0
  return 10 ** (Math.min(12, db) / 20)
}

/**
 * What keeps speech as loud wherever it is panned. A StereoPannerNode turns two like channels m into m·(1 + c) and
 * m·√(1 − c²), c = sin(|pan|·π/2) (Web Audio, “StereoPannerNode”): their power is 2m²·(1 + c).
 */
export const panGain = (pan: number): number => 1 / Math.sqrt(1 + Math.sin((Math.abs(pan) * Math.PI) / 2))

type Mixes = Readonly<Record<string, LaneMix>>

/** Asked for by every meter at every frame. */
const known = new WeakMap<Mixes, ReadonlyMap<string, number>>()

/** Linear gain of each lane: a solo anywhere silences those without; mute silences always. */
export function laneGains(mixes: Mixes): ReadonlyMap<string, number> {
  const gains = known.get(mixes) ?? countGains(mixes)
  known.set(mixes, gains)
  return gains
}

function countGains(mixes: Mixes): Map<string, number> {
  const isSolo = Object.values(mixes).some(({ solo, muted }) => solo && !muted)
  return new Map(
    Object.entries(mixes).map(([laneId, { muted, solo, gainDb }]) => [
      laneId,
      muted || (isSolo && !solo) ? 0 : gainFromDb(gainDb),
    ]),
  )
}

/** Whether anything of these lanes is heard. */
export function isHeard(mixes: Mixes, laneIds: readonly string[]): boolean {
  const gains = laneGains(mixes)
  return laneIds.some((laneId) => (gains.get(laneId) ?? 1) > 0)
}
