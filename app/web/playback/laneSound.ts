/** Which lanes are heard with a lane: a camera with its person's microphone, a screen with its own sound. */
import type { Lane, SessionDetail } from '../../../core/protocol/session.ts'
import { NEUTRAL } from './mix.ts'
import type { LaneMix, Player } from './player.types.ts'

const SOUND_OF: Readonly<Record<string, string>> = {
  camera: 'microphone',
  screen_share: 'screen_share_audio',
  composite: 'composite_audio',
}

/** The audio lanes that mute, solo and gain of a lane act on; none where it is silent. */
export function soundLanesOf(session: Pick<SessionDetail, 'lanes'>, lane: Lane): string[] {
  if (lane.kind === 'audio') return [lane.laneId]
  const theirs = session.lanes.filter(({ kind, identity }) => kind === 'audio' && identity === lane.identity)
  const wanted = theirs.filter(({ source }) => source === SOUND_OF[lane.source])
  return (wanted.length > 0 || lane.source === 'screen_share' ? wanted : theirs).map(({ laneId }) => laneId)
}

/** The mix of lanes that are set together: that of the first. */
export const mixOf = (player: Pick<Player, 'state'>, laneIds: readonly string[]): LaneMix =>
  player.state.getState().lanes[laneIds[0] ?? ''] ?? NEUTRAL

/** Sets the same on lanes that are set together. */
export function setMixOf(player: Player, laneIds: readonly string[], patch: Partial<LaneMix>): void {
  for (const laneId of laneIds) player.setLane(laneId, patch)
}
