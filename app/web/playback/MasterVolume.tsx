/** The volume of all sound together: mute, and a slider whose double click brings 0 dB back. */
import { ActionIcon, Slider } from '@mantine/core'
import { IconVolume, IconVolumeOff } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { formatGain } from './formatGain.ts'
import { Meter } from './Meter.tsx'
import type { Player } from './player.types.ts'
import classes from './sound.module.css'

const MIN_DB = -40
const SILENT_DB = -60

export function MasterVolume({ player }: { readonly player: Player }) {
  const { muted, gainDb } = useStore(player.state, (state) => state.master)
  return (
    <div className={classes.master}>
      <b>All</b>
      <Meter player={player} read={player.soundPeak} />
      <ActionIcon
        size={26}
        aria-label={muted ? 'Unmute' : 'Mute'}
        aria-pressed={muted}
        onClick={() => player.setMaster({ muted: !muted })}
      >
        {muted ? <IconVolumeOff size={16} /> : <IconVolume size={16} />}
      </ActionIcon>
      <Slider
        className="grow"
        size="xs"
        thumbLabel="Volume in dB"
        min={MIN_DB}
        max={6}
        step={1}
        value={Math.max(MIN_DB, gainDb)}
        label={null}
        onChange={(value) => player.setMaster({ gainDb: value === MIN_DB ? SILENT_DB : value, muted: false })}
        onDoubleClick={() => player.setMaster({ gainDb: 0, muted: false })}
      />
      <output>{formatGain(gainDb)}</output>
    </div>
  )
}
