/** The place between left and right as an item of a menu. */
import { useStore } from 'zustand'
import { formatPan } from './formatPan.ts'
import type { LaneItemProps } from './GainItem.tsx'
import { setMixOf } from './laneSound.ts'
import { NEUTRAL } from './mix.ts'
import { MixItem } from './MixItem.tsx'
import { PanSlider, roundPan } from './PanSlider.tsx'

export function PanItem({ player, laneIds, name }: LaneItemProps) {
  const { pan } = useStore(player.state, (state) => state.lanes[laneIds[0] ?? ''] ?? NEUTRAL)
  const step = (steps: number): void => setMixOf(player, laneIds, { pan: roundPan(pan + steps / 10) })
  return (
    <MixItem label={`${name} between left and right: ${formatPan(pan)}`} onStep={step}>
      <PanSlider player={player} laneIds={laneIds} name={name} />
    </MixItem>
  )
}
