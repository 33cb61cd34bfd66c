/** What outlives the list itself: the row one stood on (who comes back from a session finds it chosen), and the demo asked for. */
import { createStore } from 'zustand/vanilla'

interface ListState {
  readonly selected: string | undefined
  /** The job of the demo that is opened as soon as it is ready. */
  readonly demoJobId: string | undefined
}

export const listStore = createStore<ListState>(() => ({ selected: undefined, demoJobId: undefined }))
