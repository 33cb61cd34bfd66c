/** What the workbench shows, as a value: segment, viewport, focus, hidden lanes, side panel. Pure arithmetic only. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { micros, type Micros } from '../../../core/time/micros.ts'
import type { Span } from '../../../core/time/span.ts'
import { findBounds } from '../timeline/bounds.ts'
import { zoomToSpan } from '../timeline/viewport.ts'

export type PanelTab = 'log' | 'details' | 'findings' | 'query' | 'exports'
export const TABS: readonly PanelTab[] = ['log', 'details', 'findings', 'query', 'exports']

export interface WorkbenchView {
  readonly durationUs: number
  /** How far the timeline reaches. */
  readonly bounds: Span
  readonly segment: Span | undefined
  readonly viewport: Span
  /** The lane whose tile fills the stage. */
  readonly focus: string | undefined
  readonly hidden: readonly string[]
  readonly tab: PanelTab
  /** The recording the details panel shows; absent: the list of all. */
  readonly recording: string | undefined
}

/** The shortest segment that can be exported: one frame at 25 a second. */
const SHORTEST_SEGMENT_US = 40_000
/** What a segment is where only one end was set. */
const FIRST_SEGMENT_US = 10_000_000

/** How a session is first shown: all of it, nothing chosen. */
export function firstView(session: Pick<SessionDetail, 'durationUs' | 'lanes'>): WorkbenchView {
  const bounds = findBounds(session)
  return {
    durationUs: session.durationUs,
    bounds,
    segment: undefined,
    viewport: bounds,
    focus: undefined,
    hidden: [],
    tab: 'log',
    recording: undefined,
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

/** A segment inside the session with its ends in order; undefined where nothing of it is left. */
export function fitSegment(durationUs: number, segment: { start: number; end: number }): Span | undefined {
  const start = clamp(Math.min(segment.start, segment.end), 0, durationUs)
  const end = clamp(Math.max(segment.start, segment.end), 0, durationUs)
  return end - start >= SHORTEST_SEGMENT_US ? { start: micros(start), end: micros(end) } : undefined
}

/** Starts the segment at `t`; an end before it moves on by what a first segment is long. */
export function withIn(view: WorkbenchView, t: Micros): Span | undefined {
  const end = view.segment && view.segment.end > t ? view.segment.end : t + FIRST_SEGMENT_US
  return fitSegment(view.durationUs, { start: t, end })
}

/** Ends the segment at `t`; a start after it moves back. */
export function withOut(view: WorkbenchView, t: Micros): Span | undefined {
  const start = view.segment && view.segment.start < t ? view.segment.start : t - FIRST_SEGMENT_US
  return fitSegment(view.durationUs, { start, end: t })
}

/** The viewport that shows the segment with a little air at both ends. */
export const aroundSegment = (view: WorkbenchView): Span =>
  view.segment ? zoomToSpan(view.segment, view.bounds) : view.viewport

/** The lanes that make tiles, in the order of the stage. */
export const tileLanes = (session: SessionDetail, hidden: readonly string[]): string[] =>
  session.lanes
    .filter((lane) => lane.kind === 'video' && !hidden.includes(lane.laneId))
    .map((lane) => lane.laneId)

/** Focus off if there is one; otherwise on the first tile. */
export const nextFocus = (session: SessionDetail, view: WorkbenchView): string | undefined =>
  view.focus === undefined ? tileLanes(session, view.hidden)[0] : undefined
