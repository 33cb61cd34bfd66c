/** What goes on now in a project's rooms, as a pure reducer over what watchers, recorder and LiveKit tell. Times in ms since 1970. */
import type { TrackFacts } from '../model/recorder.ts'
import { type RecordingState } from '../model/recordingState.ts'
import type { AlertCode } from './alerts.ts'

export interface LivePerson {
  readonly identity: string
  readonly name: string
  readonly joinedAtMs: number
  readonly quality: 'unknown' | 'excellent' | 'good' | 'poor' | 'lost'
  readonly tracks: ReadonlyMap<string, LiveTrack>
}
export interface LiveTrack extends TrackFacts {
  /** Or unmuted, the last time. */
  readonly publishedAtMs: number
  /** What the person's page measured of it, since when. */
  readonly wrong: ReadonlyMap<AlertCode, number>
  /** Since when the recorder has heard nothing of it, or seen nothing; see `listening.ts`. */
  readonly quietSinceMs: number | undefined
}
export interface LiveRoom {
  readonly room: string
  readonly roomId: string
  readonly openedAtMs: number
  /** Since when our hidden participant is not in it; undefined while it is. */
  readonly unwatchedSinceMs: number | undefined
  readonly people: ReadonlyMap<string, LivePerson>
  /** Of this opening, by egress id. */
  readonly recordings: ReadonlyMap<string, RecordingState>
  readonly lastError: string | undefined
}
export interface Trouble {
  readonly code: AlertCode
  readonly message: string
  readonly hint?: string | undefined
  readonly sinceMs: number
}
export interface LiveState {
  readonly rooms: ReadonlyMap<string, LiveRoom>
  /** Of no single room, by code. */
  readonly troubles: ReadonlyMap<AlertCode, Trouble>
}

export type LiveEvent =
  | { readonly type: 'room_opened'; readonly room: string; readonly roomId: string; readonly atMs: number }
  | { readonly type: 'room_closed'; readonly room: string }
  | { readonly type: 'watched'; readonly room: string }
  | { readonly type: 'unwatched'; readonly room: string; readonly atMs: number }
  | {
      readonly type: 'joined'
      readonly room: string
      readonly identity: string
      readonly name: string
      readonly atMs: number
    }
  | { readonly type: 'left'; readonly room: string; readonly identity: string }
  | {
      readonly type: 'published' | 'changed'
      readonly room: string
      readonly track: TrackFacts
      readonly atMs: number
    }
  | { readonly type: 'unpublished'; readonly room: string; readonly track: TrackFacts }
  | {
      readonly type: 'quality'
      readonly room: string
      readonly identity: string
      readonly quality: LivePerson['quality']
    }
  | {
      readonly type: 'measured'
      readonly room: string
      readonly identity: string
      readonly trackId: string
      readonly code: AlertCode
      /** Undefined: it is well again. */
      readonly sinceMs: number | undefined
    }
  | {
      readonly type: 'quiet'
      readonly room: string
      readonly identity: string
      readonly trackId: string
      readonly sinceMs: number | undefined
    }
  | { readonly type: 'recording'; readonly room: string; readonly state: RecordingState }
  | { readonly type: 'failed'; readonly room: string; readonly message: string | undefined }
  | {
      readonly type: 'trouble'
      readonly code: AlertCode
      /** Undefined: it is over. */
      readonly message: string | undefined
      /** Better than the alert's own. */
      readonly hint?: string | undefined
      readonly atMs: number
    }

export const NOTHING: LiveState = { rooms: new Map(), troubles: new Map() }

/** The next state; the same object where the event changes nothing, or is about a room that is not open. */
export function applyLiveEvent(state: LiveState, event: LiveEvent): LiveState {
  if (event.type === 'trouble') return { ...state, troubles: applyTrouble(state.troubles, event) }
  const open = state.rooms.get(event.room)
  if (event.type === 'room_closed')
    return open ? { ...state, rooms: without(state.rooms, event.room) } : state
  if (event.type === 'room_opened') {
    if (open?.roomId === event.roomId) return state
    const { room, roomId, atMs } = event
    const fresh: LiveRoom = {
      room,
      roomId,
      openedAtMs: atMs,
      unwatchedSinceMs: atMs,
      people: new Map(),
      recordings: new Map(),
      lastError: undefined,
    }
    return { ...state, rooms: withOne(state.rooms, room, fresh) }
  }
  if (!open) return state
  const next = applyRoomEvent(open, event)
  return next === open ? state : { ...state, rooms: withOne(state.rooms, event.room, next) }
}

type RoomLiveEvent = Exclude<LiveEvent, { type: 'trouble' | 'room_opened' | 'room_closed' }>

function applyRoomEvent(room: LiveRoom, event: RoomLiveEvent): LiveRoom {
  const person = (identity: string, change: (one: LivePerson) => LivePerson): LiveRoom => {
    const one = room.people.get(identity)
    return one ? { ...room, people: withOne(room.people, identity, change(one)) } : room
  }
  const track = (identity: string, trackId: string, change: (one: LiveTrack) => LiveTrack): LiveRoom =>
    person(identity, (one) => {
      const known = one.tracks.get(trackId)
      return known ? { ...one, tracks: withOne(one.tracks, trackId, change(known)) } : one
    })
  switch (event.type) {
    case 'watched':
      return { ...room, unwatchedSinceMs: undefined }
    case 'unwatched':
      return { ...room, unwatchedSinceMs: event.atMs }
    case 'joined': {
      const known = room.people.get(event.identity)
      const { identity, name, atMs } = event
      const joined: LivePerson = known
        ? { ...known, name }
        : { identity, name, joinedAtMs: atMs, quality: 'unknown', tracks: new Map() }
      return { ...room, people: withOne(room.people, identity, joined) }
    }
    case 'left':
      return room.people.has(event.identity)
        ? { ...room, people: without(room.people, event.identity) }
        : room
    case 'published':
      return person(event.track.identity, (one) => {
        const published: LiveTrack = {
          ...event.track,
          publishedAtMs: event.atMs,
          wrong: new Map(),
          quietSinceMs: undefined,
        }
        return { ...one, tracks: withOne(one.tracks, event.track.trackId, published) }
      })
    case 'changed':
      return track(event.track.identity, event.track.trackId, (one) => ({
        ...one,
        ...event.track,
        publishedAtMs: one.muted && !event.track.muted ? event.atMs : one.publishedAtMs,
      }))
    case 'unpublished':
      return person(event.track.identity, (one) => ({
        ...one,
        tracks: without(one.tracks, event.track.trackId),
      }))
    case 'quality':
      return person(event.identity, (one) => ({ ...one, quality: event.quality }))
    case 'measured':
      return track(event.identity, event.trackId, (one) => ({
        ...one,
        wrong:
          event.sinceMs === undefined
            ? without(one.wrong, event.code)
            : withOne(one.wrong, event.code, one.wrong.get(event.code) ?? event.sinceMs),
      }))
    case 'quiet':
      return track(event.identity, event.trackId, (one) => ({ ...one, quietSinceMs: event.sinceMs }))
    case 'recording':
      return { ...room, recordings: withOne(room.recordings, event.state.egressId, event.state) }
    case 'failed':
      return { ...room, lastError: event.message }
  }
}

function applyTrouble(
  troubles: LiveState['troubles'],
  { code, message, hint, atMs }: Extract<LiveEvent, { type: 'trouble' }>,
): LiveState['troubles'] {
  if (message === undefined) return troubles.has(code) ? without(troubles, code) : troubles
  return withOne(troubles, code, { code, message, hint, sinceMs: troubles.get(code)?.sinceMs ?? atMs })
}

const withOne = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> =>
  new Map(map).set(key, value)

function without<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
