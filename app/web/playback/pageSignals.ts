/** What the page tells the transport: it was touched, it was hidden or shown, and time passes while it is hidden. */
import { jobStore } from '../api/jobEvents.ts'

export interface PageSignals {
  readonly onGesture: () => void
  readonly onVisibility: () => void
  /** Ten times a second while no frames are drawn. */
  readonly onHiddenTick: () => void
  /** The server answers again, or the machine is on a network again. */
  readonly onServerBack: () => void
}

const HIDDEN_TICK_MS = 100

/** Returns the way to stop listening. */
export function listenToPage({
  onGesture,
  onVisibility,
  onHiddenTick,
  onServerBack,
}: PageSignals): () => void {
  const timer = setInterval(() => {
    if (document.hidden) onHiddenTick()
  }, HIDDEN_TICK_MS)
  const stopJobs = jobStore.subscribe(({ link }, before) => {
    if (link === 'open' && before.link !== 'open') onServerBack()
  })
  document.addEventListener('visibilitychange', onVisibility)
  window.addEventListener('online', onServerBack)
  window.addEventListener('pointerdown', onGesture, { capture: true })
  window.addEventListener('keydown', onGesture, { capture: true })
  return () => {
    clearInterval(timer)
    stopJobs()
    window.removeEventListener('online', onServerBack)
    document.removeEventListener('visibilitychange', onVisibility)
    window.removeEventListener('pointerdown', onGesture, { capture: true })
    window.removeEventListener('keydown', onGesture, { capture: true })
  }
}
