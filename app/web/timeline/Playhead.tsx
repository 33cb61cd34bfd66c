/** The playhead: one element over ruler and lanes, gliding by itself, so that playing paints nothing anew. */
import { useLayoutEffect, useRef, type ReactElement } from 'react'
import { Glide } from './glide.ts'
import classes from './timeline.module.css'
import type { TimelinePlayer } from './timelinePlayer.ts'
import { timeToPx, type Scale } from './viewport.ts'

export function Playhead({ player, scale }: { player: TimelinePlayer; scale: Scale }): ReactElement {
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = ref.current!
    const glide = new Glide(element)
    const find = (time: number): number => {
      const x = timeToPx(scale, time)
      const visibility = x < -8 || x > scale.widthPx + 8 ? 'hidden' : 'visible'
      if (element.style.visibility !== visibility) element.style.visibility = visibility
      return x
    }
    const offs = [
      player.onFrame((time) => glide.place(find(time), scale.widthPx + 8)),
      player.state.subscribe(({ playing }, before) => {
        if (before.playing && !playing) glide.stop(find(player.now()))
      }),
    ]
    glide.stop(find(player.now()))
    return () => {
      for (const off of offs) off()
      glide.stop(find(player.now()))
    }
  }, [player, scale])
  return (
    <div ref={ref} className={classes.playhead} data-testid="playhead" aria-hidden>
      <svg width="12" height="9" viewBox="0 0 12 9">
        <path d="M0 0h12L6 9z" />
      </svg>
    </div>
  )
}
