/** The mark at the playhead, as React state that changes only when the mark does. */
import { useCallback, useSyncExternalStore } from 'react'
import type { Annotation } from '../../../core/protocol/review.ts'
import type { Player } from '../playback/player.types.ts'
import { positionAt } from './annotationList.ts'

/** The position of the last that begins at or before the playhead; −1 before the first. */
export function useMarkAt(player: Player, shown: readonly Annotation[]): number {
  const subscribe = useCallback((changed: () => void) => player.onFrame(changed), [player])
  return useSyncExternalStore(subscribe, () => positionAt(shown, player.now()))
}
