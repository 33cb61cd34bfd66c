/** What the page tells the transport: it was touched, it was hidden or shown, and time passes while it is hidden. */
export interface PageSignals {
  readonly onGesture: () => void
  readonly onVisibility: () => void
  /** Ten times a second while no frames are drawn. */
  readonly onHiddenTick: () => void
}

const HIDDEN_TICK_MS = 100

/** Returns the way to stop listening. */
export function listenToPage({ onGesture, onVisibility, onHiddenTick }: PageSignals): () => void {
  const timer = setInterval(() => {
    if (document.hidden) onHiddenTick()
  }, HIDDEN_TICK_MS)
  document.addEventListener('visibilitychange', onVisibility)
  window.addEventListener('pointerdown', onGesture, { capture: true })
  window.addEventListener('keydown', onGesture, { capture: true })
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onVisibility)
    window.removeEventListener('pointerdown', onGesture, { capture: true })
    window.removeEventListener('keydown', onGesture, { capture: true })
  }
}
