/** Whether a lane's person is heard now, written on the tile without rendering; held a little between words. */
import { useEffect, type RefObject } from 'react'
import type { Player } from './player.types.ts'

const LOUD = 0.03
const HOLD_MS = 350
const EVERY_MS = 80

/** Sets `data-speaks` and `--level` (0 … 1, in tenths) on the element where they change; nobody speaks while it stands. */
export function useSpeaking(player: Player, laneId: string, ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let loudAt = -Infinity
    let readAt = 0
    let written = ''
    const write = (speaks: boolean, level: number): void => {
      const element = ref.current
      const next = `${speaks} ${level}`
      if (!element || next === written) return
      written = next
      element.dataset.speaks = String(speaks)
      element.style.setProperty('--level', String(level))
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
  }, [player, laneId, ref])
}
