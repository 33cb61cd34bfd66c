/** The workbench's state of one opened session; all arithmetic is in workbenchState.ts. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Micros } from '../../../core/time/micros.ts'
import type { Span } from '../../../core/time/span.ts'
import { zoomIn, zoomOut, panLeft, panRight } from '../timeline/timelineCommands.ts'
import { clampView } from '../timeline/viewport.ts'
import * as is from './workbenchState.ts'
import type { PanelTab, StageLayout, WorkbenchView } from './workbenchState.ts'

export interface WorkbenchStoreState extends WorkbenchView {
  readonly setSegment: (segment: Span | undefined) => void
  readonly setIn: (t: Micros) => void
  readonly setOut: (t: Micros) => void
  readonly setViewport: (viewport: Span) => void
  /** Closer or further, with `about` (the playhead) keeping its place where it is visible. */
  readonly zoom: (direction: 'in' | 'out', about: number) => void
  readonly pan: (direction: 'left' | 'right') => void
  readonly zoomToSegment: () => void
  readonly zoomToWhole: () => void
  /** Makes one tile large, or none: the layout follows. */
  readonly setFocus: (laneId: string | undefined) => void
  readonly toggleFocus: (session: SessionDetail) => void
  readonly setLayout: (session: SessionDetail, layout: StageLayout) => void
  /** The second of two that are compared. */
  readonly setOther: (laneId: string) => void
  readonly toggleHidden: (laneId: string) => void
  readonly showAll: () => void
  readonly togglePinned: (laneId: string) => void
  /** Puts a lane before another, or last; `lanes` are those shown now, in their order. */
  readonly moveLane: (laneId: string, before: string | undefined, lanes: readonly string[]) => void
  readonly toggleCollapsed: (identity: string) => void
  readonly setCollapsed: (identities: readonly string[]) => void
  /** A row's height in px; undefined: as it begins. */
  readonly setHeight: (rowKey: string, px: number | undefined) => void
  readonly toggleSignal: (signalId: string) => void
  readonly setLaneFilter: (text: string) => void
  readonly setLogFilter: (text: string) => void
  readonly toggleLogField: (field: string) => void
  readonly toggleLogClocks: () => void
  /** Chooses a marker or annotation and shows the list of them, or none. */
  readonly setAnnotation: (annotationId: string | undefined) => void
  readonly setTierFilter: (tier: string) => void
  readonly setAnnotationFilter: (text: string) => void
  readonly setFindingFilter: (text: string) => void
  readonly setTab: (tab: PanelTab) => void
  /** Opens the details of one recording, or the list of all. */
  readonly showRecording: (recordingId: string | undefined) => void
}

export type WorkbenchStore = StoreApi<WorkbenchStoreState>

export const createWorkbenchStore = (first: WorkbenchView): WorkbenchStore =>
  createStore<WorkbenchStoreState>((set) => ({
    ...first,
    setSegment: (segment) => set((view) => ({ segment: segment && is.fitSegment(view.durationUs, segment) })),
    setIn: (t) => set((view) => ({ segment: is.withIn(view, t) })),
    setOut: (t) => set((view) => ({ segment: is.withOut(view, t) })),
    setViewport: (viewport) => set((view) => ({ viewport: clampView(viewport, view.bounds) })),
    zoom: (direction, about) =>
      set((view) => {
        const context = { bounds: view.bounds, about }
        return { viewport: (direction === 'in' ? zoomIn : zoomOut)(view.viewport, context) }
      }),
    pan: (direction) =>
      set((view) => {
        const context = { bounds: view.bounds }
        return { viewport: (direction === 'left' ? panLeft : panRight)(view.viewport, context) }
      }),
    zoomToSegment: () => set((view) => ({ viewport: is.aroundSegment(view) })),
    zoomToWhole: () => set((view) => ({ viewport: view.bounds })),
    setFocus: (focus) => set({ focus, other: undefined, layout: focus === undefined ? 'grid' : 'focus' }),
    toggleFocus: (session) =>
      set((view) => is.withLayout(session, view, view.layout === 'focus' ? 'grid' : 'focus')),
    setLayout: (session, layout) => set((view) => is.withLayout(session, view, layout)),
    setOther: (other) => set((view) => (view.focus === other ? {} : { other, layout: 'compare' })),
    toggleHidden: (laneId) =>
      set((view) => ({
        hidden: is.toggle(view.hidden, laneId),
        ...(view.focus === laneId || view.other === laneId
          ? { focus: undefined, other: undefined, layout: 'grid' as const }
          : {}),
      })),
    showAll: () => set({ hidden: [], laneFilter: '' }),
    togglePinned: (laneId) => set((view) => ({ pinned: is.toggle(view.pinned, laneId) })),
    moveLane: (laneId, before, lanes) =>
      set((view) => ({
        order: is.moveBefore(lanes, laneId, before),
        pinned: view.pinned.includes(laneId) ? is.moveBefore(view.pinned, laneId, before) : view.pinned,
      })),
    toggleCollapsed: (identity) => set((view) => ({ collapsed: is.toggle(view.collapsed, identity) })),
    setCollapsed: (collapsed) => set({ collapsed }),
    setHeight: (rowKey, px) =>
      set(({ heights }) => {
        const { [rowKey]: _, ...rest } = heights
        return { heights: px === undefined ? rest : { ...rest, [rowKey]: px } }
      }),
    toggleSignal: (signalId) => set((view) => ({ signals: is.toggle(view.signals, signalId) })),
    setLaneFilter: (laneFilter) => set({ laneFilter }),
    setLogFilter: (logFilter) => set({ logFilter }),
    toggleLogField: (field) => set((view) => ({ logFields: is.toggle(view.logFields, field) })),
    toggleLogClocks: () => set((view) => ({ logClocks: !view.logClocks })),
    setAnnotation: (annotation) =>
      set((view) => ({ annotation, tab: annotation === undefined ? view.tab : 'annotations' })),
    setTierFilter: (tierFilter) => set({ tierFilter }),
    setAnnotationFilter: (annotationFilter) => set({ annotationFilter }),
    setFindingFilter: (findingFilter) => set({ findingFilter }),
    setTab: (tab) => set({ tab }),
    showRecording: (recording) => set({ recording, tab: 'details' }),
  }))
