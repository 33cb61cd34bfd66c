/** The segment under a drag: from where the pointer went down to where it is, or one edge moved, or the whole. */
import { micros, type Micros, type Span } from '../../../core/time/index.ts'

/** Returns the span between two times in either order, within the session; undefined where nothing is left. */
export function spanBetween(a: Micros, b: Micros, durationUs: number): Span | undefined {
  const start = micros(Math.max(0, Math.min(a, b)))
  const end = micros(Math.min(durationUs, Math.max(a, b)))
  return start < end ? { start, end } : undefined
}

/** Moves one edge; dragged past the other, the edges change places. */
export function moveSegmentEdge(
  segment: Span,
  edge: 'start' | 'end',
  time: Micros,
  durationUs: number,
): Span | undefined {
  return spanBetween(edge === 'start' ? segment.end : segment.start, time, durationUs)
}
