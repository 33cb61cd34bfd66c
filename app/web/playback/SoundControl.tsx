/** Sound: the master volume, and everybody's; why nothing is heard where that is so. */
import { ActionIcon, Popover, Slider, Tooltip } from '@mantine/core'
import { IconVolume, IconVolume2, IconVolumeOff } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { formatGain } from './formatGain.ts'
import type { Player } from './player.types.ts'
import classes from './transport.module.css'

const Mixer = lazy(async () => ({ default: (await import('./Mixer.tsx')).Mixer }))
const MIN_DB = -40

interface SoundControlProps {
  readonly session: SessionDetail
  readonly player: Player
}

export function SoundControl({ session, player }: SoundControlProps) {
  const { muted, gainDb } = useStore(player.state, (state) => state.master)
  const note = useStore(player.state, (state) => state.soundNote)
  const isAlone = useStore(player.state, ({ lanes }) =>
    Object.values(lanes).some((mix) => mix.solo && !mix.muted),
  )
  const [opened, setOpened] = useState(false)
  const Icon = muted || note ? IconVolumeOff : gainDb < -12 ? IconVolume2 : IconVolume
  const label = note ?? (muted ? 'Sound is muted' : isAlone ? 'Sound: some are heard alone' : 'Sound')
  return (
    <div className={classes.volume}>
      {note && (
        <span className={classes.note} role="status">
          {note}
        </span>
      )}
      <Popover position="top-end" trapFocus opened={opened} onChange={setOpened}>
        <Popover.Target>
          <Tooltip label={label} disabled={opened}>
            <ActionIcon
              size={30}
              aria-label={label}
              onClick={() => setOpened(!opened)}
              data-alone={isAlone || undefined}
              className={classes.sound}
            >
              <Icon size={16} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown className={classes.soundBox} aria-label="Sound">
          <div className={classes.master}>
            <b>All</b>
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
              onChange={(value) => player.setMaster({ gainDb: value === MIN_DB ? -60 : value, muted: false })}
              onDoubleClick={() => player.setMaster({ gainDb: 0, muted: false })}
            />
            <output>{formatGain(gainDb)}</output>
          </div>
          <Suspense fallback={null}>
            <Mixer session={session} player={player} />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
