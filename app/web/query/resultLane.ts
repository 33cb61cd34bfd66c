/** Moments of a query that are shown as a lane of the timeline; one at a time, of one session. */
import { createStore } from 'zustand/vanilla'

export interface ResultPoint {
  /** Session time it begins, µs. */
  readonly tUs: number
  /** Absent: a moment without a length. */
  readonly endUs?: number | undefined
  readonly label: string
}

export interface ResultLane {
  readonly sessionId: string
  readonly name: string
  /** Session time, ascending by start. */
  readonly points: readonly ResultPoint[]
}

export const resultLaneStore = createStore<{ readonly lane: ResultLane | undefined }>(() => ({
  lane: undefined,
}))

/** Shows a lane of moments, or none. */
export const showResultLane = (lane: ResultLane | undefined): void => resultLaneStore.setState({ lane })
