/** Moves of recordings that are tried out in the player before they are written elsewhere (the clock view). */
import { createStore } from 'zustand/vanilla'
import type { Shifts } from './laneFrames.ts'

interface Trial {
  readonly sessionId: string
  readonly shifts: Shifts
  /** What is tried out, for people. */
  readonly text: string
}

export const trialStore = createStore<{ readonly trial: Trial | undefined }>(() => ({ trial: undefined }))

export const tryShifts = (sessionId: string, shifts: Shifts, text: string): void =>
  trialStore.setState({ trial: { sessionId, shifts, text } })

export const endTrial = (): void => trialStore.setState({ trial: undefined })

const NONE: Shifts = {}

/** What is tried out in a session, µs by recording id. */
export const trialShifts = (sessionId: string): Shifts => {
  const { trial } = trialStore.getState()
  return trial?.sessionId === sessionId ? trial.shifts : NONE
}
