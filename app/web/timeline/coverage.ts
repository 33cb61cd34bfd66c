/** When someone was recorded, and in words why a lane is empty. */
import type { GapView, Lane } from '../../../core/protocol/index.ts'
import { formatWallClock, mergeSpans, micros, UTC, type Span } from '../../../core/time/index.ts'
import { formatSpan } from '../widgets/quantities.ts'
import { isPlaced } from './recordingTime.ts'

/** Returns the spans in which any of the lanes has a placed recording, merged and ascending. */
export const findCoverage = (lanes: readonly Lane[]): Span[] =>
  mergeSpans(
    lanes
      .flatMap((lane) => lane.recordings)
      .filter(isPlaced)
      .map(({ placement }) => ({ start: micros(placement.startUs), end: micros(placement.endUs) })),
  )

/** Formats why a gap is empty with the wall time of what made it: `left 15:42:01`, `capture stalled 342 ms`. */
export function formatGap(gap: GapView, epochWallUs: number, zone = UTC): string {
  const { reason, startUs, endUs, stall } = gap
  if (stall) return `capture stalled ${formatSpan(stall.byUs)}`
  const start = formatWallClock(epochWallUs + startUs, zone, 0)
  const end = formatWallClock(epochWallUs + endUs, zone, 0)
  if (gap.cause?.what === 'interrupted') return `recorder interrupted ${start}`
  if (gap.cause?.what === 'failed') return `recording failed ${start}`
  switch (reason) {
    case 'not_joined':
      return `joins ${end}`
    case 'left':
      return `left ${start}`
    case 'ended':
      return `ended ${start}`
    case 'muted':
      return `muted ${start}`
    case 'lost':
      return `lost ${start}`
    case 'withheld':
      return 'withheld'
    case 'not_recorded':
      return 'not recorded'
  }
}
