/** Which engine plays, and why: WebCodecs, or `<video>` where the browser lacks it or the address says `engine=video`. */
import type { Engine } from './player.types.ts'

/** Read once: the workbench writes its own state into the address. */
const asked = new URLSearchParams(window.location.search)
const isForced = asked.get('engine') === 'video'

/** Whether renditions may be played: not where the address says `proxies=off`. */
export const playsRenditions = asked.get('proxies') !== 'off'

export const chooseEngine = (): Engine =>
  isForced || typeof VideoDecoder === 'undefined' ? 'video' : 'webcodecs'

/** `asked`: by the address; `insecure`: browsers keep WebCodecs from pages that are neither https nor this machine's. */
export type FallbackReason = 'asked' | 'insecure' | 'missing'

export const whyFallback = (): FallbackReason =>
  isForced ? 'asked' : window.isSecureContext ? 'missing' : 'insecure'
