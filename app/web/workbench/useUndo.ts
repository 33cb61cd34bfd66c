/** What a person does in this workbench can be taken back while it is open; its closing forgets it. */
import { useEffect } from 'react'
import { watchPointer, watchSegment } from '../commands/segmentEdits.ts'
import { forgetEdits } from '../commands/undoStore.ts'
import type { WorkbenchStore } from './workbenchStore.ts'

export function useUndo(store: WorkbenchStore): void {
  useEffect(() => {
    const { isHeld, stop } = watchPointer()
    const unwatch = watchSegment(store, { isHeld })
    return () => {
      unwatch()
      stop()
      forgetEdits()
    }
  }, [store])
}
