/** Which engine plays, and why: WebCodecs, or `<video>` where the browser lacks it or the address says `engine=video`. */
import type { Engine } from './player.types.ts'

/** Read once: the workbench writes its own state into the address. */
const isForced = new URLSearchParams(window.location.search).get('engine') === 'video'

export const chooseEngine = (): Engine =>
  isForced || typeof VideoDecoder === 'undefined' ? 'video' : 'webcodecs'

/** `asked`: by the address; `insecure`: browsers keep WebCodecs from pages that are neither https nor this machine's. */
export type FallbackReason = 'asked' | 'insecure' | 'missing'

export const whyFallback = (): FallbackReason =>
  isForced ? 'asked' : window.isSecureContext ? 'missing' : 'insecure'
