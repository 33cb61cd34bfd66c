/** Which annotation is being named over the timeline, just after it was made. */
import { createStore } from 'zustand/vanilla'
import type { Annotation } from '../../../core/protocol/review.ts'

/** As it was when the naming began: what is read of the server tells components of it only later. */
export const namingStore = createStore<{ readonly mark: Annotation | undefined }>(() => ({
  mark: undefined,
}))

export const startNaming = (mark: Annotation): void => namingStore.setState({ mark })

/** Ends it, if it is still that one. */
export const stopNaming = (annotationId: string): void =>
  namingStore.setState((state) => (state.mark?.annotationId === annotationId ? { mark: undefined } : {}))
