/** The hatch that means "nothing was recorded here". */
import type { Palette } from '../palette.ts'

const STEP = 8

/** Hatches a rectangle; the lines stand on the canvas's own grid, so neighbouring rows meet. */
export function paintHatch(
  context: CanvasRenderingContext2D,
  { hatch }: Palette,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  if (width <= 0 || height <= 0) return
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  context.strokeStyle = hatch
  context.lineWidth = 3
  context.beginPath()
  const bottom = y + height
  for (let at = Math.floor((x - height) / STEP) * STEP; at < x + width; at += STEP) {
    context.moveTo(at, bottom)
    context.lineTo(at + height, y)
  }
  context.stroke()
  context.restore()
}
