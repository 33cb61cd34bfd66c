/** The gain of a lane's sound in dB, with its value; a double click brings 0 back. */
import { Slider } from '@mantine/core'
import { useStore } from 'zustand'
import { formatGain } from './formatGain.ts'
import { setMixOf } from './laneSound.ts'
import { NEUTRAL } from './mix.ts'
import type { Player } from './player.types.ts'
import classes from './sound.module.css'

export const GAIN_DB = { min: -60, max: 12 } as const

interface GainSliderProps {
  readonly player: Player
  /** Audio lanes that are set together. */
  readonly laneIds: readonly string[]
  readonly name: string
}

export function GainSlider({ player, laneIds, name }: GainSliderProps) {
  const { gainDb } = useStore(player.state, (state) => state.lanes[laneIds[0] ?? ''] ?? NEUTRAL)
  return (
    <div className={classes.gain} title="Double click: back to 0 dB">
      <Slider
        {...GAIN_DB}
        step={1}
        size="xs"
        value={gainDb}
        label={null}
        thumbLabel={`Gain of ${name} in decibels`}
        thumbValueText={formatGain}
        onChange={(next) => setMixOf(player, laneIds, { gainDb: next })}
        onDoubleClick={() => setMixOf(player, laneIds, { gainDb: 0 })}
      />
      <output>{formatGain(gainDb)}</output>
    </div>
  )
}
