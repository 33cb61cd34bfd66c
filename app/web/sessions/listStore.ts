/** The row one stood on, kept while the page lives: whoever comes back from a session finds it chosen. */
import { createStore } from 'zustand/vanilla'

export const listStore = createStore<{ readonly selected: string | undefined }>(() => ({
  selected: undefined,
}))
