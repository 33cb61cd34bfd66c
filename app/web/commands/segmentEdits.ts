/**
 * Remembers each change of the segment, whoever makes it, so that it can be taken back. What follows quickly, or
 * under one held pointer, is one edit: a drag, or an arrow key held down.
 */
import type { Span } from '../../../core/time/span.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { forgetEdit, rememberEdit, undoStore, type Edit } from './undoStore.ts'

/** Changes closer than this are one edit. */
const PAUSE_MS = 500

export interface SegmentEditOptions {
  readonly now?: () => number
  /** Whether a pointer is held down. */
  readonly isHeld?: () => boolean
}

const isSame = (a: Span | undefined, b: Span | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.start === b.start && a.end === b.end)

const nameOf = (before: Span | undefined, after: Span | undefined): string =>
  after === undefined ? 'clear the segment' : before === undefined ? 'mark a segment' : 'change the segment'

/** Begins to remember; returns the way off. */
export function watchSegment(
  store: WorkbenchStore,
  { now = () => performance.now(), isHeld = () => false }: SegmentEditOptions = {},
): () => void {
  let last: { edit: Edit; before: Span | undefined; at: number; held: boolean } | undefined
  let isOurs = false

  const show = (segment: Span | undefined): void => {
    isOurs = true
    store.setState({ segment })
    isOurs = false
  }

  return store.subscribe((state, previous) => {
    if (isOurs || isSame(state.segment, previous.segment)) return
    const at = now()
    const isOn = last && undoStore.getState().done.at(-1) === last.edit
    const goesOn = last && isOn && ((last.held && isHeld()) || at - last.at < PAUSE_MS)
    const before = goesOn ? last!.before : previous.segment
    const after = state.segment
    if (goesOn) forgetEdit(last!.edit)
    last = undefined
    if (isSame(before, after)) return
    const edit: Edit = { name: nameOf(before, after), undo: () => show(before), redo: () => show(after) }
    rememberEdit(edit)
    last = { edit, before, at, held: isHeld() }
  })
}

/** Whether a pointer is down on the page, and the way off. */
export function watchPointer(page: Window = window): { isHeld: () => boolean; stop: () => void } {
  const controller = new AbortController()
  const options = { capture: true, signal: controller.signal }
  let held = false
  page.addEventListener('pointerdown', () => (held = true), options)
  for (const type of ['pointerup', 'pointercancel', 'blur'])
    page.addEventListener(type, () => (held = false), options)
  return { isHeld: () => held, stop: () => controller.abort() }
}
