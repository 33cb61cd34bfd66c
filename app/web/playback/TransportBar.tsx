/** The transport: play and step, speed, loop, session time beside wall clock, the segment, how exact it is, sound. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { formatTime, type Span } from '../../../core/time/index.ts'
import { ActionIcon } from '@mantine/core'
import {
  IconChevronLeftPipe,
  IconChevronRightPipe,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconRepeat,
} from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { CommandTip } from '../commands/CommandTip.tsx'
import type { Player } from './player.types.ts'
import { RateMenu } from './RateMenu.tsx'
import { SoundControl } from './SoundControl.tsx'
import { SyncChip } from './SyncChip.tsx'
import { TimeReadout } from './TimeReadout.tsx'
import classes from './transport.module.css'

export interface TransportBarProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly segment: Span | undefined
  readonly onExport: () => void
  /** Shown beside the segment's chip: its ends as numbers. */
  readonly segmentEditor?: ReactNode
  /** Shown beside the sync reading: how far the small copies of what is on screen are. */
  readonly proxies?: ReactNode
  /** Shown beside the sound: how the stage is laid out. */
  readonly layoutSwitch?: ReactNode
}

export function TransportBar(props: TransportBarProps) {
  const { session, player, segment, onExport, segmentEditor, proxies, layoutSwitch } = props
  const playing = useStore(player.state, (state) => state.playing)
  const loop = useStore(player.state, (state) => state.loop)
  // A loop follows the segment's handles, and ends with the segment.
  useEffect(() => {
    const current = player.state.getState().loop
    if (current && current !== segment) player.setLoop(segment)
  }, [player, segment])
  return (
    <div className={classes.bar} role="toolbar" aria-label="Transport">
      <div className={classes.buttons}>
        <CommandTip command="jump.start">
          <ActionIcon size={30} aria-label="To the start" onClick={() => player.seek(0)}>
            <IconPlayerSkipBack size={16} stroke={1.8} />
          </ActionIcon>
        </CommandTip>
        <CommandTip command="step.back">
          <ActionIcon size={30} aria-label="One frame back" onClick={() => player.step(-1)}>
            <IconChevronLeftPipe size={18} stroke={1.8} />
          </ActionIcon>
        </CommandTip>
        <CommandTip command="play.toggle">
          <button
            type="button"
            className={classes.play}
            aria-label={playing ? 'Pause' : 'Play'}
            onClick={() => player.toggle()}
          >
            {playing ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
          </button>
        </CommandTip>
        <CommandTip command="step.forward">
          <ActionIcon size={30} aria-label="One frame on" onClick={() => player.step(1)}>
            <IconChevronRightPipe size={18} stroke={1.8} />
          </ActionIcon>
        </CommandTip>
      </div>
      <RateMenu player={player} />
      {segment && (
        <CommandTip command="segment.loop">
          <button
            type="button"
            className={classes.chip}
            data-on={loop !== undefined}
            aria-pressed={loop !== undefined}
            aria-label="loop segment"
            onClick={() => player.setLoop(loop ? undefined : segment)}
          >
            <IconRepeat size={14} stroke={1.8} aria-hidden />
            <span className={classes.loopWords}>loop segment</span>
          </button>
        </CommandTip>
      )}
      <TimeReadout session={session} player={player} />
      <span className="grow" />
      {segment && (
        <CommandTip command="segment.export">
          <button type="button" className={classes.segment} onClick={onExport}>
            <span className={classes.segmentTimes}>
              {formatTime(segment.start)} – {formatTime(segment.end)} ·{' '}
            </span>
            {formatSeconds(segment)} <b>Export</b> <kbd>E</kbd>
          </button>
        </CommandTip>
      )}
      {segmentEditor}
      {proxies}
      <SyncChip session={session} player={player} />
      {layoutSwitch}
      <SoundControl session={session} player={player} />
    </div>
  )
}

const formatSeconds = ({ start, end }: Span): string => `${((end - start) / 1e6).toFixed(1)} s`
