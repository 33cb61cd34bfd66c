/** What the wall knows: one page of rooms, totals, alerts. Rooms that did not change stay the same objects. */
import type { Alert, RoomState, Wall } from '../../../../capture/model/api.types.ts'

export interface WallState {
  /** Names in the order of the page; undefined: nothing was read yet. */
  readonly order: readonly string[] | undefined
  readonly rooms: ReadonlyMap<string, RoomState>
  readonly total: number
  readonly live: number
  readonly recording: number
  /** Of no single room. */
  readonly alerts: readonly Alert[]
  /** Something changed that is not on this page: totals, or which rooms it holds. */
  readonly isStale: boolean
}

export const EMPTY_WALL: WallState = {
  order: undefined,
  rooms: new Map(),
  total: 0,
  live: 0,
  recording: 0,
  alerts: [],
  isStale: false,
}

/** Takes a whole page as it was answered. */
export function takeWall(state: WallState, wall: Wall): WallState {
  const rooms = new Map(wall.rooms.map((room) => [room.room, keepSame(state.rooms.get(room.room), room)]))
  const order = wall.rooms.map((room) => room.room)
  return {
    order: isSameList(state.order, order) ? state.order : order,
    rooms,
    total: wall.total,
    live: wall.live,
    recording: wall.recording,
    alerts: wall.alerts,
    isStale: false,
  }
}

/** Takes rooms as they changed; those of other pages only make the totals stale. */
export function takeRooms(state: WallState, changed: Iterable<RoomState>): WallState {
  const rooms = new Map(state.rooms)
  let { live, recording, isStale } = state
  for (const room of changed) {
    const before = rooms.get(room.room)
    if (before === undefined) {
      isStale = true
      continue
    }
    live += Number(room.live) - Number(before.live)
    recording += Number(room.recording) - Number(before.recording)
    rooms.set(room.room, room)
  }
  return { ...state, rooms, live, recording, isStale }
}

/** All alerts of what is shown, the longest lasting first; each names its room where it has one. */
export function listAlerts(state: Pick<WallState, 'alerts' | 'rooms'>): Alert[] {
  const ofRooms = [...state.rooms.values()].flatMap((room) =>
    room.alerts.map((alert) => ({ ...alert, room: alert.room ?? room.room })),
  )
  const byKey = new Map(
    [...state.alerts, ...ofRooms].map((alert) => [`${alert.code} ${alert.room} ${alert.identity}`, alert]),
  )
  return [...byKey.values()].toSorted((a, b) => a.since.localeCompare(b.since))
}

const keepSame = (before: RoomState | undefined, after: RoomState): RoomState =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after

const isSameList = (one: readonly string[] | undefined, other: readonly string[]): one is readonly string[] =>
  one !== undefined && one.length === other.length && one.every((name, at) => name === other[at])
