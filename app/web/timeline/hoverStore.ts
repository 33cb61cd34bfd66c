/** What the pointer is over: kept apart from React's tree, so that moving it redraws a line and a label alone. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Micros, Span } from '../../../core/time/index.ts'
import type { Preview } from './preview.ts'

export interface Hover {
  /** Session time under the pointer (snapped while dragging); undefined: the pointer is elsewhere. */
  readonly time: Micros | undefined
  readonly xPx: number
  /** From the top of the timeline. */
  readonly yPx: number
  /** What is there, in words, one line each. */
  readonly notes: readonly string[]
  /** The video that is shown there. */
  readonly preview: Preview | undefined
  /** The segment being dragged. */
  readonly segment: Span | undefined
}

export const NO_HOVER: Hover = {
  time: undefined,
  xPx: 0,
  yPx: 0,
  notes: [],
  preview: undefined,
  segment: undefined,
}

export const createHoverStore = (): StoreApi<Hover> => createStore<Hover>(() => NO_HOVER)
