/** Tells the server what a stretch of playing measured, when it ends; of shorter ones nothing is told. */
import { useEffect } from 'react'
import { tellPlaybackRun } from '../api/certificate.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'

/** Less says little. */
const LEAST_MS = 5000

export function usePlaybackRun({ sessionId, clockVersion }: SessionDetail, player: Player): void {
  useEffect(() => {
    const tell = (rate: number): void => {
      const run = player.takeRun()
      if (!run || run.playedMs < LEAST_MS) return
      const { engine } = player.state.getState()
      // Nothing depends on it: a server that has gone says so elsewhere.
      tellPlaybackRun(sessionId, { ...run, clockVersion, engine, rate }).catch(() => undefined)
    }
    const stop = player.state.subscribe((now, before) => {
      if (before.playing && (!now.playing || now.rate !== before.rate)) tell(before.rate)
    })
    return () => {
      stop()
      tell(player.state.getState().rate)
    }
  }, [sessionId, clockVersion, player])
}
