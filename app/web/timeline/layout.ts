/** The timeline's rows from a session: per person a heading and its lanes, then the events; heights in CSS pixels. */
import type { Lane, SessionDetail } from '../../../core/protocol/index.ts'
import { worstSync, type Sync } from './sync.ts'

export const HEIGHT = { overview: 24, ruler: 34, person: 20, video: 30, audio: 28, events: 24 } as const
export const HEADS_PX = 212

interface RowPlace {
  readonly key: string
  readonly top: number
  readonly height: number
}
export interface PersonRow extends RowPlace {
  readonly kind: 'person'
  readonly identity: string
  readonly name: string
  /** Index in the session's people; undefined for someone not among them (a room composite). */
  readonly person: number | undefined
  readonly lanes: readonly Lane[]
  readonly collapsed: boolean
  readonly sync: Sync
}
export interface LaneRow extends RowPlace {
  readonly kind: 'lane'
  readonly lane: Lane
  readonly name: string
  readonly person: number | undefined
  readonly sync: Sync
  /** Whether the head shows the grade: not the best of this person's lanes, so the person's badge is not enough. */
  readonly wearsGrade: boolean
  /** False where the lane above has the same gaps and names them. */
  readonly namesGaps: boolean
}
export interface EventsRow extends RowPlace {
  readonly kind: 'events'
  readonly count: number
}
export type Row = PersonRow | LaneRow | EventsRow

export interface Layout {
  readonly rows: readonly Row[]
  readonly heightPx: number
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
const orderOf = (lane: Lane): number => {
  const at = SOURCE_ORDER.indexOf(lane.source)
  return at < 0 ? SOURCE_ORDER.length : at
}

const gapsOf = (lane: Lane): string =>
  lane.gaps.map((gap) => `${gap.reason}@${Math.round(gap.startUs / 2e6)}`).join()

/** Sorts after C where nothing is placed. */
const gradeOf = (lane: Lane): string => worstSync([lane]).grade ?? 'none'

interface Group {
  readonly identity: string
  readonly name: string
  readonly person: number | undefined
  readonly lanes: Lane[]
}

function groupLanes(session: Pick<SessionDetail, 'people' | 'lanes'>): Group[] {
  const groups = new Map<string, Group>()
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
  for (const group of groups.values()) group.lanes.sort((a, b) => orderOf(a) - orderOf(b))
  return [...groups.values()]
}

/** Lays out every row from the top; people without a recording keep their heading, the events row comes last. */
export function layoutRows(
  session: Pick<SessionDetail, 'people' | 'lanes' | 'logCount'>,
  collapsed: ReadonlySet<string>,
): Layout {
  const rows: Row[] = []
  let top = 0
  const push = (row: Row): void => {
    rows.push(row)
    top += row.height
  }
  for (const { identity, name, person, lanes } of groupLanes(session)) {
    const shut = collapsed.has(identity)
    const sync = worstSync(lanes)
    const key = `person:${identity}`
    push({
      kind: 'person',
      key,
      top,
      height: HEIGHT.person,
      identity,
      name,
      person,
      lanes,
      collapsed: shut,
      sync,
    })
    if (shut) continue
    let above = ''
    const best = lanes.map((lane) => gradeOf(lane)).sort()[0]
    for (const lane of lanes) {
      const gaps = gapsOf(lane)
      const namesGaps = gaps !== above
      above = gaps
      const height = HEIGHT[lane.kind]
      push({
        kind: 'lane',
        wearsGrade: gradeOf(lane) !== best,
        key: lane.laneId,
        top,
        height,
        lane,
        name,
        person,
        sync: worstSync([lane]),
        namesGaps,
      })
    }
  }
  push({ kind: 'events', key: 'events', top, height: HEIGHT.events, count: session.logCount })
  return { rows, heightPx: top }
}

/** Returns the rows that show between `scrollTop` and `scrollTop + heightPx`, in order. */
export const findVisibleRows = ({ rows }: Layout, scrollTop: number, heightPx: number): readonly Row[] =>
  rows.filter((row) => row.top < scrollTop + heightPx && row.top + row.height > scrollTop)

/** Returns the row at a height from the top of the rows. */
export const findRowAt = ({ rows }: Layout, y: number): Row | undefined =>
  rows.find((row) => y >= row.top && y < row.top + row.height)
