/** The visible span of session time and its arithmetic: time ↔ pixels, zoom about a point, pan, clamp, fit, follow. */
import { micros, type Micros, type Span } from '../../../core/time/index.ts'

/** The deepest zoom: 20 ms across the pane, about half a frame a hundred pixels. */
export const MIN_VIEW_US = 20_000

/** A visible span and the width it is drawn at, in CSS pixels. */
export interface Scale {
  readonly view: Span
  readonly widthPx: number
}

export const usPerPx = ({ view, widthPx }: Scale): number => (view.end - view.start) / Math.max(1, widthPx)
export const timeToPx = (scale: Scale, time: number): number => (time - scale.view.start) / usPerPx(scale)
export const pxToTime = (scale: Scale, px: number): Micros => micros(scale.view.start + px * usPerPx(scale))

/** Moves and shortens a view until it lies in the bounds; keeps its length where the bounds have room for it. */
export function clampView(view: Span, bounds: Span): Span {
  const whole = bounds.end - bounds.start
  const length = Math.min(whole, Math.max(MIN_VIEW_US, view.end - view.start))
  const start = Math.min(Math.max(view.start, bounds.start), bounds.end - length)
  return { start: micros(start), end: micros(start + length) }
}

/** Shows `factor` times as much time (below 1 zooms in); `about` keeps its place on the screen. */
export function zoomAbout(view: Span, bounds: Span, factor: number, about: number): Span {
  const length = view.end - view.start
  const next = Math.min(bounds.end - bounds.start, Math.max(MIN_VIEW_US, length * factor))
  const share = length > 0 ? (about - view.start) / length : 0.5
  const start = about - share * next
  return clampView({ start: micros(start), end: micros(start + next) }, bounds)
}

/** Moves the view by an amount of time, positive = later. */
export const panBy = (view: Span, bounds: Span, byUs: number): Span =>
  clampView({ start: micros(view.start + byUs), end: micros(view.end + byUs) }, bounds)

/** Shows a span with some room on both sides. */
export function zoomToSpan(span: Span, bounds: Span, margin = 0.06): Span {
  const length = Math.max(span.end - span.start, MIN_VIEW_US / 2)
  const middle = (span.start + span.end) / 2
  const half = length / 2 + length * margin
  return clampView({ start: micros(middle - half), end: micros(middle + half) }, bounds)
}

/** Centres the view on a time without zooming. */
export const centreOn = (view: Span, bounds: Span, time: number): Span =>
  panBy(view, bounds, time - (view.start + view.end) / 2)

/** Pages the view so that a playhead outside it stands a tenth from the left; the same view while it is inside. */
export function followView(view: Span, bounds: Span, time: number): Span {
  if (time >= view.start && time < view.end) return view
  return panBy(view, bounds, time - (view.start + (view.end - view.start) / 10))
}

/** Moves one edge of the view (the overview's handles), never past the other. */
export function moveEdge(view: Span, bounds: Span, edge: 'start' | 'end', time: number): Span {
  if (edge === 'start') {
    const start = Math.max(bounds.start, Math.min(time, view.end - MIN_VIEW_US))
    return { start: micros(start), end: view.end }
  }
  const end = Math.min(bounds.end, Math.max(time, view.start + MIN_VIEW_US))
  return { start: view.start, end: micros(end) }
}
