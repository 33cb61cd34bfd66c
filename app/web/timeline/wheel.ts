/** What a wheel or trackpad asks of the view. */
import type { Span } from '../../../core/time/index.ts'
import { panBy, pxToTime, zoomAbout, type Scale } from './viewport.ts'

export interface WheelInput {
  readonly deltaX: number
  readonly deltaY: number
  /** 0 pixels, 1 lines, 2 pages, as the DOM has it. */
  readonly deltaMode: number
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  /** From the left edge of the lanes. */
  readonly xPx: number
}

const LINE_PX = 32
const ZOOM_PER_PX = 0.0022
/** A pinch arrives as small wheel steps with Ctrl. */
const PINCH_PER_PX = 0.012

/** Returns the view after the wheel: Shift or sideways pans, anything else zooms at the pointer. */
export function applyWheel(scale: Scale, bounds: Span, input: WheelInput): Span {
  const unit = input.deltaMode === 1 ? LINE_PX : input.deltaMode === 2 ? scale.widthPx : 1
  const x = input.deltaX * unit
  const y = input.deltaY * unit
  const { view } = scale
  if (input.shiftKey || Math.abs(x) > Math.abs(y)) {
    const px = Math.abs(x) > Math.abs(y) ? x : y
    return panBy(view, bounds, (px / Math.max(1, scale.widthPx)) * (view.end - view.start))
  }
  const perPx = input.ctrlKey ? PINCH_PER_PX : ZOOM_PER_PX
  const factor = Math.exp(Math.max(-240, Math.min(240, y)) * perPx)
  return zoomAbout(view, bounds, factor, pxToTime(scale, input.xPx))
}
