/** Session time, wall clock and frame number of the picture shown; written at each tick without rendering. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { formatTime } from '../../../core/time/index.ts'
import { useEffect, useRef } from 'react'
import type { Player } from './player.types.ts'
import classes from './transport.module.css'

export function TimeReadout({
  session,
  player,
}: {
  readonly session: SessionDetail
  readonly player: Player
}) {
  const time = useRef<HTMLSpanElement>(null)
  const wall = useRef<HTMLSpanElement>(null)
  const { epochWallUs } = session
  useEffect(() => {
    const write = (t: number): void => {
      const frame = player.currentFrame()
      time.current!.textContent = formatTime(t)
      const utc = new Date(Math.floor((epochWallUs + t) / 1e3)).toISOString().slice(11, 23)
      const frameText = frame === undefined ? '' : ` · frame ${frame.toLocaleString('en-US')}`
      wall.current!.textContent = `${utc} UTC${frameText}`
    }
    write(player.now())
    return player.onFrame(write)
  }, [player, epochWallUs])
  return (
    <>
      <span className={classes.time} ref={time} data-session-time title="Session time" />
      <span
        className={classes.wall}
        ref={wall}
        data-wall-time
        title="Wall clock, and the picture's number in its recording"
      />
    </>
  )
}
