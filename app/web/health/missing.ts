/**
 * What is missing of a session and why, in words, from the gaps of its lanes: one line where several tracks of a
 * person are missing together. Pure.
 */
import type { GapView, Lane, SessionDetail } from '../../../core/protocol/session.ts'
import { SLIVER_US } from '../../../core/timeline/gap.ts'
import { formatSource } from '../timeline/source.ts'

export interface Missing {
  readonly identity: string
  readonly name: string
  /** Index in SessionDetail.people, for the colour. */
  readonly person: number
  readonly laneIds: readonly string[]
  /** `camera and microphone`. */
  readonly what: string
  readonly startUs: number
  readonly endUs: number
  readonly reason: GapView['reason']
  /** Why, as people say it: `left, rejoined`. */
  readonly why: string
  /** Whether something of the same lane is recorded after it. */
  readonly returns: boolean
}

type Found = Omit<Missing, 'what' | 'why'> & { readonly lanes: readonly Lane[] }

/** In the order of people, then of time. Shorter gaps than the tracks of one person differ by are no news. */
export function listMissing(session: SessionDetail): Missing[] {
  return session.people.flatMap((person, index) => {
    const lanes = session.lanes.filter((lane) => lane.identity === person.identity)
    const found = lanes.flatMap((lane) =>
      lane.gaps
        .filter((gap) => isNews(gap, session.durationUs))
        .map((gap): Found => ({
          ...gap,
          identity: person.identity,
          name: person.name,
          person: index,
          laneIds: [lane.laneId],
          lanes: [lane],
          returns: lane.recordings.some(({ placement }) => placement !== null && placement.endUs > gap.endUs),
        })),
    )
    return joinAlike(found)
      .toSorted((a, b) => a.startUs - b.startUs || a.endUs - b.endUs)
      .map(({ lanes: own, ...one }) => ({ ...one, what: nameLanes(own), why: explain(one) }))
  })
}

/** Of a session of some seconds, what part of it is news. */
const SHORT_SHARE = 0.05

/** A hole in a file is news at any length; a track that began late only beyond what tracks always differ by. */
export const isNews = ({ startUs, endUs, reason }: GapView, durationUs: number): boolean =>
  reason === 'muted' || reason === 'lost' || endUs - startUs >= Math.min(SLIVER_US, durationUs * SHORT_SHARE)

/** Joins gaps of one person's lanes that have one reason and begin and end together, up to a sliver. */
function joinAlike(found: readonly Found[]): Found[] {
  const joined: Found[] = []
  for (const gap of found) {
    const at = joined.findIndex(
      (other) =>
        other.reason === gap.reason &&
        Math.abs(other.startUs - gap.startUs) < SLIVER_US &&
        Math.abs(other.endUs - gap.endUs) < SLIVER_US,
    )
    const other = joined[at]
    if (!other) joined.push(gap)
    else
      joined[at] = {
        ...other,
        startUs: Math.min(other.startUs, gap.startUs),
        endUs: Math.max(other.endUs, gap.endUs),
        laneIds: [...other.laneIds, ...gap.laneIds],
        lanes: [...other.lanes, ...gap.lanes],
        returns: other.returns || gap.returns,
      }
  }
  return joined
}

/** `camera`, `camera and microphone`, `camera, microphone and screen`. */
function nameLanes(lanes: readonly Lane[]): string {
  const names = [...new Set(lanes.map((lane) => formatSource(lane.source)))]
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Why nothing plays, in the past tense of a report. */
function explain({ reason, returns }: Pick<Missing, 'reason' | 'returns'>): string {
  switch (reason) {
    case 'not_joined':
      return returns ? 'not there yet, joined later' : 'never there'
    case 'left':
      return returns ? 'left, rejoined' : 'left'
    case 'muted':
      return 'muted'
    case 'lost':
      return 'no samples in the file: muted or lost'
    case 'not_recorded':
      return returns ? 'not recorded here, recorded again later' : 'not recorded'
    case 'ended':
      return 'its recording had ended'
    case 'withheld':
      return 'withheld by a person'
  }
}

/** People of the session of whom nothing was recorded at all. */
export const listUnrecorded = (session: SessionDetail): SessionDetail['people'] =>
  session.people.filter(
    (person) =>
      person.withheld === null &&
      !session.lanes.some((lane) => lane.identity === person.identity && lane.recordings.length > 0),
  )
