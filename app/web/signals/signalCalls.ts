/** Whether the list of signals is open: a command or a menu opens it, the timeline's pane shows it. */
import { createStore } from 'zustand/vanilla'

export const signalCalls = createStore<{ readonly isOpen: boolean }>(() => ({ isOpen: false }))

export const openSignals = (): void => signalCalls.setState({ isOpen: true })
export const closeSignals = (): void => signalCalls.setState({ isOpen: false })
