/** The gain as an item of a menu. */
import { useStore } from 'zustand'
import { formatGain } from './formatGain.ts'
import { GAIN_DB, GainSlider } from './GainSlider.tsx'
import { setMixOf } from './laneSound.ts'
import { NEUTRAL } from './mix.ts'
import { MixItem } from './MixItem.tsx'
import type { Player } from './player.types.ts'

export interface LaneItemProps {
  readonly player: Player
  readonly laneIds: readonly string[]
  readonly name: string
}

export function GainItem({ player, laneIds, name }: LaneItemProps) {
  const { gainDb } = useStore(player.state, (state) => state.lanes[laneIds[0] ?? ''] ?? NEUTRAL)
  const step = (steps: number): void =>
    setMixOf(player, laneIds, { gainDb: Math.min(GAIN_DB.max, Math.max(GAIN_DB.min, gainDb + steps)) })
  return (
    <MixItem label={`Gain of ${name}: ${formatGain(gainDb)}`} onStep={step}>
      <GainSlider player={player} laneIds={laneIds} name={name} />
    </MixItem>
  )
}
