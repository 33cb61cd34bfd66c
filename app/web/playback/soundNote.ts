/** Why nothing is heard although there is something to hear; undefined while it plays, or when nothing should. */
import type { SoundRoute } from './soundBus.ts'

export function soundNoteOf(state: {
  readonly rate: number
  readonly playing: boolean
  /** Whether the browser lets sound out: not before the page was touched. */
  readonly isUnlocked: boolean
  /** Whether sound can be heard at the rate. */
  readonly route: SoundRoute
}): string | undefined {
  const { rate, route } = state
  if (route === 'refused') return `Sound is muted at ${rate}×`
  if (route === 'failed') return `Sound is muted at ${rate}×: this browser cannot keep its pitch`
  if (!state.playing) return undefined
  if (!state.isUnlocked) return 'Click anywhere to hear sound'
  return route === 'loading' ? `Sound at ${rate}× is loading` : undefined
}
