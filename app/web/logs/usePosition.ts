/** The row at the playhead, as React state that changes only when the row does. */
import { useCallback, useSyncExternalStore } from 'react'
import type { Player } from '../playback/player.types.ts'
import type { LogColumns } from './logColumns.ts'
import { positionAt, type ShownRows } from './position.ts'

export function usePosition(player: Player, log: LogColumns, shown: ShownRows): number {
  const subscribe = useCallback((changed: () => void) => player.onFrame(changed), [player])
  return useSyncExternalStore(subscribe, () => positionAt(log.tUs, shown, player.now()))
}
