/**
 * Which engine plays, and why: WebCodecs, or `<video>` where the browser lacks it or the address says `engine=video`.
 * What the address asks for holds until the page is loaded anew: the workbench writes its own state into it.
 */
import type { Engine } from './player.types.ts'

let isForced = false
let isWithoutProxies = false
let isJudged = false

/** Reads what the address asks for. */
export function readAsked(search: string): void {
  const asked = new URLSearchParams(search)
  isForced ||= asked.get('engine') === 'video'
  isWithoutProxies ||= asked.get('proxies') === 'off'
  isJudged ||= asked.get('judge') === '1'
}

/** Whether renditions may be played: not where the address says `proxies=off`. */
export const playsRenditions = (): boolean => !isWithoutProxies

/** Whether the page shows what a judge of screenshots reads (JudgeStrip.tsx): `judge=1`. */
export const showsTime = (): boolean => isJudged

export const chooseEngine = (): Engine =>
  isForced || typeof VideoDecoder === 'undefined' ? 'video' : 'webcodecs'

/** `asked`: by the address; `insecure`: browsers keep WebCodecs from pages that are neither https nor this machine's. */
export type FallbackReason = 'asked' | 'insecure' | 'missing'

export const whyFallback = (): FallbackReason =>
  isForced ? 'asked' : window.isSecureContext ? 'missing' : 'insecure'
