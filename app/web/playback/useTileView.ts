/** What a tile must be rendered anew for: not each picture, only a change of what is said about it. */
import { useRef, useSyncExternalStore } from 'react'
import type { Player, TileReading } from './player.types.ts'

/**
 * While it plays, the numbers change so often and all at one time: what is written over the tiles has Chromium lay the
 * page's layers anew at each change. The readings themselves miss nothing.
 */
const HOLD_MS = 250
/** So long it may take before a new tile says that it loads, or one that keeps its old picture after a seek that it is late. */
const LOADING_MS = 800
const LATE_MS = 400

interface Kept {
  view: TileReading | undefined
  readAt: number
  awaitedSince: number | undefined
}

/** The lane's reading, kept the same object while nothing that a tile shows has changed. */
export function useTileView(player: Player, laneId: string): TileReading | undefined {
  const kept = useRef<Kept>({ view: undefined, readAt: 0, awaitedSince: undefined })
  const read = (): TileReading | undefined => {
    const next = player.reading(laneId)
    const { view, readAt } = kept.current
    const now = performance.now()
    kept.current.readAt = now
    const isAwaited = (next?.state === 'late' && view?.state === 'ok') || (next?.state === 'loading' && !view)
    const awaitedSince = isAwaited ? (kept.current.awaitedSince ?? now) : undefined
    kept.current.awaitedSince = awaitedSince
    if (view === next || (view && next && isSameView(view, next))) return view
    if (awaitedSince !== undefined && now - awaitedSince < (view ? LATE_MS : LOADING_MS) && !next?.preview)
      return view
    // Whatever may be the last word for a while: no later tick would bring what is held back now.
    const { playing } = player.state.getState()
    const isUrgent =
      !view ||
      view.state !== next?.state ||
      view.gap !== next?.gap ||
      view.preview !== next?.preview ||
      view.message !== next?.message ||
      (!playing && next?.errorFrames === 0)
    if (!isUrgent && Math.floor(now / HOLD_MS) === Math.floor(readAt / HOLD_MS)) return view
    kept.current = { view: next, readAt: now, awaitedSince }
    return next
  }
  return useSyncExternalStore((notify) => player.onFrame(notify), read)
}

const isSameView = (a: TileReading, b: TileReading): boolean =>
  a.state === b.state &&
  a.errorFrames === b.errorFrames &&
  a.preview === b.preview &&
  a.message === b.message &&
  a.recordingId === b.recordingId &&
  a.gap?.startUs === b.gap?.startUs &&
  a.gap?.reason === b.gap?.reason
