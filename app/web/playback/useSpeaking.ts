/** Whether a lane's person is heard now, written on the tile without rendering; held a little between words. */
import { useEffect, type RefObject } from 'react'
import type { Player } from './player.types.ts'

const LOUD = 0.03
const HOLD_MS = 350
const EVERY_MS = 80

interface SpeakingOptions {
  readonly laneId: string
  readonly ref: RefObject<HTMLElement | null>
  /** Writes the level too: each change of it has the element painted anew. */
  readonly hasLevel: boolean
}

/** Sets `data-speaks` and `--level` (0 … 1, in tenths) on the element where they change; nobody speaks while it stands. */
export function useSpeaking(player: Player, { laneId, ref, hasLevel }: SpeakingOptions): void {
  useEffect(() => {
    let loudAt = -Infinity
    let readAt = 0
    let spoke = false
    let shown = 0
    const write = (speaks: boolean, level: number): void => {
      const element = ref.current
      if (!element) return
      if (speaks !== spoke) element.dataset.speaks = String((spoke = speaks))
      if (hasLevel && level !== shown) element.style.setProperty('--level', String((shown = level)))
    }
    const stopFrames = player.onFrame(() => {
      const now = performance.now()
      if (!player.state.getState().playing || now - readAt < EVERY_MS) return
      readAt = now
      const loudness = player.levels(laneId)
      if (loudness > LOUD) loudAt = now
      write(now - loudAt < HOLD_MS, Math.round(Math.min(1, loudness * 4) * 10) / 10)
    })
    const stopState = player.state.subscribe(({ playing, status }) => {
      if (playing && status === 'ready') return
      loudAt = -Infinity
      write(false, 0)
    })
    return () => (stopFrames(), stopState())
  }, [player, laneId, ref, hasLevel])
}
