/** How far the timeline reaches: the session and every placed recording, with a little room at both ends. */
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { micros, type Span } from '../../../core/time/index.ts'

const MARGIN = 0.01
const LEAST_US = 1_000_000

/** Returns the span a view may lie in; a corrected recording may begin before session time 0. */
export function findBounds(session: Pick<SessionDetail, 'durationUs' | 'lanes'>): Span {
  let start = 0
  let end = Math.max(session.durationUs, LEAST_US)
  for (const lane of session.lanes) {
    for (const { placement } of lane.recordings) {
      if (!placement) continue
      start = Math.min(start, placement.startUs)
      end = Math.max(end, placement.endUs)
    }
  }
  const margin = (end - start) * MARGIN
  return { start: micros(start - margin), end: micros(end + margin) }
}
