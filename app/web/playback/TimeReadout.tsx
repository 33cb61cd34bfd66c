/**
 * Session time, wall clock and frame number of the picture shown; written without rendering, 20 times a second while it plays. Which clock
 * leads is a person's setting; neither is ever without the other.
 */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { formatTime } from '../../../core/time/index.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { settingsStore } from '../settings/settingsStore.ts'
import { useZone } from '../settings/useZone.ts'
import { writeText } from '../widgets/writeText.ts'
import type { Player } from './player.types.ts'
import classes from './transport.module.css'

/** Digits that change more often cannot be read, and laying them out costs as much as four tiles. */
const APART_MS = 50
const COUNT = new Intl.NumberFormat('en-US')

interface TimeReadoutProps {
  readonly session: SessionDetail
  readonly player: Player
}

export function TimeReadout({ session, player }: TimeReadoutProps) {
  const time = useRef<HTMLSpanElement>(null)
  const wall = useRef<HTMLSpanElement>(null)
  const frame = useRef<HTMLSpanElement>(null)
  const zone = useZone(session.zone)
  const leads = useStore(settingsStore, (settings) => settings.times)
  const { epochWallUs } = session
  useEffect(() => {
    let writtenAt = -Infinity
    const write = (t: number): void => {
      const now = performance.now()
      if (player.state.getState().playing && now - writtenAt < APART_MS) return
      writtenAt = now
      // A tick may come between the going of these elements and that of the listener.
      if (!time.current || !wall.current || !frame.current) return
      const at = epochWallUs + t
      const index = player.currentFrame()
      writeText(time.current, formatTime(t))
      writeText(wall.current, `${formatWallClock(at, zone)} ${formatZone(zone, at)}`)
      writeText(frame.current, index === undefined ? '' : `frame ${COUNT.format(index)}`)
    }
    write(player.now())
    return player.onFrame(write)
  }, [player, epochWallUs, zone])
  return (
    <span className={classes.readout} data-leads={leads}>
      <span ref={time} className={classes.time} data-session-time title="Session time" />
      <span ref={wall} className={classes.wall} data-wall-time title="Wall clock" />
      <span ref={frame} className={classes.frame} title="The picture's number in its recording" />
    </span>
  )
}
