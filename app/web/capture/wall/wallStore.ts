/** The wall while it is open: one page of it, kept fresh by events, drawn at most once a frame. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RoomState, Wall } from '../../../../capture/model/api.types.ts'
import { projectPath } from '../projects.ts'
import { askAs, signedIn } from '../signedIn.ts'
import { openWallEvents, type Link } from './wallEvents.ts'
import { EMPTY_WALL, takeRooms, takeWall, type WallState } from './wallState.ts'

/** Whatever no event told: totals of other pages, alerts of no room. */
const POLL_MS = 5_000
const STALE_MS = 2_000

export interface WallView {
  readonly page: number
  readonly isLiveOnly: boolean
}

export interface WallStore {
  readonly state: StoreApi<WallState & { readonly link: Link; readonly error: unknown }>
  /** Another page: the last one is shown until it is there. */
  show(view: WallView): void
  refresh(): void
  close(): void
}

export const PAGE_SIZE = 50

export function openWall(project: string): WallStore {
  const state: WallStore['state'] = createStore(() => ({
    ...EMPTY_WALL,
    link: 'connecting' as Link,
    error: undefined as unknown,
  }))
  const closing = new AbortController()
  const changed = new Map<string, RoomState>()
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let view: WallView = { page: 0, isLiveOnly: false }
  let reading: AbortController | undefined

  const draw = (): void => {
    frame = 0
    const rooms = [...changed.values()]
    changed.clear()
    const { isStale } = state.getState()
    state.setState((now) => takeRooms(now, rooms))
    // Once: rooms of other pages that change all the time must not put it off.
    if (!isStale && state.getState().isStale) plan(STALE_MS)
  }
  const plan = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void read(), ms)
  }
  const read = async (): Promise<void> => {
    if (closing.signal.aborted) return
    reading?.abort()
    const own = new AbortController()
    reading = own
    const signal = AbortSignal.any([closing.signal, own.signal])
    try {
      const search = `page=${view.page}&size=${PAGE_SIZE}${view.isLiveOnly ? '&live=1' : ''}`
      const wall = await askAs<Wall>(`${projectPath(project)}/wall?${search}`, { signal })
      if (!signal.aborted) state.setState((now) => ({ ...takeWall(now, wall), error: undefined }))
    } catch (error) {
      if (!signal.aborted) state.setState({ error })
    }
    if (!signal.aborted) plan(state.getState().error === undefined ? POLL_MS : STALE_MS)
  }
  const closeEvents = openWallEvents({
    project,
    token: () => signedIn.getState().bearer?.token,
    onRoom: (room) => {
      changed.set(room.room, room)
      frame ||= requestAnimationFrame(draw)
    },
    onLink: (link) => {
      state.setState({ link })
      if (link === 'open') void read()
    },
  })
  return {
    state,
    show: (next) => {
      view = next
      void read()
    },
    refresh: () => void read(),
    close: () => {
      closing.abort()
      closeEvents()
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    },
  }
}
