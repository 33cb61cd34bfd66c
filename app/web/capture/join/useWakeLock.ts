/** Keeps a phone's screen on while in the room, where the browser can. */
import { useEffect } from 'react'

export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined
    let isGone = false
    // Refused on low battery, and let go whenever the page is hidden: asked for again when it is seen.
    const take = async (): Promise<void> => {
      if (document.hidden || !('wakeLock' in navigator)) return
      const taken = await navigator.wakeLock.request('screen').catch(() => undefined)
      if (isGone) void taken?.release()
      else lock = taken
    }
    const takeAgain = (): void => void take()
    takeAgain()
    document.addEventListener('visibilitychange', takeAgain)
    return () => {
      isGone = true
      document.removeEventListener('visibilitychange', takeAgain)
      void lock?.release()
    }
  }, [])
}
