/** What commands may act on right now: each place hands in its actions while it is shown. */
import { createStore } from 'zustand/vanilla'
import type { ClockActions, ListActions, WorkbenchActions } from './command.ts'
import { holdKeys } from './heldKeys.ts'

interface CommandState {
  readonly list: ListActions | undefined
  readonly workbench: WorkbenchActions | undefined
  readonly clocks: ClockActions | undefined
  readonly keysOpen: boolean
  /** Counts the calls for the palette, which is loaded at the first. */
  readonly paletteCalls: number
  /** Its field has the keys. */
  readonly paletteOpen: boolean
}

export const commandStore = createStore<CommandState>(() => ({
  list: undefined,
  workbench: undefined,
  clocks: undefined,
  keysOpen: false,
  paletteCalls: 0,
  paletteOpen: false,
}))

/** What is typed from now on is the palette's. */
export function openPalette(): void {
  if (!commandStore.getState().paletteOpen) holdKeys()
  commandStore.setState((state) => ({ paletteCalls: state.paletteCalls + 1 }))
}
export const setPaletteOpen = (paletteOpen: boolean): void => commandStore.setState({ paletteOpen })
export const openKeys = (): void => commandStore.setState({ keysOpen: true })
export const closeKeys = (): void => commandStore.setState({ keysOpen: false })

/** Hands the list's actions in; returns what takes them back. */
export function offerList(list: ListActions): () => void {
  commandStore.setState({ list })
  return () => commandStore.setState((state) => (state.list === list ? { list: undefined } : {}))
}

/** Hands the workbench's actions in; returns what takes them back. */
export function offerWorkbench(workbench: WorkbenchActions): () => void {
  commandStore.setState({ workbench })
  return () =>
    commandStore.setState((state) => (state.workbench === workbench ? { workbench: undefined } : {}))
}

/** Hands the clock view's actions in; returns what takes them back. */
export function offerClocks(clocks: ClockActions): () => void {
  commandStore.setState({ clocks })
  return () => commandStore.setState((state) => (state.clocks === clocks ? { clocks: undefined } : {}))
}
