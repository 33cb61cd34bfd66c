/** The overview strip: a thin line a person over the whole session. */
import type { PersonRow } from '../layout.ts'
import { colourOf, type Palette } from '../palette.ts'
import { findCoverage } from '../coverage.ts'
import type { Scale } from '../viewport.ts'
import { findBox } from './box.ts'

/** Paints the people's coverage, evenly down the strip. */
export function paintOverview(
  context: CanvasRenderingContext2D,
  { scale, palette }: { scale: Scale; palette: Palette },
  people: readonly PersonRow[],
  height: number,
): void {
  const pitch = Math.min(4.5, (height - 7) / Math.max(1, people.length))
  const top = (height - 1 - pitch * people.length) / 2
  context.globalAlpha = 0.75
  people.forEach(({ lanes, person }, index) => {
    context.fillStyle = colourOf(palette, person)
    for (const span of findCoverage(lanes)) {
      const box = findBox(
        scale,
        { startUs: span.start, endUs: span.end },
        top + index * pitch,
        Math.max(0.8, pitch * 0.66),
      )
      if (box) context.fillRect(box.x, box.y, box.width, box.height)
    }
  })
  context.globalAlpha = 1
}
