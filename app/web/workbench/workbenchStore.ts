/** The workbench's state of one opened session; all arithmetic is in workbenchState.ts. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Micros } from '../../../core/time/micros.ts'
import type { Span } from '../../../core/time/span.ts'
import { zoomIn, zoomOut, panLeft, panRight } from '../timeline/timelineCommands.ts'
import { clampView } from '../timeline/viewport.ts'
import * as is from './workbenchState.ts'
import type { PanelTab, WorkbenchView } from './workbenchState.ts'

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
  readonly setFocus: (laneId: string | undefined) => void
  readonly toggleFocus: (session: SessionDetail) => void
  readonly toggleHidden: (laneId: string) => void
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
    setFocus: (focus) => set({ focus }),
    toggleFocus: (session) => set((view) => ({ focus: is.nextFocus(session, view) })),
    toggleHidden: (laneId) =>
      set((view) => ({
        hidden: view.hidden.includes(laneId)
          ? view.hidden.filter((hidden) => hidden !== laneId)
          : [...view.hidden, laneId],
        focus: view.focus === laneId ? undefined : view.focus,
      })),
    setTab: (tab) => set({ tab }),
    showRecording: (recording) => set({ recording, tab: 'details' }),
  }))
