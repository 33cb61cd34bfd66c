/** The hatch that means "nothing was recorded here". */
import type { Palette } from '../palette.ts'

const STEP = 8
const LINE_PX = 3

let made: { readonly colour: string; readonly ratio: number; readonly tile: OffscreenCanvas } | undefined

/** One step of the hatch, sharp at the device's pixel ratio. */
function makeTile(colour: string, ratio: number): OffscreenCanvas {
  if (made?.colour === colour && made.ratio === ratio) return made.tile
  const tile = new OffscreenCanvas(Math.round(STEP * ratio), Math.round(STEP * ratio))
  const context = tile.getContext('2d')!
  context.scale(tile.width / STEP, tile.height / STEP)
  context.strokeStyle = colour
  context.lineWidth = LINE_PX
  context.beginPath()
  for (const x of [-STEP, 0, STEP]) {
    context.moveTo(x - 2, STEP + 2)
    context.lineTo(x + STEP + 2, -2)
  }
  context.stroke()
  made = { colour, ratio, tile }
  return tile
}

/** Hatches a rectangle; the lines stand on the canvas's own grid, so neighbouring rows meet. */
export function paintHatch(
  context: CanvasRenderingContext2D,
  { palette, pixelRatio }: { readonly palette: Palette; readonly pixelRatio: number },
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  if (width <= 0 || height <= 0) return
  const tile = makeTile(palette.hatch, pixelRatio)
  const pattern = context.createPattern(tile, 'repeat')!
  pattern.setTransform(new DOMMatrix().scale(STEP / tile.width, STEP / tile.height))
  context.fillStyle = pattern
  context.fillRect(x, y, width, height)
}
