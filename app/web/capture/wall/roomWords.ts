/** A room in words: who is there, what is recorded. */
import type { ParticipantState, RoomState } from '../../../../capture/model/api.types.ts'
import { formatBytes, formatLength } from '../../widgets/quantities.ts'

const SHOWN_NAMES = 3

export const nameOf = (person: Pick<ParticipantState, 'name' | 'identity'>): string =>
  person.name === '' ? person.identity : person.name

/** `Ada, Ben and 2 more`, `nobody`. */
export function describePeople(people: readonly ParticipantState[]): string {
  if (people.length === 0) return 'nobody'
  const names = people.map(nameOf)
  if (names.length <= SHOWN_NAMES) return names.join(', ')
  return `${names.slice(0, SHOWN_NAMES - 1).join(', ')} and ${names.length - SHOWN_NAMES + 1} more`
}

const RUNS = new Set(['starting', 'active'])

export const countRecorded = (room: Pick<RoomState, 'participants'>): number =>
  room.participants
    .flatMap((person) => person.tracks)
    .filter((track) => RUNS.has(track.recording?.status ?? '')).length

/** What is being recorded now: `recording 4 of 6 tracks`; on a tile without the last word. */
export function describeRecording(room: RoomState, isShort = false): string {
  const tracks = room.participants.flatMap((person) => person.tracks).length
  const recorded = countRecorded(room)
  if (room.recording && recorded > 0)
    return `recording ${recorded} of ${tracks}${isShort ? '' : tracks === 1 ? ' track' : ' tracks'}`
  if (room.recording) return 'recording'
  if (!room.live) return room.recordedBytes > 0 ? 'recorded' : 'nothing recorded yet'
  return room.autoRecord && !isShort ? 'records what is published' : 'not recorded'
}

/** `12:03 · 340 MB`, all tracks together; empty where nothing was recorded. */
export const describeAmount = (room: Pick<RoomState, 'recordedSeconds' | 'recordedBytes'>): string =>
  room.recordedSeconds === 0 && room.recordedBytes === 0
    ? ''
    : `${formatLength(room.recordedSeconds * 1e6)} · ${formatBytes(room.recordedBytes)}`

export const QUALITY_WORDS = {
  unknown: 'network not measured yet',
  excellent: 'network excellent',
  good: 'network good',
  poor: 'network poor',
  lost: 'connection lost',
} as const

/** Bars of four. */
export const QUALITY_BARS = { unknown: 0, excellent: 4, good: 3, poor: 1, lost: 0 } as const
