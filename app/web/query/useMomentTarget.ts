/** Where a moment is opened: in the workbench that is on the screen, where it is of its session, else by its address. */
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { micros } from '../../../core/time/micros.ts'
import { commandStore } from '../commands/commandStore.ts'
import type { MomentTarget } from './playlist.ts'

export function useMomentTarget(): MomentTarget {
  const [, navigate] = useLocation()
  const workbench = useStore(commandStore, (state) => state.workbench)
  const open = workbench && {
    sessionId: workbench.session.sessionId,
    seek: (tUs: number) => workbench.player.seek(micros(tUs)),
  }
  return { open, navigate }
}
