/**
 * The timeline's rows from a session and how a person arranged them: a pinned block that stays, and the block that
 * scrolls under it. Heights and tops are CSS pixels, tops from the top of their own block.
 */
import type { Lane, SessionDetail } from '../../../core/protocol/index.ts'
import {
  AS_RECORDED,
  groupLanes,
  matchWords,
  rankBy,
  wordsOfLane,
  type Arrangement,
  type LaneGroup,
} from './rowGroups.ts'
import { findHeight, HEIGHT, type HeightKind } from './rowHeights.ts'
import { worstSync, type Sync } from './sync.ts'

export { HEIGHT }
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
  /**
   * Whether the head shows the grade: not the best of this person's lanes, so the person's badge is not enough. A
   * pinned head has no room; a lane of grade C wears it itself.
   */
  readonly wearsGrade: boolean
  /** False where the lane above has the same gaps and names them. */
  readonly namesGaps: boolean
  /** In the pinned block, where no heading names the person. */
  readonly pinned: boolean
}
/** A row that is no lane: a tier, states read off the log, talk, events, a query's result, a signal. */
export interface TrackRow extends RowPlace {
  readonly kind: TrackKind
  readonly name: string
  /** What stands at the head's end: a count, or how the row came to be. */
  readonly note: string
  readonly person: number | undefined
}
export type TrackKind = Exclude<HeightKind, 'video' | 'audio'>
export type Row = PersonRow | LaneRow | TrackRow

export interface Block {
  readonly rows: readonly Row[]
  readonly heightPx: number
}
export interface Layout extends Block {
  readonly pinned: Block
  /** Keys of every row but the headings, hidden ones too, in order. */
  readonly order: readonly string[]
  /** How many of them are neither hidden nor filtered away. */
  readonly shown: number
  readonly people: readonly LaneGroup[]
}

/** A track as it is asked for: everything but its place. */
export type TrackSource = Omit<TrackRow, 'top' | 'height'> & { readonly levels?: number }

export interface RowSources {
  readonly session: Pick<SessionDetail, 'people' | 'lanes'>
  readonly tracks: readonly TrackSource[]
}

const gapsOf = (lane: Lane): string =>
  lane.gaps.map((gap) => `${gap.reason}@${Math.round(gap.startUs / 2e6)}`).join()

/** Sorts after C where nothing is placed. */
const gradeOf = (lane: Lane): string => worstSync([lane]).grade ?? 'none'

/** A signal stands under who sent it. */
const isPersons = ({ kind, person }: TrackSource): boolean => kind === 'signal' && person !== undefined

function createBlock(): Block & { push(row: Row): void } {
  const rows: Row[] = []
  let heightPx = 0
  return {
    rows,
    get heightPx() {
      return heightPx
    },
    push(row) {
      rows.push({ ...row, top: heightPx })
      heightPx += row.height
    },
  }
}

/** Lays out every row: people without a recording keep their heading, tracks come last. */
export function layoutRows({ session, tracks }: RowSources, arrangement: Arrangement = AS_RECORDED): Layout {
  const { heights, laneFilter } = arrangement
  const [hidden, pins, folded] = [
    new Set(arrangement.hidden),
    new Set(arrangement.pinned),
    new Set(laneFilter.trim() === '' ? arrangement.collapsed : []),
  ]
  const matches = matchWords(laneFilter)
  const people = groupLanes(session, arrangement.order)
  const rank = rankBy(arrangement.order)
  const sorted = tracks.toSorted((a, b) => rank(a.key) - rank(b.key))
  const block = createBlock()
  const pinned = new Map<string, Row>()
  let shown = 0
  const put = (row: Row, identity?: string): void => {
    shown++
    if (pins.has(row.key)) pinned.set(row.key, row)
    else if (identity === undefined || !folded.has(identity)) block.push(row)
  }
  const isSeen = ({ key, name, note, kind, person }: TrackSource): boolean => {
    const who = person === undefined ? undefined : session.people[person]?.name
    return !hidden.has(key) && matches(name, note, kind, who)
  }
  const putTrack = ({ levels, ...track }: TrackSource, identity?: string): void =>
    put({ ...track, top: 0, height: findHeight(heights, track.key, track.kind, levels) }, identity)
  const own = sorted.filter(isPersons)

  for (const group of people) {
    const { identity, name, person, lanes } = group
    const seen = lanes.filter((lane) => !hidden.has(lane.laneId) && matches(...wordsOfLane(group, lane)))
    const signals = own.filter((track) => track.person === person && isSeen(track))
    const named = lanes.length === 0 && matches(name, identity)
    const isBelow = (key: string): boolean => !pins.has(key)
    if (named || seen.some(({ laneId }) => isBelow(laneId)) || signals.some(({ key }) => isBelow(key)))
      block.push({
        kind: 'person',
        key: `person:${identity}`,
        top: 0,
        height: HEIGHT.person,
        identity,
        name,
        person,
        lanes,
        collapsed: folded.has(identity),
        sync: worstSync(lanes),
      })
    let above = ''
    const best = lanes.map((lane) => gradeOf(lane)).sort()[0]
    for (const lane of seen) {
      const gaps = gapsOf(lane)
      const isPinned = pins.has(lane.laneId)
      put(
        {
          kind: 'lane',
          key: lane.laneId,
          top: 0,
          height: findHeight(heights, lane.laneId, lane.kind),
          lane,
          name,
          person,
          sync: worstSync([lane]),
          wearsGrade: !isPinned && gradeOf(lane) !== best,
          namesGaps: isPinned || gaps !== above,
          pinned: isPinned,
        },
        identity,
      )
      if (!isPinned) above = gaps
    }
    for (const signal of signals) putTrack(signal, identity)
  }
  for (const track of sorted) if (!isPersons(track) && isSeen(track)) putTrack(track)

  const top = createBlock()
  for (const key of arrangement.pinned) {
    const row = pinned.get(key)
    if (row) top.push(row)
  }
  const order = [
    ...people.flatMap(({ lanes }) => lanes.map(({ laneId }) => laneId)),
    ...sorted.map((t) => t.key),
  ]
  return { rows: block.rows, heightPx: block.heightPx, pinned: top, order, shown, people }
}

/** Returns the rows that show between `scrollTop` and `scrollTop + heightPx`, in order. */
export const findVisibleRows = ({ rows }: Block, scrollTop: number, heightPx: number): readonly Row[] =>
  rows.filter((row) => row.top < scrollTop + heightPx && row.top + row.height > scrollTop)

/** Returns the row at a height from the top of its block. */
export const findRowAt = ({ rows }: Block, y: number): Row | undefined =>
  rows.find((row) => y >= row.top && y < row.top + row.height)
