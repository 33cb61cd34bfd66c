/** The ruler: session time above wall time at every labelled tick. */
import type { Palette } from '../palette.ts'
import { formatSessionLabel, formatWallLabel, planRuler } from '../ruler.ts'
import { timeToPx, type Scale } from '../viewport.ts'

const LABEL_PX = { seconds: 112, milliseconds: 124 }

/** A label cut shorter than this by the right edge would be misread. */
const LEAST_SHOWN_PX = 60

/** Paints the ticks of a view; labels never overlap, as `planRuler` sets them apart by more than their width. */
export function paintRuler(
  context: CanvasRenderingContext2D,
  { scale, palette, epochWallUs }: { scale: Scale; palette: Palette; epochWallUs: number },
  height: number,
): void {
  const fine = scale.view.end - scale.view.start < 20e6
  const { stepUs, ticks } = planRuler(scale, fine ? LABEL_PX.milliseconds : LABEL_PX.seconds)
  for (const { timeUs, labelled } of ticks) {
    const x = Math.round(timeToPx(scale, timeUs))
    const tall = labelled ? 9 : 5
    context.fillStyle = labelled ? palette.muted : palette.line
    context.fillRect(x, height - tall, 1, tall)
    if (!labelled || x < -5 || x > scale.widthPx - LEAST_SHOWN_PX) continue
    context.fillStyle = palette.text
    context.font = `11px ${palette.font}`
    context.fillText(formatSessionLabel(timeUs, stepUs), x + 5, 14)
    context.fillStyle = palette.faint
    context.font = `10px ${palette.font}`
    context.fillText(formatWallLabel(epochWallUs + timeUs, stepUs), x + 5, 27)
  }
}
