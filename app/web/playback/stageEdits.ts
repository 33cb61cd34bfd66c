/** Changes of the stage's arrangement that can be taken back. */
import { rememberEdit } from '../commands/undoStore.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'

/** Makes a change of what is hidden, pinned, ordered or large, and remembers both ways. */
export function editStage(store: WorkbenchStore, name: string, change: () => void): void {
  const before = arrangement(store)
  change()
  const after = arrangement(store)
  rememberEdit({ name, undo: () => store.setState(before), redo: () => store.setState(after) })
}

function arrangement(store: WorkbenchStore) {
  const { hidden, pinned, order, signals, layout, focus, other } = store.getState()
  return { hidden, pinned, order, signals, layout, focus, other }
}
