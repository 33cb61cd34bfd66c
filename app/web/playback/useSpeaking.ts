/** Whether a lane's person is heard now, held a little so that the outline does not flicker between words. */
import { useEffect, useState } from 'react'
import type { Player } from './player.types.ts'

const LOUD = 0.03
const HOLD_US = 350_000
const EVERY_MS = 80

export interface Speaking {
  readonly isSpeaking: boolean
  /** 0 … 1, in tenths. */
  readonly level: number
}

const SILENT: Speaking = { isSpeaking: false, level: 0 }

export function useSpeaking(player: Player, laneId: string): Speaking {
  const [speaking, setSpeaking] = useState(SILENT)
  useEffect(() => {
    let loudAt = -Infinity
    let readAt = 0
    return player.onFrame((t) => {
      const now = performance.now()
      if (now - readAt < EVERY_MS) return
      readAt = now
      const loudness = player.levels(laneId)
      if (loudness > LOUD) loudAt = t
      const isSpeaking = t >= loudAt && t - loudAt < HOLD_US
      const level = Math.round(Math.min(1, loudness * 4) * 10) / 10
      setSpeaking((before) =>
        before.isSpeaking === isSpeaking && before.level === level ? before : { isSpeaking, level },
      )
    })
  }, [player, laneId])
  return speaking
}
