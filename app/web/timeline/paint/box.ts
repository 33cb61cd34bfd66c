/** Where a span lies on a row: a rectangle cut to the pane, and what its soft edges are. */
import { timeToPx, usPerPx, type Scale } from '../viewport.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Returns the rectangle of a span, cut a little outside the pane; undefined where it does not show. */
export function findBox(
  scale: Scale,
  span: { startUs: number; endUs: number },
  y: number,
  height: number,
): Box | undefined {
  const start = Math.max(-4, timeToPx(scale, span.startUs))
  const end = Math.min(scale.widthPx + 4, timeToPx(scale, span.endUs))
  return end > -1 && start < scale.widthPx + 1 && end > start
    ? { x: start, y, width: Math.max(1, end - start), height }
    : undefined
}

/**
 * Fades what was painted in a row at both ends of a recording over ±σ: the edge lies somewhere in there. Nothing
 * happens where σ is below a pixel. `destination-out` leaves the pane's own background.
 */
export function fadeEdges(
  context: CanvasRenderingContext2D,
  scale: Scale,
  { startUs, endUs, sigmaUs }: { startUs: number; endUs: number; sigmaUs: number },
  { y, height }: { y: number; height: number },
): void {
  const sigmaPx = sigmaUs / usPerPx(scale)
  if (sigmaPx < 0.75) return
  const longest = ((endUs - startUs) / usPerPx(scale)) * 0.5
  context.save()
  context.globalCompositeOperation = 'destination-out'
  for (const [edge, inward] of [
    [timeToPx(scale, startUs), 1],
    [timeToPx(scale, endUs), -1],
  ] as const) {
    const reach = Math.min(sigmaPx, longest) * inward
    if (Math.max(edge, edge + reach) < 0 || Math.min(edge, edge + reach) > scale.widthPx) continue
    const fade = context.createLinearGradient(edge, 0, edge + reach, 0)
    fade.addColorStop(0, 'rgba(0,0,0,.92)')
    fade.addColorStop(1, 'rgba(0,0,0,0)')
    context.fillStyle = fade
    context.fillRect(Math.min(edge, edge + reach) - 1, y, Math.abs(reach) + 1, height)
  }
  context.restore()
}
