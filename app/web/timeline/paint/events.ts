/** The events row: a tick a column, taller where there are more, coloured by who sent them. */
import { planEventColumns } from '../eventColumns.ts'
import { colourOf } from '../palette.ts'
import type { Scene } from './scene.ts'

const COLUMN_PX = 3
const TICK_PX = 1.5

/** Paints the columns in view; a column of several people is divided among them. */
export function paintEvents(
  context: CanvasRenderingContext2D,
  { scale, palette, log, personOf }: Scene,
  { y, height }: { y: number; height: number },
): void {
  if (!log || log.length === 0) return
  const room = height - 7
  context.save()
  context.globalAlpha = 0.85
  for (const { xPx, count, people } of planEventColumns(scale, COLUMN_PX, log, personOf)) {
    const tall = room * Math.min(1, 0.55 + 0.15 * Math.log2(count))
    const share = tall / people.length
    let top = y + (height - tall) / 2
    for (const person of people) {
      context.fillStyle = colourOf(palette, person)
      context.fillRect(xPx + (COLUMN_PX - TICK_PX) / 2, top, TICK_PX, share)
      top += share
    }
  }
  context.restore()
}
