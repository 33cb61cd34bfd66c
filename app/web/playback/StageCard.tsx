/** The stage without a tile: why, and the way back. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { editStage } from './stageEdits.ts'
import classes from './tile.module.css'

interface StageCardProps {
  readonly session: SessionDetail
  readonly store: WorkbenchStore
}

export function StageCard({ session, store }: StageCardProps) {
  const isEmpty = session.lanes.length === 0
  const showAll = (): void => editStage(store, 'show all lanes', () => store.getState().showAll())
  return (
    <div className={classes.card} data-kind="empty">
      <b>No pictures on the stage</b>
      <span>{isEmpty ? 'This session has no recordings that can be played.' : 'Every lane is hidden.'}</span>
      {!isEmpty && (
        <CommandTip command="lane.showAll">
          <button type="button" className={classes.jump} onClick={showAll}>
            show all
          </button>
        </CommandTip>
      )}
    </div>
  )
}
