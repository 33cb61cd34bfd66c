/**
 * What an object's key says. For a generation B track egress the key is the only place that holds identity, kind
 * and source. LiveKit fills `{room_name} {room_id} {publisher_identity} {track_id} {track_type} {track_source}
 * {time} {utc}` into a template nobody stored, so names are read from the right (identities may hold `-`) and
 * folders by what is known to stand beside them: `tracks/`, a room id, or the room name the manifest gives.
 * Nothing is read from a folder that none of these explains.
 */
import type { Kind, Source } from '../model/index.ts'
import { decodeKeySegment } from './keySegment.ts'
import { findPathTime, formatPathTime, formatPathUtc, type PathTime } from './pathTime.ts'
import { findKind, findSource, kindOfSource } from './trackWords.ts'

export type Layout =
  | 'syncflow'
  | 'syncflow_text'
  | 'syncflow_record'
  | 'chimerapy'
  | 'room_id'
  | 'room_name'
  | 'name_only'
  | 'none'

export interface PathReading {
  readonly layout: Layout
  readonly project: string | undefined
  readonly roomName: string | undefined
  readonly roomId: string | undefined
  readonly identity: string | undefined
  readonly kind: Kind | undefined
  readonly source: Source | undefined
  readonly trackId: string | undefined
  readonly egressId: string | undefined
  readonly topic: string | undefined
  readonly time: PathTime | undefined
}

/** What other files already said about this object. */
export interface PathHints {
  readonly roomName?: string | undefined
  readonly roomId?: string | undefined
}

type Named = Omit<PathReading, 'layout' | 'project' | 'roomName' | 'roomId' | 'topic' | 'identity'> & {
  readonly rest: string
}
type Folders = Pick<PathReading, 'layout'> &
  Partial<Pick<PathReading, 'project' | 'roomName' | 'roomId' | 'identity' | 'topic'>>

const ROOM_ID = /^RM_[A-Za-z0-9]+$/
/** The last extension, and a generation A manifest's second one (`….ogg.json`). */
const EXTENSION = /(\.(ogg|oga|opus|mp3|m4a|mp4|webm|mkv|mov|wav))?\.[A-Za-z0-9]{1,5}$/i
const CHIMERAPY = /^\d{4}(_\d\d){5}-chimerapy-.+$/

/** Reads a key; absent members are undefined. Never fails: a key that follows no layout is `none`. */
export function parsePath(key: string, hints: PathHints = {}): PathReading {
  const segments = key.split('/')
  const base = segments.pop() ?? ''
  const named = readName(base.replace(EXTENSION, ''))
  const folders = readFolders(segments, hints, base)
  const folderTime = segments.map(findPathTime).findLast((time) => time !== undefined)
  const { rest, ...fromName } = named
  const reading: PathReading = {
    ...fromName,
    project: undefined,
    roomName: undefined,
    roomId: undefined,
    identity: undefined,
    topic: undefined,
    ...folders,
    time: named.time ?? folderTime,
  }
  return folders.layout === 'none' ? { ...reading, ...readRest(rest, named, hints) } : reading
}

/** A name without its extension, parts taken from the right: time, track or egress id, source, kind. */
function readName(name: string): Named {
  let rest = name
  let time: PathTime | undefined
  let trackId: string | undefined
  let egressId: string | undefined
  let source: Source | undefined
  let kind: Kind | undefined
  const take = (pattern: RegExp): string | undefined => {
    const match = pattern.exec(rest)
    if (match) rest = rest.slice(0, match.index)
    return match?.[1]
  }
  for (let part = 0; part < 4; part++) {
    const text: string | undefined = time ? undefined : take(/(?:^|[-_])(\d{4}-\d\d-\d\dT\d{6}|\d{17})$/)
    if (text !== undefined) time = findPathTime(text)
    trackId ??= take(/(?:^|[-_])(TR_[A-Za-z0-9]+)$/)
    egressId ??= take(/(?:^|[-_])(EG_[A-Za-z0-9]+)$/)
  }
  for (let part = 0; part < 2; part++) {
    const word: string | undefined = source
      ? undefined
      : take(/(?:^|[-_])(screen_?share_audio|screen_?share|camera|microphone|unknown)$/i)
    if (word !== undefined) source = findSource(word)
    const kindWord: string | undefined = kind ? undefined : take(/(?:^|[-_])(audio|video)$/i)
    if (kindWord !== undefined) kind = findKind(kindWord)
  }
  return { rest, time, trackId, egressId, source, kind: kind ?? (source && kindOfSource(source)) }
}

function readFolders(segments: readonly string[], hints: PathHints, base: string): Folders {
  const beside = (word: string): number => segments.findLastIndex((segment) => segment === word)
  const tracks = beside('tracks')
  if (tracks >= 1 && segments[tracks + 1] !== undefined) {
    return {
      layout: 'syncflow',
      project: segments[tracks - 2],
      roomName: segments[tracks - 1],
      identity: segments[tracks + 1],
    }
  }
  const text = beside('text-egress')
  if (text >= 1) {
    const topic = segments[text + 1] === 'all-topics' ? undefined : segments[text + 1]
    const identity =
      /^(.+)-all-topics-\d{4}-\d\d-\d\dT[\d:_]+UTC\.txt$/.exec(base)?.[1] ?? readTopicName(base, topic)
    // Our own recorder puts the room's id between its name and this folder.
    const room = text >= 2 && ROOM_ID.test(segments[text - 1]!) ? text - 2 : text - 1
    return {
      layout: 'syncflow_text',
      project: segments[room - 1],
      roomName: segments[room],
      ...(room < text - 1 && { roomId: segments[text - 1] }),
      topic,
      identity,
    }
  }
  const records = beside('publication-records')
  if (records >= 1) {
    return {
      layout: 'syncflow_record',
      project: segments[records - 2],
      roomName: segments[records - 1],
      identity: segments[records + 1],
    }
  }
  const chimerapy = segments.findIndex((segment) => CHIMERAPY.test(segment))
  if (chimerapy >= 0)
    return { layout: 'chimerapy', roomName: segments[chimerapy], identity: segments[chimerapy + 1] }
  const roomId = segments.findLastIndex((segment) => ROOM_ID.test(segment))
  if (roomId >= 0) {
    return {
      layout: 'room_id',
      roomId: segments[roomId],
      roomName: decode(segments[roomId - 1]),
      identity: decode(findPerson(segments, roomId + 1)),
    }
  }
  const named = hints.roomName === undefined ? -1 : beside(hints.roomName)
  if (named >= 0)
    return { layout: 'room_name', roomName: hints.roomName, identity: findPerson(segments, named + 1) }
  return { layout: 'none' }
}

const decode = (segment: string | undefined): string | undefined =>
  segment === undefined ? undefined : decodeKeySegment(segment)

/** Folders that a template may put beside a person's: LiveKit's own spelling, so that a person may be called Mic. */
const TRACK_FOLDER = /^(camera|microphone|screen_share|screen_share_audio|unknown|audio|video)$/

/** The folder after the room's, unless it is another of the template's words. */
function findPerson(segments: readonly string[], at: number): string | undefined {
  const folder = segments[at]
  if (folder === undefined || findPathTime(folder) || TRACK_FOLDER.test(folder)) return undefined
  return /^(TR|EG|RM|PA)_[A-Za-z0-9]+$/.test(folder) ? undefined : folder
}

const readTopicName = (base: string, topic: string | undefined): string | undefined => {
  const stem = /^(.+)-\d{4}-\d\d-\d\dT[\d:_]+UTC\.txt$/.exec(base)?.[1]
  return stem !== undefined && topic !== undefined && stem.endsWith(`-${topic}`)
    ? stem.slice(0, -topic.length - 1)
    : undefined
}

/** What is left of the name where no folder explains it: `{room}-{time}` of a room egress, or an identity. */
function readRest(rest: string, named: Named, hints: PathHints): Partial<PathReading> {
  if (rest === '') return {}
  if (named.trackId === undefined && named.source === undefined) {
    return named.time === undefined ? {} : { layout: 'name_only', roomName: rest }
  }
  const room = hints.roomName
  if (rest === room) return { layout: 'name_only', roomName: room }
  const person = room !== undefined && rest.startsWith(`${room}-`) ? rest.slice(room.length + 1) : rest
  return { layout: 'name_only', identity: person }
}

export interface PathValues {
  readonly roomName: string
  readonly roomId: string
  readonly identity: string
  readonly trackId: string
  readonly kind: Kind
  readonly source: Source
  readonly timeNs: bigint
}

/** Fills a LiveKit file template as egress does (without the extension it appends). */
export function formatPath(template: string, values: PathValues): string {
  const fields = new Map(
    Object.entries({
      room_name: values.roomName,
      room_id: values.roomId,
      publisher_identity: values.identity,
      track_id: values.trackId,
      track_type: values.kind,
      track_source: values.source,
      time: formatPathTime(values.timeNs),
      utc: formatPathUtc(values.timeNs),
    }),
  )
  return template.replace(/\{([a-z_]+)\}/g, (whole, name: string) => fields.get(name) ?? whole)
}
