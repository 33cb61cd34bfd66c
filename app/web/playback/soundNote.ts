/** Why nothing is heard although there is something to hear; undefined while it plays, or when nothing should. */
export function soundNoteOf(state: {
  readonly rate: number
  readonly playing: boolean
  /** Whether the browser lets sound out: not before the page was touched. */
  readonly isUnlocked: boolean
}): string | undefined {
  if (state.rate !== 1) return `Sound is muted at ${state.rate}×`
  return state.playing && !state.isUnlocked ? 'Click anywhere to hear sound' : undefined
}
