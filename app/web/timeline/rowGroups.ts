/** Which rows there are, in which order: people with their lanes, then tiers, states, talk, events; filtered by words. */
import type { Lane, SessionDetail } from '../../../core/protocol/index.ts'
import { formatSource } from './source.ts'

/** How a person arranged the rows; keys are lane ids, or `tier:…`, `states:…`, `talk`, `events`, `result`, `signal:…`. */
export interface Arrangement {
  readonly hidden: readonly string[]
  readonly pinned: readonly string[]
  readonly order: readonly string[]
  /** Identities whose lanes are folded away. */
  readonly collapsed: readonly string[]
  readonly heights: Readonly<Record<string, number>>
  /** Words that a row must all have: person, source, tier. */
  readonly laneFilter: string
}

export const AS_RECORDED: Arrangement = {
  hidden: [],
  pinned: [],
  order: [],
  collapsed: [],
  heights: {},
  laneFilter: '',
}

/** Lanes of one person. */
export interface LaneGroup {
  readonly identity: string
  readonly name: string
  /** Index in the session's people; undefined for someone not among them (a room composite). */
  readonly person: number | undefined
  readonly lanes: readonly Lane[]
}

const SOURCE_ORDER = [
  'camera',
  'microphone',
  'screen_share',
  'screen_share_audio',
  'composite',
  'composite_audio',
  'unknown',
]
const sourceRank = (lane: Lane): number => {
  const at = SOURCE_ORDER.indexOf(lane.source)
  return at < 0 ? SOURCE_ORDER.length : at
}

/** Returns how a key ranks in a person's order; those not named follow as they were. */
export function rankBy(order: readonly string[]): (key: string) => number {
  const ranks = new Map(order.map((key, index) => [key, index]))
  return (key) => ranks.get(key) ?? order.length
}

/** Groups lanes by person; people stand where their first lane stands in the order. */
export function groupLanes(
  session: Pick<SessionDetail, 'people' | 'lanes'>,
  order: readonly string[],
): LaneGroup[] {
  const groups = new Map<string, LaneGroup & { lanes: Lane[] }>()
  session.people.forEach(({ identity, name }, person) => {
    groups.set(identity, { identity, name: name || identity, person, lanes: [] })
  })
  for (const lane of session.lanes) {
    const { identity } = lane
    let group = groups.get(identity)
    if (!group)
      groups.set(identity, (group = { identity, name: identity || 'Room', person: undefined, lanes: [] }))
    group.lanes.push(lane)
  }
  const rank = rankBy(order)
  for (const { lanes } of groups.values())
    lanes.sort((a, b) => rank(a.laneId) - rank(b.laneId) || sourceRank(a) - sourceRank(b))
  const first = ({ lanes }: LaneGroup): number =>
    Math.min(order.length, ...lanes.map(({ laneId }) => rank(laneId)))
  return [...groups.values()].toSorted((a, b) => first(a) - first(b))
}

/** Makes a test of a row's words: each word of the filter must occur in them, in any case. */
export function matchWords(filter: string): (...texts: readonly (string | undefined)[]) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  return (...texts) => {
    const text = texts.join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  }
}

/** The words a lane is found by. */
export const wordsOfLane = ({ identity, name }: LaneGroup, lane: Lane): string[] => [
  name,
  identity,
  lane.source,
  formatSource(lane.source),
  lane.kind,
]
