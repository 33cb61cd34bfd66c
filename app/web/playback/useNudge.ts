/** Lets the player play what is being nudged or tried out, as it is, and as it lay when that ends. */
import { useEffect } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { shiftsOf } from './nudge.ts'
import type { Player } from './player.types.ts'
import type { StageStore } from './stageStore.ts'
import { trialShifts, trialStore } from './trial.ts'

export function useNudge(session: SessionDetail, player: Player, stage: StageStore): void {
  useEffect(() => {
    let shown = '{}'
    const show = (): void => {
      const shifts = { ...trialShifts(session.sessionId), ...shiftsOf(session, stage.getState().nudge) }
      const key = JSON.stringify(shifts)
      if (key === shown) return
      shown = key
      player.preview(shifts)
    }
    show()
    const ends = [stage.subscribe(show), trialStore.subscribe(show)]
    return () => ends.forEach((end) => end())
  }, [session, player, stage])
}
