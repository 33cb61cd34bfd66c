/** Half-open spans `[start, end)` on one time axis. */
import type { Micros } from './micros.ts'

export interface Span {
  readonly start: Micros
  readonly end: Micros
}

export const spanLength = (span: Span): number => Math.max(0, span.end - span.start)
export const contains = (span: Span, at: number): boolean => at >= span.start && at < span.end
export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/** Returns the common part of two spans, or undefined where they do not meet. */
export function intersect(a: Span, b: Span): Span | undefined {
  const start = Math.max(a.start, b.start) as Micros
  const end = Math.min(a.end, b.end) as Micros
  return start < end ? { start, end } : undefined
}

/** Returns the spans merged where they meet or overlap, sorted by start; empty spans are dropped. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  const sorted = spans.filter((span) => span.end > span.start).sort((a, b) => a.start - b.start)
  for (const span of sorted) {
    const last = merged.at(-1)
    if (last && span.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) as Micros }
    } else merged.push(span)
  }
  return merged
}

/** Returns the parts of `whole` that no span covers, sorted by start. */
export function gapsWithin(whole: Span, spans: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let at = whole.start
  for (const span of mergeSpans(spans)) {
    if (span.start > at) gaps.push({ start: at, end: Math.min(span.start, whole.end) as Micros })
    at = Math.max(at, span.end) as Micros
    if (at >= whole.end) break
  }
  if (at < whole.end) gaps.push({ start: at, end: whole.end })
  return gaps.filter((gap) => gap.end > gap.start)
}
