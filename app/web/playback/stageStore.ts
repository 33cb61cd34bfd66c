/** What the stage knows for a moment and no link reopens: the lane under the hand, the lane being nudged, a word said. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Nudge } from './nudge.ts'

export interface StageState {
  /** Lane under the pointer or with the focus, of the stage or the timeline. */
  readonly hover: string | undefined
  /** A shift that is tried out and not yet written. */
  readonly nudge: Nudge | undefined
  /** What has just been done where nothing else shows it; `count` tells two of the same apart. */
  readonly said: { readonly text: string; readonly count: number } | undefined
}

export type StageStore = StoreApi<StageState>

export const createStageStore = (): StageStore =>
  createStore<StageState>(() => ({ hover: undefined, nudge: undefined, said: undefined }))

/** Says a few words on the stage for a short time. */
export const say = (stage: StageStore, text: string): void =>
  stage.setState(({ said }) => ({ said: { text, count: (said?.count ?? 0) + 1 } }))
