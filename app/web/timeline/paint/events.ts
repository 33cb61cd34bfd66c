/** The events row: a tick a column, taller where there are more, coloured by who sent them; the filter's matches above. */
import { findFirstRow, findNextRow } from '../../../../core/timeline/ascending.ts'
import { planEventColumns } from '../eventColumns.ts'
import { colourOf } from '../palette.ts'
import { timeToPx, usPerPx } from '../viewport.ts'
import type { Scene } from './scene.ts'

const COLUMN_PX = 3
const TICK_PX = 2
const MATCH_PX = 5

interface Tick {
  readonly x: number
  readonly y: number
  readonly height: number
}

/** Paints the columns in view; a column of several people is divided among them. */
export function paintEvents(
  context: CanvasRenderingContext2D,
  scene: Scene,
  band: { y: number; height: number },
): void {
  const { scale, palette, log, personOf, matches } = scene
  if (!log || log.length === 0) return
  const room = band.height - 7
  const ticks = new Map<number, Tick[]>()
  for (const { xPx, count, people } of planEventColumns(scale, COLUMN_PX, log, personOf)) {
    const tall = room * Math.min(1, 0.55 + 0.15 * Math.log2(count))
    const height = tall / people.length
    let y = band.y + (band.height - tall) / 2
    for (const person of people) {
      const tick = { x: Math.round(xPx), y, height }
      const others = ticks.get(person)
      if (others) others.push(tick)
      else ticks.set(person, [tick])
      y += height
    }
  }
  // Where a filter is set, what does not fit it steps back.
  context.globalAlpha = matches ? 0.35 : 0.85
  for (const [person, list] of ticks) {
    context.fillStyle = colourOf(palette, person)
    for (const { x, y, height } of list) context.fillRect(x, y, TICK_PX, height)
  }
  context.globalAlpha = 1
  if (matches) paintMatches(context, scene, matches, band)
}

/** Paints a tick for each column that holds a match. */
function paintMatches(
  context: CanvasRenderingContext2D,
  { scale, palette }: Scene,
  matches: Float64Array,
  { y, height }: { y: number; height: number },
): void {
  const stepUs = usPerPx(scale) * COLUMN_PX
  context.fillStyle = palette.accent
  let row = findFirstRow(matches, scale.view.start - stepUs)
  while (row < matches.length && matches[row]! < scale.view.end) {
    const cell = Math.floor(matches[row]! / stepUs)
    const next = findNextRow(matches, (cell + 1) * stepUs, row)
    const isAlone = next - row === 1
    const x = Math.round(timeToPx(scale, isAlone ? matches[row]! : (cell + 0.5) * stepUs))
    context.fillRect(x, y + 2, 1, height - 5)
    if (isAlone) context.fillRect(x - 1, y + 2, 3, MATCH_PX)
    row = Math.max(row + 1, next)
  }
}
