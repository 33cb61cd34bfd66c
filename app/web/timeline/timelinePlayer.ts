/** What the timeline asks of the player: a clock to show and a transport to steer. The player has more. */
import type { Micros } from '../../../core/time/index.ts'

export interface LaneMix {
  readonly muted: boolean
  readonly solo: boolean
  readonly gainDb: number
}

export interface TimelinePlayerState {
  readonly playing: boolean
  readonly scrubbing: boolean
  readonly lanes: Readonly<Record<string, LaneMix>>
}

export interface TimelinePlayer {
  now(): Micros
  readonly state: {
    getState(): TimelinePlayerState
    getInitialState(): TimelinePlayerState
    subscribe(listener: (state: TimelinePlayerState, previous: TimelinePlayerState) => void): () => void
  }
  seek(time: Micros): unknown
  scrub(time: Micros): unknown
  endScrub(): unknown
  setLane(laneId: string, patch: Partial<LaneMix>): unknown
  /** Calls the listener with the session time of every frame shown; returns how to stop. */
  onFrame(listener: (time: Micros) => void): () => void
}

export const NO_MIX: LaneMix = { muted: false, solo: false, gainDb: 0 }

/** Whether a lane is heard: not muted, and no other lane alone. */
export function isAudible(lanes: Readonly<Record<string, LaneMix>>, laneId: string): boolean {
  const own = lanes[laneId] ?? NO_MIX
  if (own.muted) return false
  return own.solo || !Object.values(lanes).some((mix) => mix.solo)
}
