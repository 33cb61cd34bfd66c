/** Whether a lane's person is heard now, written on the tile without rendering; held a little between words. */
import { useEffect, type RefObject } from 'react'
import type { Player } from './player.types.ts'

const LOUD = 0.03
const HOLD_US = 350_000
const EVERY_MS = 80

/** Sets `data-speaks` and `--level` (0 … 1, in tenths) on the element where they change. */
export function useSpeaking(player: Player, laneId: string, ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let loudAt = -Infinity
    let readAt = 0
    let written = ''
    return player.onFrame((t) => {
      const now = performance.now()
      const element = ref.current
      if (!element || now - readAt < EVERY_MS) return
      readAt = now
      const loudness = player.levels(laneId)
      if (loudness > LOUD) loudAt = t
      const speaks = t >= loudAt && t - loudAt < HOLD_US
      const level = Math.round(Math.min(1, loudness * 4) * 10) / 10
      const next = `${speaks} ${level}`
      if (next === written) return
      written = next
      element.dataset.speaks = String(speaks)
      element.style.setProperty('--level', String(level))
    })
  }, [player, laneId, ref])
}
