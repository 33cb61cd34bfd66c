/** How loud something is now, with a mark at the highest of late; drawn at each frame of playing, never rendered. */
import { useEffect, useRef } from 'react'
import { heldPlace, holdPeak, meterPlace, NO_HOLD } from './meterScale.ts'
import type { Player } from './player.types.ts'
import classes from './sound.module.css'

interface MeterProps {
  readonly player: Player
  /** 0 … 1 of full scale; must stay the same function while what it reads is the same. */
  readonly read: () => number
}

/** The styles' own colour is asked for this often: it costs more than the drawing. */
const COLOR_EVERY_MS = 500

export function Meter({ player, read }: MeterProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current!
    const { width, height } = element.getBoundingClientRect()
    element.width = Math.round(width * devicePixelRatio)
    element.height = Math.round(height * devicePixelRatio)
    const context = element.getContext('2d')!
    let hold = NO_HOLD
    let color = ''
    let colorAt = -Infinity
    let drawn = ''
    const draw = (place: number, mark: number): void => {
      const [level, at] = [place, mark].map((part) => Math.round(part * element.width)) as [number, number]
      const next = `${level} ${at} ${color}`
      if (next === drawn) return
      drawn = next
      context.clearRect(0, 0, element.width, element.height)
      context.fillStyle = color
      context.fillRect(0, 0, level, element.height)
      const thick = Math.ceil(devicePixelRatio * 1.5)
      if (at > thick) context.fillRect(at - thick, 0, thick, element.height)
    }
    const tick = (): void => {
      const p = performance.now()
      if (p - colorAt > COLOR_EVERY_MS) [color, colorAt] = [getComputedStyle(element).color, p]
      const place = player.state.getState().playing ? meterPlace(read()) : 0
      hold = holdPeak(hold, place, p)
      draw(place, heldPlace(hold, p))
    }
    const stopFrames = player.onFrame(tick)
    const stopState = player.state.subscribe(({ playing }, before) => {
      if (playing || !before.playing) return
      hold = NO_HOLD
      draw(0, 0)
    })
    return () => (stopFrames(), stopState())
  }, [player, read])
  return <canvas ref={canvas} className={classes.meter} aria-hidden />
}
