/** What letting go of a dragged tile does: it takes its new place, or the place of a large one. */
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { editStage } from './stageEdits.ts'
import type { StageTile } from './stageTiles.ts'
import { beforeOf, type DropPlace } from './tileDrag.ts'

interface Dropped {
  readonly tiles: readonly StageTile[]
  readonly large: readonly number[]
  readonly store: WorkbenchStore
  readonly tile: number
  readonly drop: DropPlace
}

export function dropTile({ tiles, large, store, tile, drop }: Dropped): void {
  const ids = tiles.map(({ id }) => id)
  const dragged = ids[tile]!
  if (drop.side === 'onto') {
    editStage(store, 'make another tile large', () =>
      store.setState(large[0] === drop.over ? { focus: dragged } : { other: dragged }),
    )
    return
  }
  editStage(store, 'move a tile', () => store.getState().moveLane(dragged, beforeOf(ids, tile, drop), ids))
}
