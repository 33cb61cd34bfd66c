/**
 * The session time in milliseconds as 24 cells, light over dark for 1, for whoever judges screenshots: shown only
 * where the address says `judge=1`, painted in the tick that draws the tiles.
 */
import { useEffect, useRef } from 'react'
import { showsTime } from './engine.ts'
import type { Player } from './player.types.ts'
import classes from './stage.module.css'

const BITS = 24
const CELL_PX = 24
const ROW_PX = 8

export function JudgeStrip({ player }: { readonly player: Player }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { alpha: false })
    if (!context) return
    return player.onFrame((t) => {
      const ms = Math.floor(t / 1000) & 0xffffff
      context.fillStyle = '#000'
      context.fillRect(0, 0, BITS * CELL_PX, ROW_PX * 2)
      context.fillStyle = '#fff'
      for (let bit = 0; bit < BITS; bit++) {
        const isSet = (ms >> (BITS - 1 - bit)) & 1
        context.fillRect(bit * CELL_PX, isSet ? 0 : ROW_PX, CELL_PX, ROW_PX)
      }
    })
  }, [player])
  if (!showsTime()) return null
  return (
    <canvas
      ref={canvas}
      className={classes.strip}
      data-judge-strip
      width={BITS * CELL_PX}
      height={ROW_PX * 2}
      aria-hidden
    />
  )
}
