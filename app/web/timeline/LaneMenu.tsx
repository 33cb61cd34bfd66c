/** What one can do to a lane. */
import { Menu, Slider } from '@mantine/core'
import { IconArrowsHorizontal, IconHeadphones, IconLink, IconVolumeOff } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Lane } from '../../../core/protocol/index.ts'
import type { LaneRow } from './layout.ts'
import { formatSource } from './source.ts'
import classes from './timeline.module.css'
import { NO_MIX, type TimelinePlayer } from './timelinePlayer.ts'

export interface LaneMenuProps {
  readonly row: LaneRow
  readonly at: { readonly x: number; readonly y: number }
  readonly player: TimelinePlayer
  readonly onClose: () => void
  readonly onNudge?: ((lane: Lane) => void) | undefined
  readonly onCopyLink?: ((lane: Lane) => void) | undefined
}

const GAIN_DB = { min: -24, max: 12 }

export function LaneMenu({ row, at, player, onClose, onNudge, onCopyLink }: LaneMenuProps): ReactElement {
  const { lane } = row
  const mix = useStore(player.state, (state) => state.lanes[lane.laneId]) ?? NO_MIX
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={0} width={224} withinPortal returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`${row.name} ${formatSource(lane.source)}`}>
        <Menu.Label>
          {row.name} · {formatSource(lane.source)}
        </Menu.Label>
        {lane.kind === 'audio' && (
          <>
            <Menu.Item
              leftSection={<IconVolumeOff size={14} />}
              onClick={() => player.setLane(lane.laneId, { muted: !mix.muted })}
            >
              {mix.muted ? 'Unmute' : 'Mute'}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconHeadphones size={14} />}
              onClick={() => player.setLane(lane.laneId, { solo: !mix.solo })}
            >
              {mix.solo ? 'Hear all again' : 'Hear this alone'}
            </Menu.Item>
            <div className={classes.gain}>
              <span>Gain</span>
              <Slider
                {...GAIN_DB}
                step={1}
                size="xs"
                value={mix.gainDb}
                label={null}
                thumbLabel="Gain in decibels"
                onChange={(gainDb) => player.setLane(lane.laneId, { gainDb })}
              />
              <output>{mix.gainDb > 0 ? `+${mix.gainDb}` : mix.gainDb} dB</output>
            </div>
          </>
        )}
        {onNudge && lane.recordings.length > 0 && (
          <Menu.Item leftSection={<IconArrowsHorizontal size={14} />} onClick={() => onNudge(lane)}>
            Nudge in time…
          </Menu.Item>
        )}
        {onCopyLink && (
          <Menu.Item leftSection={<IconLink size={14} />} onClick={() => onCopyLink(lane)}>
            Copy link to this lane
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
