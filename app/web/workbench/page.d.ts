import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'

declare global {
  interface Window {
    /** The open session and its player, for tests and for a person at the console. */
    lockstep?: { readonly player: Player; readonly session: SessionDetail }
  }
}
