/** How a player begins: paused, everyone heard, nothing shown yet. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { NEUTRAL } from './mix.ts'
import type { Engine, PlayerState } from './player.types.ts'

export function firstState(session: Pick<SessionDetail, 'lanes'>, engine: Engine): PlayerState {
  const audio = session.lanes.filter((lane) => lane.kind === 'audio')
  return {
    playing: false,
    rate: 1,
    status: 'loading',
    loop: undefined,
    scrubbing: false,
    level: 0,
    engine,
    lanes: Object.fromEntries(audio.map((lane) => [lane.laneId, NEUTRAL])),
    master: { muted: false, gainDb: 0 },
    soundNote: undefined,
    idle: false,
    focus: undefined,
  }
}
