/** The person somebody asked to withhold, from wherever that was asked; the dialog is opened by WithholdLayer. */
import { createStore } from 'zustand/vanilla'

export const withholdStore = createStore<{ readonly identity: string | undefined }>(() => ({
  identity: undefined,
}))

/** Opens the dialog that says what withholding does, and asks why. */
export const askWithhold = (identity: string): void => withholdStore.setState({ identity })
