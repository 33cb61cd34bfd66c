/** What a person did and can take back (Ctrl Z) and do again (Ctrl Shift Z). Each doer hands in both ways. */
import { createStore } from 'zustand/vanilla'

export interface Edit {
  /** As in "Undo: move the marker". */
  readonly name: string
  readonly undo: () => void | Promise<void>
  readonly redo: () => void | Promise<void>
}

interface UndoState {
  readonly done: readonly Edit[]
  readonly undone: readonly Edit[]
}

const LIMIT = 200

export const undoStore = createStore<UndoState>(() => ({ done: [], undone: [] }))

/** Remembers an edit that has just been done; what was undone before it is forgotten. */
export const rememberEdit = (edit: Edit): void =>
  undoStore.setState(({ done }) => ({ done: [...done, edit].slice(-LIMIT), undone: [] }))

/** Takes an edit out of what was done, where another has come in its place. */
export const forgetEdit = (edit: Edit): void =>
  undoStore.setState(({ done }) => ({ done: done.filter((entry) => entry !== edit) }))

/** Told when taking back or doing again did not work, as where the server is gone. */
export type OnFailed = (edit: Edit, cause: unknown) => void

/** Runs one way of an edit; a failure, at once or later, is told and never thrown. */
async function run(edit: Edit, way: 'undo' | 'redo', onFailed: OnFailed | undefined): Promise<void> {
  try {
    await edit[way]()
  } catch (cause) {
    onFailed?.(edit, cause)
  }
}

/** Takes the last edit back; returns its name. */
export function undo(onFailed?: OnFailed): string | undefined {
  const edit = undoStore.getState().done.at(-1)
  if (!edit) return undefined
  undoStore.setState(({ done, undone }) => ({ done: done.slice(0, -1), undone: [...undone, edit] }))
  void run(edit, 'undo', onFailed)
  return edit.name
}

/** Does the last undone edit again; returns its name. */
export function redo(onFailed?: OnFailed): string | undefined {
  const edit = undoStore.getState().undone.at(-1)
  if (!edit) return undefined
  undoStore.setState(({ done, undone }) => ({ done: [...done, edit], undone: undone.slice(0, -1) }))
  void run(edit, 'redo', onFailed)
  return edit.name
}

/** Forgets everything, as a workbench closes. */
export const forgetEdits = (): void => undoStore.setState({ done: [], undone: [] })
