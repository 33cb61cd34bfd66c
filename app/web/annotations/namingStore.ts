/** Which annotation is being named over the timeline, just after it was made. */
import { createStore } from 'zustand/vanilla'

export const namingStore = createStore<{ readonly annotationId: string | undefined }>(() => ({
  annotationId: undefined,
}))

export const startNaming = (annotationId: string): void => namingStore.setState({ annotationId })

/** Ends it, if it is still that one. */
export const stopNaming = (annotationId: string): void =>
  namingStore.setState((state) => (state.annotationId === annotationId ? { annotationId: undefined } : {}))
