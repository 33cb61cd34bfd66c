/** Sound: the master volume, and everybody's; why nothing is heard where that is so. */
import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { IconVolume, IconVolume2, IconVolumeOff } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import type { Player } from './player.types.ts'
import classes from './transport.module.css'

const Mixer = lazy(async () => ({ default: (await import('./Mixer.tsx')).Mixer }))

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
          <Suspense fallback={null}>
            <Mixer session={session} player={player} />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
