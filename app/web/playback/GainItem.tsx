/** The gain as an item of a menu: the arrow keys change it where it has the focus, the pointer on its slider. */
import { Menu } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { formatGain } from './formatGain.ts'
import { GAIN_DB, GainSlider } from './GainSlider.tsx'
import { setMixOf } from './laneSound.ts'
import { NEUTRAL } from './mix.ts'
import type { Player } from './player.types.ts'

interface GainItemProps {
  readonly player: Player
  readonly laneIds: readonly string[]
  readonly name: string
}

export function GainItem({ player, laneIds, name }: GainItemProps) {
  const { gainDb } = useStore(player.state, (state) => state.lanes[laneIds[0] ?? ''] ?? NEUTRAL)
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const next = gainDb + step * (event.shiftKey ? 6 : 1)
    setMixOf(player, laneIds, { gainDb: Math.min(GAIN_DB.max, Math.max(GAIN_DB.min, next)) })
  }
  return (
    <Menu.Item
      component="div"
      closeMenuOnClick={false}
      aria-label={`Gain of ${name}: ${formatGain(gainDb)}; the arrow keys change it`}
      onKeyDown={press}
    >
      <GainSlider player={player} laneIds={laneIds} name={name} />
    </Menu.Item>
  )
}
