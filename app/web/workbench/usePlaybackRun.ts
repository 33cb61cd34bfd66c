/**
 * Tells the server what a stretch of playing measured: when it ends, when the page is hidden or closed, and every few
 * minutes of a long one, so that a crash loses little. Of shorter ones nothing is told.
 */
import { useEffect } from 'react'
import { tellPlaybackRun } from '../api/certificate.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import type { PlayedRun } from '../playback/runStats.ts'

/** Less says little. */
const LEAST_MS = 5000
const EVERY_MS = 180_000

export function usePlaybackRun({ sessionId, clockVersion }: SessionDetail, player: Player): void {
  useEffect(() => {
    const tell = (run: PlayedRun | undefined, rate: number): void => {
      if (!run || run.playedMs < LEAST_MS) return
      const { engine } = player.state.getState()
      // Nothing depends on it: a server that has gone says so elsewhere.
      tellPlaybackRun(sessionId, { ...run, clockVersion, engine, rate }).catch(() => undefined)
    }
    // The server keeps a session's last run alone: what is told in between is the whole so far.
    const tellSoFar = (): void => {
      const { playing, rate } = player.state.getState()
      if (playing) tell(player.readRun(), rate)
    }
    const tellHidden = (): void => {
      if (document.hidden) tellSoFar()
    }
    const stop = player.state.subscribe((now, before) => {
      if (before.playing && (!now.playing || now.rate !== before.rate)) tell(player.takeRun(), before.rate)
    })
    const timer = setInterval(tellSoFar, EVERY_MS)
    document.addEventListener('visibilitychange', tellHidden)
    window.addEventListener('pagehide', tellSoFar)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tellHidden)
      window.removeEventListener('pagehide', tellSoFar)
      stop()
      tell(player.takeRun(), player.state.getState().rate)
    }
  }, [sessionId, clockVersion, player])
}
