/** The ruler: session time and wall time at every labelled tick, the one that leads above and on round numbers. */
import { zoneAheadUs } from '../../../../core/time/index.ts'
import type { Palette } from '../palette.ts'
import { formatSessionLabel, formatWallLabel, planRuler } from '../ruler.ts'
import { timeToPx, type Scale } from '../viewport.ts'

const LABEL_PX = { seconds: 112, milliseconds: 124 }

/** A label cut shorter than this by the right edge would be misread. */
const LEAST_SHOWN_PX = 60

export interface RulerScene {
  readonly scale: Scale
  readonly palette: Palette
  readonly epochWallUs: number
  readonly zone: string
  /** Which clock leads. */
  readonly leads: 'session' | 'wall'
}

/** Paints the ticks of a view; labels never overlap, as `planRuler` sets them apart by more than their width. */
export function paintRuler(
  context: CanvasRenderingContext2D,
  { scale, palette, epochWallUs, zone, leads }: RulerScene,
  height: number,
): void {
  const fine = scale.view.end - scale.view.start < 20e6
  const labelPx = fine ? LABEL_PX.milliseconds : LABEL_PX.seconds
  const clockUs = leads === 'wall' ? epochWallUs + zoneAheadUs(zone, epochWallUs) : 0
  const { stepUs, ticks } = planRuler(scale, labelPx, clockUs)
  for (const { timeUs, labelled } of ticks) {
    const x = Math.round(timeToPx(scale, timeUs))
    const tall = labelled ? 9 : 5
    context.fillStyle = labelled ? palette.muted : palette.line
    context.fillRect(x, height - tall, 1, tall)
    if (!labelled || x < -5 || x > scale.widthPx - LEAST_SHOWN_PX) continue
    const session = formatSessionLabel(timeUs, timeUs % 1e6 === 0 ? stepUs : 1)
    const wall = formatWallLabel(epochWallUs + timeUs, stepUs, zone)
    context.fillStyle = palette.text
    context.font = `11px ${palette.font}`
    context.fillText(leads === 'wall' ? wall : session, x + 5, 12)
    context.fillStyle = palette.faint
    context.font = `10px ${palette.font}`
    context.fillText(leads === 'wall' ? session : wall, x + 5, 24)
  }
}
