/** What keys and buttons may do to the view: pure changes, bound to keys by the workbench's command table. */
import type { Span } from '../../../core/time/index.ts'
import { panBy, zoomAbout, zoomToSpan } from './viewport.ts'

export interface ViewContext {
  readonly bounds: Span
  /** What stays in place when zooming, session µs: the pointer, else the playhead where visible, else the middle. */
  readonly about?: number
}

const STEP = 1.5
const PAN_SHARE = 0.2

function findAnchor(view: Span, about: number | undefined): number {
  const visible = about !== undefined && about >= view.start && about <= view.end
  return visible ? about : (view.start + view.end) / 2
}

export const zoomIn = (view: Span, { bounds, about }: ViewContext): Span =>
  zoomAbout(view, bounds, 1 / STEP, findAnchor(view, about))

export const zoomOut = (view: Span, { bounds, about }: ViewContext): Span =>
  zoomAbout(view, bounds, STEP, findAnchor(view, about))

export const panLeft = (view: Span, { bounds }: ViewContext): Span =>
  panBy(view, bounds, -(view.end - view.start) * PAN_SHARE)

export const panRight = (view: Span, { bounds }: ViewContext): Span =>
  panBy(view, bounds, (view.end - view.start) * PAN_SHARE)

/** Shows the whole session. */
export const fit = (_view: Span, { bounds }: ViewContext): Span => bounds

/** Shows the segment; the whole session where there is none. */
export const zoomToSegment = (view: Span, context: ViewContext, segment: Span | undefined): Span =>
  segment ? zoomToSpan(segment, context.bounds) : fit(view, context)
