/** A page that shows nothing, for judging sound. */
import { createPlayer } from '../../../../app/web/playback/player.ts'
import type { SessionDetail } from '../../../../core/protocol/index.ts'

const response = await fetch('/api/playback-session')
const { session, mediaOrigin } = (await response.json()) as { session: SessionDetail; mediaOrigin: string }
const player = createPlayer(session, { mediaOrigin })
Object.assign(window, { lockstep: { player, session } })
