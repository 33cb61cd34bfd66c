/** Where a lane is heard between left and right, with its value; a double click brings the centre back. */
import { Slider } from '@mantine/core'
import { useStore } from 'zustand'
import { formatPan } from './formatPan.ts'
import { setMixOf } from './laneSound.ts'
import { NEUTRAL } from './mix.ts'
import type { Player } from './player.types.ts'
import classes from './sound.module.css'

const STEP = 0.1

interface PanSliderProps {
  readonly player: Player
  /** Audio lanes that are set together. */
  readonly laneIds: readonly string[]
  readonly name: string
}

export function PanSlider({ player, laneIds, name }: PanSliderProps) {
  const { pan } = useStore(player.state, (state) => state.lanes[laneIds[0] ?? ''] ?? NEUTRAL)
  return (
    <div className={classes.gain} title="Left and right. Double click: centre">
      <Slider
        min={-1}
        max={1}
        step={STEP}
        startPointValue={0}
        size="xs"
        value={pan}
        label={null}
        thumbLabel={`${name} between left and right`}
        thumbValueText={formatPan}
        onChange={(next) => setMixOf(player, laneIds, { pan: roundPan(next) })}
        onDoubleClick={() => setMixOf(player, laneIds, { pan: 0 })}
      />
      <output>{formatPan(pan)}</output>
    </div>
  )
}

/** In whole steps, −1 … 1: sums of tenths are not quite. */
export const roundPan = (pan: number): number =>
  Math.min(1, Math.max(-1, Math.round(pan / STEP) / Math.round(1 / STEP)))
