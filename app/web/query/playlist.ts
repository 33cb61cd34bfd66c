/** The moments of the last result, one after another; they stay while a person goes to look at them. */
import { createStore } from 'zustand/vanilla'
import type { Moment } from './moments.ts'

export interface Playlist {
  readonly moments: readonly Moment[]
  /** The one that was opened last; −1: none yet. */
  readonly at: number
}

export const playlistStore = createStore<Playlist>(() => ({ moments: [], at: -1 }))

export const setPlaylist = (moments: readonly Moment[]): void => playlistStore.setState({ moments, at: -1 })

/** Which of these moments is open; −1 where none is, or another playlist is on. */
export const findOpen = ({ moments, at }: Playlist, shown: readonly Moment[]): number =>
  moments === shown ? at : -1

const formatSeconds = (us: number): string => String(Number((us / 1e6).toFixed(6)))

/** The address of a moment; a span is its segment. */
export function linkMoment({ sessionId, tUs, endUs }: Moment): string {
  const query = new URLSearchParams()
  if (tUs !== undefined) query.set('t', formatSeconds(tUs))
  if (tUs !== undefined && endUs !== undefined) {
    query.set('in', formatSeconds(tUs))
    query.set('out', formatSeconds(endUs))
  }
  const text = query.toString()
  return `/s/${encodeURIComponent(sessionId)}${text && `?${text}`}`
}

/** The place of the next or previous moment; undefined at the ends. */
export function stepFrom({ moments, at }: Playlist, direction: 1 | -1): number | undefined {
  const next = at < 0 ? (direction === 1 ? 0 : moments.length - 1) : at + direction
  return next >= 0 && next < moments.length ? next : undefined
}

/** What opening a moment acts on: the session that is open, and the way to others. */
export interface MomentTarget {
  readonly open: { readonly sessionId: string; readonly seek: (tUs: number) => void } | undefined
  readonly navigate: (to: string) => void
}

/** Goes to one of the moments, which are the playlist from then on: seeks where its session is open, else opens it. */
export function openMoment(moments: readonly Moment[], at: number, { open, navigate }: MomentTarget): void {
  const moment = moments[at]
  if (!moment) return
  playlistStore.setState({ moments, at })
  if (open?.sessionId === moment.sessionId && moment.tUs !== undefined) open.seek(moment.tUs)
  else navigate(linkMoment(moment))
}
