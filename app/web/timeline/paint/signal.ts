/** A signal's row: band and line on its own scale, a hair line at zero, gaps left empty. */
import type { SignalSummary } from '../../../../core/protocol/signals.ts'
import { colourOf } from '../palette.ts'
import { visitSignal, type TimelineSignals } from '../signalView.ts'
import { usPerPx } from '../viewport.ts'
import { paintPixels, rgbOf } from './pixels.ts'
import type { Scene } from './scene.ts'
import { createSignalColumns } from './signalPixels.ts'

const PAD_PX = 4
const LINE_PX = 1.4

export function paintSignal(
  context: CanvasRenderingContext2D,
  scene: Scene,
  {
    signals,
    signal,
    person,
  }: { signals: TimelineSignals; signal: SignalSummary; person: number | undefined },
  band: { readonly y: number; readonly height: number },
): void {
  const { scale, palette, pixelRatio } = scene
  const top = Math.round(band.y * pixelRatio)
  const width = Math.round(scale.widthPx * pixelRatio)
  const height = Math.round((band.y + band.height - 1) * pixelRatio) - top
  const pad = PAD_PX * pixelRatio
  const range = signal.max - signal.min
  const toY = (value: number): number =>
    range === 0 ? height / 2 : pad + (1 - (value - signal.min) / range) * (height - 2 * pad)
  paintZero(context, scene, signal, (top + toY(0)) / pixelRatio)
  const columns = createSignalColumns(width)
  const pixelUs = usPerPx(scale) / pixelRatio
  const { start } = scale.view
  let lastUs = -Infinity
  const isHere = visitSignal(signals.store, signal, scale, (startUs, endUs, min, max, mean, joinUs) => {
    const [from, to] = [(startUs - start) / pixelUs, (endUs - start) / pixelUs]
    columns.add(from, to, toY(max), toY(min), toY(mean), startUs - lastUs <= joinUs)
    lastUs = startUs
  })
  if (!isHere) paintLoading(context, scene, band)
  const look = {
    rgb: rgbOf(colourOf(palette, person)),
    band: palette.dark ? 0.34 : 0.28,
    line: 0.95,
    thickness: LINE_PX * pixelRatio,
  }
  context.save()
  context.setTransform(1, 0, 0, 1, 0, 0)
  paintPixels(context, { x: 0, y: top, width, height }, (pixels) => columns.write(pixels, look))
  context.restore()
}

function paintZero(
  context: CanvasRenderingContext2D,
  { scale, palette }: Scene,
  signal: SignalSummary,
  y: number,
): void {
  if (signal.min >= 0 || signal.max <= 0) return
  context.fillStyle = palette.line
  context.fillRect(0, Math.round(y), scale.widthPx, 1)
}

function paintLoading(
  context: CanvasRenderingContext2D,
  { palette }: Scene,
  { y, height }: { readonly y: number; readonly height: number },
): void {
  context.font = `11px ${palette.font}`
  context.textBaseline = 'middle'
  context.fillStyle = palette.faint
  context.fillText('loading', 12, y + height / 2)
  context.textBaseline = 'alphabetic'
}
