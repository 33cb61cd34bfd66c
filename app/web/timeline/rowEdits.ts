/** What a person may do to the rows; those that change what a link reopens go to the workbench's store. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { editStage } from '../playback/stageEdits.ts'
import { moveBefore } from '../workbench/workbenchState.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { Heights } from './rowHeights.ts'

export interface RowEdits {
  fold(identity: string): void
  foldAll(fold: boolean): void
  hide(key: string): void
  pin(key: string): void
  /** Moves keys, in order, before another or to the end; `order` is that of all rows now. */
  move(keys: readonly string[], before: string | undefined, order: readonly string[]): void
  /** Undefined: as it begins. */
  setHeight(key: string, px: number | undefined): void
  setHeights(heights: Heights): void
  filter(words: string): void
  showAll(): void
  /** Adds a signal's row, or takes it away. */
  toggleSignal(signalId: string): void
  removeSignal(key: string): void
}

/** Ties the edits to a workbench; hiding, pinning and moving can be taken back. */
export function createRowEdits(store: WorkbenchStore, session: Pick<SessionDetail, 'lanes'>): RowEdits {
  const now = store.getState
  const toggleSignal = (signalId: string): void => {
    const name = now().signals.includes(signalId) ? 'remove a signal' : 'add a signal'
    editStage(store, name, () => now().toggleSignal(signalId))
  }
  return {
    toggleSignal,
    removeSignal: (key) => toggleSignal(key.replace(/^signal:/, '')),
    fold: (identity) => now().toggleCollapsed(identity),
    foldAll: (fold) =>
      now().setCollapsed(fold ? [...new Set(session.lanes.map(({ identity }) => identity))] : []),
    hide: (key) => editStage(store, 'hide a row', () => now().toggleHidden(key)),
    pin: (key) =>
      editStage(store, now().pinned.includes(key) ? 'unpin a row' : 'pin a row', () =>
        now().togglePinned(key),
      ),
    move(keys, before, order) {
      editStage(store, 'move a row', () => {
        let moved = order
        for (const key of keys) {
          now().moveLane(key, before, moved)
          moved = moveBefore(moved, key, before)
        }
      })
    },
    setHeight: (key, px) => now().setHeight(key, px),
    setHeights: (heights) => store.setState({ heights }),
    filter: (words) => now().setLaneFilter(words),
    showAll: () => editStage(store, 'show all rows', () => now().showAll()),
  }
}
