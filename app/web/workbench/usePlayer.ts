/** One player per opened session. A moved recording makes a new one, which goes on where the old one was. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { createPlayer } from '../playback/player.ts'
import type { Player } from '../playback/player.types.ts'
import type { Renditions } from '../playback/renditions.types.ts'

interface PlayerOptions {
  readonly mediaOrigin: string
  /** Undefined: the player waits for them. */
  readonly renditions: Renditions | undefined
  readonly startUs: number
}

export function usePlayer(
  session: SessionDetail,
  { mediaOrigin, renditions, startUs }: PlayerOptions,
): Player | undefined {
  const [owner] = useState(() => createStore<{ player?: Player; t: number }>(() => ({ t: startUs })))
  useEffect(() => {
    if (!renditions) return
    const before = owner.getState().player?.state.getState()
    const player = createPlayer(session, { mediaOrigin, renditions })
    for (const [laneId, mix] of Object.entries(before?.lanes ?? {})) player.setLane(laneId, mix)
    if (before) {
      player.setMaster(before.master)
      player.setRate(before.rate)
      player.setLoop(before.loop)
    }
    player.seek(owner.getState().t)
    if (before?.playing) player.play()
    owner.setState({ player })
    return () => {
      owner.setState({ t: player.now() })
      player.dispose()
    }
  }, [owner, session, mediaOrigin, renditions])
  return useStore(owner, (state) => state.player)
}
