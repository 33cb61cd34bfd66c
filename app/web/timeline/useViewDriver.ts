/** Ties a view driver to the page's frames, and lets the view follow the playhead. */
import { useEffect, useLayoutEffect, useState } from 'react'
import type { Span } from '../../../core/time/index.ts'
import type { TimelinePlayer } from './timelinePlayer.ts'
import { createViewDriver, type ViewDriver } from './viewDriver.ts'
import { followView } from './viewport.ts'

const REST_MS = 2500

/** Returns the driver of a view that the parent holds. */
export function useViewDriver(view: Span, onViewport: (view: Span) => void): ViewDriver {
  const [driver] = useState(() =>
    createViewDriver(view, {
      now: () => performance.now(),
      requestFrame: (callback) => requestAnimationFrame(callback),
    }),
  )
  useLayoutEffect(() => driver.adopt(view), [driver, view])
  useLayoutEffect(() => driver.connect(onViewport), [driver, onViewport])
  return driver
}

/**
 * Pages the view when the playhead leaves it, playing or sought, but not under a scrubbing hand nor within 2.5 s of a
 * person's own move; a playhead at rest never pulls.
 */
export function useFollow(player: TimelinePlayer, driver: ViewDriver, bounds: Span): void {
  useEffect(() => {
    let last = player.now() as number
    return player.onFrame((time) => {
      const moved = time !== last
      last = time
      if (!moved || player.state.getState().scrubbing || driver.restMs() < REST_MS) return
      driver.follow((now) => followView(now, bounds, time))
    })
  }, [player, driver, bounds])
}
