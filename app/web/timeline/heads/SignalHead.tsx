/** The head of a signal's row: what it is, and its value at the playhead, written without rendering. */
import { IconWaveSine } from '@tabler/icons-react'
import { useEffect, useRef, type ReactElement } from 'react'
import type { TrackRow } from '../layout.ts'
import { personVariable } from '../palette.ts'
import { formatValue, keyOfSignal, VALUE_LEVELS, valueAt, type TimelineSignals } from '../signalView.ts'
import type { TimelinePlayer } from '../timelinePlayer.ts'
import { HeadFrame, type HeadTools } from './HeadFrame.tsx'
import classes from './heads.module.css'
import { writeText } from '../../widgets/writeText.ts'

interface SignalHeadProps extends HeadTools {
  readonly row: TrackRow
  readonly player: TimelinePlayer
  readonly signals: TimelineSignals | undefined
}

const EVERY_MS = 80
/** A row lower than this has no room for its scale's two numbers. */
const LABELLED_PX = 40

export function SignalHead({ row, player, signals, ...tools }: SignalHeadProps): ReactElement {
  const value = useRef<HTMLSpanElement>(null)
  const signal = signals?.tracks.find((one) => keyOfSignal(one.signalId) === row.key)
  const store = signals?.store
  useEffect(() => {
    if (!store || !signal) return undefined
    const viewer = {}
    let writtenAt = -Infinity
    let waiting: number | undefined
    const write = (): void => {
      writtenAt = performance.now()
      const level = VALUE_LEVELS[player.state.getState().playing ? 'playing' : 'resting']
      waiting = undefined
      const found = store.look(viewer, () =>
        valueAt(store, signal.signalId, player.now(), { level, ask: true }),
      )
      writeText(value.current!, found === undefined ? '–' : formatValue(found, signal))
    }
    // The last of many frames is written too: that is where the playhead rests.
    const writeSoon = (): void => {
      if (waiting !== undefined) return
      const left = EVERY_MS - (performance.now() - writtenAt)
      if (left <= 0) write()
      else waiting = window.setTimeout(write, left)
    }
    write()
    const stops = [player.onFrame(writeSoon), player.state.subscribe(writeSoon), store.subscribe(writeSoon)]
    return () => {
      window.clearTimeout(waiting)
      for (const stop of stops) stop()
      store.leave(viewer)
    }
  }, [store, signal, player])
  const title = [row.name, row.note].filter(Boolean).join(' · ')
  return (
    <HeadFrame
      {...tools}
      row={row}
      name={row.name}
      className={classes.lane}
      tail={
        <span className={classes.values}>
          {signal && row.height >= LABELLED_PX && (
            <i title="The greatest">{formatValue(signal.max, signal)}</i>
          )}
          <b ref={value} title="The value at the playhead" />
          {signal && row.height >= LABELLED_PX && <i title="The least">{formatValue(signal.min, signal)}</i>}
        </span>
      }
    >
      <i className={classes.bar} style={{ background: personVariable(row.person) }} />
      <IconWaveSine size={14} stroke={1.6} aria-hidden />
      <span className={classes.name} title={title}>
        {row.name}
      </span>
    </HeadFrame>
  )
}
