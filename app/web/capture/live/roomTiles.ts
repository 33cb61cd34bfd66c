/** Who is in a room and what they show, read out of LiveKit's room into plain values that a page can compare. */
import { RECORDER_IDENTITY } from '../../../../core/protocol/clockExchange.ts'
import type { Quality } from '../../../../capture/model/api.types.ts'
import type { Attachable } from './LiveElements.tsx'

export interface LiveTile {
  /** Identity and source: the same tile while its track is replaced. */
  readonly key: string
  readonly identity: string
  readonly name: string
  readonly isLocal: boolean
  readonly isScreen: boolean
  /** Undefined: no picture, or it is muted. */
  readonly video: Attachable | undefined
  readonly audio: Attachable | undefined
  readonly isMicrophoneMuted: boolean
  readonly isSpeaking: boolean
  readonly quality: Quality
}

/** What is read of LiveKit's publications, participants and rooms. */
export interface PublicationLike {
  readonly source: string
  readonly isMuted: boolean
  readonly track?: Attachable | undefined
}
export interface ParticipantLike {
  readonly identity: string
  readonly name?: string | undefined
  readonly isSpeaking: boolean
  readonly connectionQuality: string
  readonly trackPublications: ReadonlyMap<string, PublicationLike>
}
export interface RoomLike {
  readonly localParticipant: ParticipantLike
  readonly remoteParticipants: ReadonlyMap<string, ParticipantLike>
}

/** Screens first, then oneself, then the others by name. `withSelf`: a watcher is nobody in the room. */
export function readTiles(room: RoomLike, withSelf: boolean): LiveTile[] {
  const others = [...room.remoteParticipants.values()]
    .filter(({ identity }) => !identity.startsWith(RECORDER_IDENTITY))
    .flatMap((person) => tilesOf(person, false))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.key.localeCompare(b.key))
  const all = [...(withSelf ? tilesOf(room.localParticipant, true) : []), ...others]
  return [...all.filter((tile) => tile.isScreen), ...all.filter((tile) => !tile.isScreen)]
}

function tilesOf(person: ParticipantLike, isLocal: boolean): LiveTile[] {
  const find = (source: string): PublicationLike | undefined =>
    [...person.trackPublications.values()].find((one) => one.source === source)
  const [camera, microphone] = [find('camera'), find('microphone')]
  const [screen, screenSound] = [find('screen_share'), find('screen_share_audio')]
  const common = {
    identity: person.identity,
    name: person.name === undefined || person.name === '' ? person.identity : person.name,
    isLocal,
    isSpeaking: person.isSpeaking,
    quality: readQuality(person.connectionQuality),
  }
  const face: LiveTile = {
    ...common,
    key: `${person.identity} camera`,
    isScreen: false,
    video: camera?.isMuted === false ? camera.track : undefined,
    audio: isLocal ? undefined : microphone?.track,
    isMicrophoneMuted: microphone?.isMuted ?? true,
  }
  if (screen === undefined) return [face]
  return [
    face,
    {
      ...common,
      key: `${person.identity} screen`,
      isScreen: true,
      video: screen.isMuted ? undefined : screen.track,
      audio: isLocal ? undefined : screenSound?.track,
      isMicrophoneMuted: true,
      isSpeaking: false,
    },
  ]
}

const QUALITIES: readonly Quality[] = ['excellent', 'good', 'poor', 'lost']
export const readQuality = (value: string): Quality => QUALITIES.find((one) => one === value) ?? 'unknown'

/** Returns `before` where nothing in it changed, and its tiles where they did not: a tile is drawn when it changes. */
export function keepTiles(before: readonly LiveTile[], after: readonly LiveTile[]): readonly LiveTile[] {
  const known = new Map(before.map((tile) => [tile.key, tile]))
  const kept = after.map((tile) => {
    const old = known.get(tile.key)
    return old !== undefined && isSame(old, tile) ? old : tile
  })
  return kept.length === before.length && kept.every((tile, at) => tile === before[at]) ? before : kept
}

const isSame = (one: LiveTile, other: LiveTile): boolean =>
  (Object.keys(one) as (keyof LiveTile)[]).every((name) => one[name] === other[name])
