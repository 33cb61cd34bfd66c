/** What a gap card says: who is missing, why, since when and until when, by the wall clock. */
import type { GapView, Lane } from '../../../core/protocol/index.ts'
import { formatWallClock, UTC } from '../../../core/time/zone.ts'
import { formatSpan } from '../widgets/quantities.ts'
import { describeCause } from './causeText.ts'
import { placedRecordings, recordingAfter } from './laneFrames.ts'

export interface GapText {
  readonly title: string
  readonly detail: string
  /** Session time at which pictures come again; undefined when none do. */
  readonly returnsAtUs: number | undefined
}

const THINGS: Readonly<Record<string, string>> = {
  screen_share: 'screen',
  camera: 'camera',
  composite: 'room picture',
}

/** The clock that times are said by: the wall time of session time 0, and the zone (IANA; absent: UTC). */
export interface GapClock {
  readonly epochWallUs: number
  readonly zone?: string
}

/** Times are shown as `15:42:01`. */
export function describeGap(
  gap: GapView,
  lane: Lane,
  name: string,
  { epochWallUs, zone = UTC }: GapClock,
): GapText {
  const wall = (t: number): string => formatWallClock(epochWallUs + t, zone, 0)
  const recordings = placedRecordings(lane)
  if (recordings.length === 0) {
    const detail = `${lane.recordings.length === 1 ? 'its recording has' : 'its recordings have'} no known time: see the findings`
    return { title: `${name} is not on the timeline`, detail, returnsAtUs: undefined }
  }
  const thing = THINGS[lane.source] ?? 'picture'
  const isScreen = lane.source === 'screen_share'
  const who = isScreen ? `${name}'s screen` : name
  const coming = recordingAfter(recordings, gap.startUs)?.placement.startUs
  const returnsAtUs = gap.reason === 'muted' || gap.reason === 'lost' ? finite(gap.endUs) : coming
  const returns = returnsAtUs === undefined ? undefined : wall(returnsAtUs)
  if (gap.cause && gap.reason !== 'withheld')
    return {
      title: titleOf(gap, { who, name, thing }),
      detail: describeCause(gap.cause, thing, wall),
      returnsAtUs,
    }
  switch (gap.reason) {
    case 'not_joined':
      return {
        title: `${who} is not recorded yet`,
        detail: returns ? `first recorded ${returns}` : 'never recorded',
        returnsAtUs,
      }
    case 'muted':
      return {
        title: isScreen ? `${who} is paused` : `${name}'s ${thing} is muted`,
        detail: `muted ${wall(gap.startUs)}${returns ? ` · back ${returns}` : ''}`,
        returnsAtUs,
      }
    case 'lost':
      if (gap.stall) {
        return {
          title: `${who} was lost here`,
          detail: `capture stalled ${formatSpan(gap.stall.byUs)} · back ${wall(gap.endUs)}`,
          returnsAtUs,
        }
      }
      return {
        title: `${who} was lost here`,
        detail: `no pictures in the file from ${wall(gap.startUs)}${returns ? ` to ${returns}` : ''}`,
        returnsAtUs,
      }
    case 'withheld':
      return { title: `${who} is withheld`, detail: 'not shown, heard or exported', returnsAtUs: undefined }
    case 'ended':
    case 'left':
    case 'not_recorded': {
      const since = Number.isFinite(gap.startUs)
        ? `${isScreen ? 'ended' : 'left'} ${wall(gap.startUs)}`
        : undefined
      const again = isScreen ? 'shared again' : 'rejoins'
      const next = returns ? `${again} ${returns} (new recording)` : 'not recorded again'
      return {
        title: `${who} is not recorded here`,
        detail: [since, next].filter(Boolean).join(' · '),
        returnsAtUs,
      }
    }
  }
}

/** What is known of a gap is said in its detail; the title says what is missing. */
function titleOf(
  { cause }: GapView,
  { who, name, thing }: { who: string; name: string; thing: string },
): string {
  if (cause?.what === 'muted') return thing === 'screen' ? `${who} is paused` : `${name}'s ${thing} is muted`
  return cause?.what === 'lost' || cause?.what === 'interrupted'
    ? `${who} was lost here`
    : `${who} is not recorded here`
}

const finite = (t: number): number | undefined => (Number.isFinite(t) ? t : undefined)
