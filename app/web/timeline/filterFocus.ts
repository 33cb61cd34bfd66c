/** Calls for the rows' filter: a key asks, the field takes the focus. */
import { createStore } from 'zustand/vanilla'

export const filterCalls = createStore<{ readonly count: number }>(() => ({ count: 0 }))

export const focusRowFilter = (): void => filterCalls.setState(({ count }) => ({ count: count + 1 }))
