/** The playhead: one element over ruler and lanes, moved by a transform, so that playing repaints nothing. */
import { useLayoutEffect, useRef, type ReactElement } from 'react'
import classes from './timeline.module.css'
import type { TimelinePlayer } from './timelinePlayer.ts'
import { timeToPx, type Scale } from './viewport.ts'

export function Playhead({ player, scale }: { player: TimelinePlayer; scale: Scale }): ReactElement {
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const place = (time: number): void => {
      const x = timeToPx(scale, time)
      const element = ref.current!
      element.style.visibility = x < -8 || x > scale.widthPx + 8 ? 'hidden' : 'visible'
      element.style.transform = `translateX(${x.toFixed(2)}px)`
    }
    place(player.now())
    return player.onFrame(place)
  }, [player, scale])
  return (
    <div ref={ref} className={classes.playhead} data-testid="playhead" aria-hidden>
      <svg width="12" height="9" viewBox="0 0 12 9">
        <path d="M0 0h12L6 9z" />
      </svg>
    </div>
  )
}
