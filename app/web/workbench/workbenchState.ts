/** What the workbench shows, as a value: segment, viewport, focus, hidden lanes, side panel. Pure arithmetic only. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { micros, type Micros } from '../../../core/time/micros.ts'
import type { Span } from '../../../core/time/span.ts'
import { findBounds } from '../timeline/bounds.ts'
import { zoomToSpan } from '../timeline/viewport.ts'

export type PanelTab = 'log' | 'annotations' | 'details' | 'findings' | 'query' | 'exports'
export const TABS: readonly PanelTab[] = ['log', 'annotations', 'details', 'findings', 'query', 'exports']

/** How the stage is laid out. `focus`: one large, the others in a strip; `film`: one row; `compare`: two large. */
export type StageLayout = 'grid' | 'focus' | 'film' | 'compare'
export const LAYOUTS: readonly StageLayout[] = ['grid', 'focus', 'film', 'compare']

export interface WorkbenchView {
  readonly durationUs: number
  /** How far the timeline reaches. */
  readonly bounds: Span
  readonly segment: Span | undefined
  readonly viewport: Span
  readonly layout: StageLayout
  /** The lane whose tile is large. */
  readonly focus: string | undefined
  /** The lane beside the focused one where two are compared. */
  readonly other: string | undefined
  /** Lanes without a tile and a row. */
  readonly hidden: readonly string[]
  /** Lanes that stay at the top of the timeline and the front of the stage, in this order. */
  readonly pinned: readonly string[]
  /** Lanes in the order a person dragged them to; those not named follow as they were. */
  readonly order: readonly string[]
  /** Identities whose lanes are folded away. */
  readonly collapsed: readonly string[]
  /** Heights a person gave rows, px by row key. */
  readonly heights: Readonly<Record<string, number>>
  /** Ids of the log's signals that have rows, in the order they were added. */
  readonly signals: readonly string[]
  /** Words that the timeline's rows are filtered by. */
  readonly laneFilter: string
  /** The log's filter expression, and the payload fields shown as columns. */
  readonly logFilter: string
  readonly logFields: readonly string[]
  /** Whether the log shows both clocks and their difference. */
  readonly logClocks: boolean
  /** The chosen marker or annotation. */
  readonly annotation: string | undefined
  /** What the list of annotations shows: a tier's id, `markers`, or all where it is empty; and words it must hold. */
  readonly tierFilter: string
  readonly annotationFilter: string
  /** What the list of findings shows: `warning person:leo code:stall`; empty: all. */
  readonly findingFilter: string
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
    layout: 'grid',
    focus: undefined,
    other: undefined,
    hidden: [],
    pinned: [],
    order: [],
    collapsed: [],
    heights: {},
    signals: [],
    laneFilter: '',
    logFilter: '',
    logFields: [],
    logClocks: false,
    annotation: undefined,
    tierFilter: '',
    annotationFilter: '',
    findingFilter: '',
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

/** Lanes in a person's order: pinned first, then as dragged, then as they were; hidden ones are left out. */
export function arrangeLanes<Item extends { readonly laneId: string }>(
  lanes: readonly Item[],
  view: Pick<WorkbenchView, 'hidden' | 'pinned' | 'order'>,
): Item[] {
  const wanted = [...view.pinned, ...view.order.filter((laneId) => !view.pinned.includes(laneId))]
  const rank = (laneId: string): number => {
    const at = wanted.indexOf(laneId)
    return at < 0 ? wanted.length : at
  }
  return lanes
    .filter((lane) => !view.hidden.includes(lane.laneId))
    .toSorted((a, b) => rank(a.laneId) - rank(b.laneId))
}

/** The lanes that make tiles, in the order of the stage. */
export const tileLanes = (
  session: Pick<SessionDetail, 'lanes'>,
  view: Pick<WorkbenchView, 'hidden' | 'pinned' | 'order'>,
): string[] =>
  arrangeLanes(session.lanes, view).flatMap((lane) => (lane.kind === 'video' ? [lane.laneId] : []))

/** Another layout; one that needs large tiles takes the first of the stage where none were chosen. */
export function withLayout(
  session: Pick<SessionDetail, 'lanes'>,
  view: WorkbenchView,
  layout: StageLayout,
): Pick<WorkbenchView, 'layout' | 'focus' | 'other'> {
  const lanes = tileLanes(session, view)
  if (lanes.length === 0 || layout === 'grid' || layout === 'film')
    return { layout, focus: undefined, other: undefined }
  const focus = view.focus !== undefined && lanes.includes(view.focus) ? view.focus : lanes[0]
  if (layout === 'focus') return { layout, focus, other: undefined }
  const other =
    view.other !== undefined && view.other !== focus ? view.other : lanes.find((id) => id !== focus)
  return { layout, focus, other }
}

/** `list` with `item` moved to stand before `before`, or last. */
export function moveBefore(list: readonly string[], item: string, before: string | undefined): string[] {
  const rest = list.filter((entry) => entry !== item)
  const at = before === undefined ? -1 : rest.indexOf(before)
  return at < 0 ? [...rest, item] : rest.toSpliced(at, 0, item)
}

/** `list` without `item`, or with it at the end. */
export const toggle = (list: readonly string[], item: string): string[] =>
  list.includes(item) ? list.filter((entry) => entry !== item) : [...list, item]
