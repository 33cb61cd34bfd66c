/** A page that shows nothing, for judging sound: live through its player, or rendered offline. */
import { createPlayer } from '../../../../app/web/playback/player.ts'
import type { SessionDetail } from '../../../../core/protocol/index.ts'
import { readSteady, readTones, type ReadSteady, type ReadTones } from './offline.ts'
import type { RenderPlan } from './renderSound.ts'

export type OfflinePlan = Pick<RenderPlan, 'fromUs' | 'rate' | 'seconds' | 'loop'>

declare global {
  interface Window {
    offline?: {
      readonly tones: (plan: OfflinePlan) => Promise<ReadTones>
      readonly steady: (plan: OfflinePlan) => Promise<ReadSteady>
    }
  }
}

const response = await fetch('/api/playback-session')
const { session, mediaOrigin } = (await response.json()) as { session: SessionDetail; mediaOrigin: string }
const player = createPlayer(session, { mediaOrigin })
window.offline = {
  tones: (plan) => readTones({ session, mediaOrigin, ...plan }),
  steady: (plan) => readSteady({ session, mediaOrigin, ...plan }),
}
Object.assign(window, { lockstep: { player, session } })
