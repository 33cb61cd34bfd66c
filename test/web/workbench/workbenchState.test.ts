import { describe, expect, it } from 'vitest'
import { createWorkbenchStore } from '../../../app/web/workbench/workbenchStore.ts'
import { firstView, fitSegment, withIn, withOut } from '../../../app/web/workbench/workbenchState.ts'
import { micros } from '../../../core/time/micros.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const view = firstView(session)
const span = (start: number, end: number) => ({ start: micros(start * 1e6), end: micros(end * 1e6) })

describe('the segment', () => {
  it('begins ten seconds long and keeps its other end where it can', () => {
    expect(withIn(view, micros(20e6))).toEqual(span(20, 30))
    expect(withOut(view, micros(20e6))).toEqual(span(10, 20))
    expect(withIn({ ...view, segment: span(5, 50) }, micros(20e6))).toEqual(span(20, 50))
    expect(withOut({ ...view, segment: span(5, 50) }, micros(20e6))).toEqual(span(5, 20))
    expect(withIn({ ...view, segment: span(5, 10) }, micros(20e6))).toEqual(span(20, 30))
  })

  it('stays in the session, in order, and is nothing where nothing is left', () => {
    expect(fitSegment(100e6, { start: 120e6, end: 90e6 })).toEqual(span(90, 100))
    expect(fitSegment(100e6, { start: 120e6, end: 130e6 })).toBeUndefined()
    expect(fitSegment(100e6, { start: 5e6, end: 5e6 })).toBeUndefined()
  })
})

describe('the store', () => {
  it('zooms to the segment, in and out about the playhead, and back to everything', () => {
    const store = createWorkbenchStore(view)
    store.getState().setSegment(span(20, 30))
    store.getState().zoomToSegment()
    const close = store.getState().viewport
    expect(close.start).toBeLessThan(20e6)
    expect(close.end).toBeGreaterThan(30e6)
    expect(close.end - close.start).toBeLessThan(15e6)
    store.getState().zoom('in', 25e6)
    const closer = store.getState().viewport
    expect(closer.end - closer.start).toBeLessThan(close.end - close.start)
    store.getState().pan('right')
    expect(store.getState().viewport.start).toBeGreaterThan(closer.start)
    store.getState().zoomToWhole()
    expect(store.getState().viewport).toEqual(view.bounds)
  })

  it('hides and shows a lane, and leaves the focus of a hidden one', () => {
    const store = createWorkbenchStore({ ...view, focus: 'mia/camera' })
    store.getState().toggleHidden('mia/camera')
    expect(store.getState()).toMatchObject({ hidden: ['mia/camera'], focus: undefined })
    store.getState().toggleHidden('mia/camera')
    expect(store.getState().hidden).toEqual([])
  })

  it('focuses the first tile that is not hidden, then none', () => {
    const store = createWorkbenchStore({ ...view, hidden: ['leo/camera'] })
    store.getState().toggleFocus(session)
    expect(store.getState().focus).toBe('mia/camera')
    store.getState().toggleFocus(session)
    expect(store.getState().focus).toBeUndefined()
  })

  it('shows a recording in the details', () => {
    const store = createWorkbenchStore(view)
    store.getState().showRecording('mia1')
    expect(store.getState()).toMatchObject({ tab: 'details', recording: 'mia1' })
  })
})
