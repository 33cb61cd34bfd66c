/** The master volume, and why nothing is heard where that is so. */
import { ActionIcon, Popover, Slider, Tooltip } from '@mantine/core'
import { IconVolume, IconVolume2, IconVolumeOff } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { Player } from './player.types.ts'
import classes from './transport.module.css'

const MIN_DB = -40

export function VolumeControl({ player }: { readonly player: Player }) {
  const { muted, gainDb } = useStore(player.state, (state) => state.master)
  const note = useStore(player.state, (state) => state.soundNote)
  const Icon = muted || note ? IconVolumeOff : gainDb < -12 ? IconVolume2 : IconVolume
  const label = note ?? (muted ? 'Sound is muted' : 'Volume')
  return (
    <div className={classes.volume}>
      {note && (
        <span className={classes.note} role="status">
          {note}
        </span>
      )}
      <Popover position="top-end" withArrow trapFocus>
        <Popover.Target>
          <Tooltip label={label}>
            <ActionIcon size={30} aria-label={label}>
              <Icon size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown className={classes.volumeBox}>
          <ActionIcon
            size={30}
            aria-label={muted ? 'Unmute' : 'Mute'}
            aria-pressed={muted}
            onClick={() => player.setMaster({ muted: !muted })}
          >
            {muted ? <IconVolumeOff size={16} /> : <IconVolume size={16} />}
          </ActionIcon>
          <Slider
            className={classes.slider}
            thumbLabel="Volume in dB"
            min={MIN_DB}
            max={6}
            step={1}
            value={Math.max(MIN_DB, gainDb)}
            label={(value) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value)} dB`}
            onChange={(value) => player.setMaster({ gainDb: value === MIN_DB ? -60 : value, muted: false })}
          />
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
