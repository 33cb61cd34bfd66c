/**
 * Who and what each media file is, from its JSONs, its path, publication records, and, for the room alone, from
 * the files beside it. Pure. What nothing says stays `unknown` and is reported.
 */
import { parsePath, type PathReading } from '../../core/formats/index.ts'
import type { Source } from '../../core/model/index.ts'
import { createFinding, type StoredFinding } from '../findings.ts'
import {
  folderId,
  objectId,
  type Description,
  type Facts,
  type ObjectFact,
  type StreamFact,
} from './facts.ts'
import type { Links } from './linkMedia.ts'
import type { SessionClaim } from './sessions.ts'

/** Identity of a recording that holds everybody. */
export const WHOLE_ROOM = 'room'
export const UNKNOWN = 'unknown'

export interface MediaFacts {
  readonly object: ObjectFact
  readonly streams: readonly StreamFact[]
  readonly descriptions: readonly Description[]
  readonly identity: string
  readonly source: Source
  readonly egressId: string | undefined
  readonly claim: SessionClaim
  /** Track id of a stream; made from the key where LiveKit's is not known. */
  trackIdOf(stream: StreamFact): string
}

export interface MediaDescription {
  readonly media: readonly MediaFacts[]
  readonly findings: readonly StoredFinding[]
}

interface Context {
  readonly identityOfTrack: ReadonlyMap<string, string>
  readonly roomsBeside: ReadonlyMap<string, Rooms>
}

interface Rooms {
  readonly ids: Set<string>
  readonly names: Set<string>
}

export function describeMedia(facts: Facts, links: Links): MediaDescription {
  const findings: StoredFinding[] = []
  const context: Context = {
    identityOfTrack: mapTracks(facts.descriptions),
    roomsBeside: mapRooms(facts, links),
  }
  const media = facts.objects
    .filter((object) => object.role === 'media')
    .map((object) => describeOne(object, facts.streams.get(objectId(object)) ?? [], links, context, findings))
  return { media, findings }
}

function describeOne(
  object: ObjectFact,
  streams: readonly StreamFact[],
  links: Links,
  context: Context,
  findings: StoredFinding[],
): MediaFacts {
  const { objectKey, sourceId } = object
  const descriptions = links.descriptionsOf.get(objectId(object)) ?? []
  const say = <K extends 'egressId' | 'roomId' | 'roomName' | 'identity' | 'trackId' | 'kind'>(name: K) =>
    descriptions.map((description) => description[name]).find((value) => value !== undefined)
  const path = parsePath(objectKey, { roomName: say('roomName'), roomId: say('roomId') })
  const note = (
    code: 'identity_unknown' | 'identity_conflict' | 'kind_mismatch' | 'room_unknown',
    message: string,
    evidence = {},
  ) =>
    findings.push(
      createFinding({
        stage: 'form',
        code,
        subject: objectKey,
        sourceId,
        objectKey,
        message: `${objectKey}: ${message}`,
        evidence,
      }),
    )
  const trackId = say('trackId') ?? path.trackId
  const source = chooseSource(descriptions, path, streams)
  const declared = say('identity')
  if (declared !== undefined && path.identity !== undefined && declared !== path.identity) {
    note('identity_conflict', `its manifest says ${declared}, its path ${path.identity}`, {
      declared,
      path: path.identity,
    })
  }
  const known =
    declared ?? path.identity ?? (trackId === undefined ? undefined : context.identityOfTrack.get(trackId))
  const identity = known ?? (source === 'composite' ? WHOLE_ROOM : UNKNOWN)
  if (identity === UNKNOWN && streams.length > 0) {
    note('identity_unknown', 'neither its manifest nor its path names a participant', {
      trackId: trackId ?? null,
    })
  }
  const kind = say('kind') ?? path.kind
  if (kind !== undefined && streams.length === 1 && streams[0]!.kind !== kind) {
    note('kind_mismatch', `is named ${kind} but holds ${streams[0]!.kind}`, {
      named: kind,
      found: streams[0]!.kind,
    })
  }
  const room = chooseRoom(
    object,
    { roomId: say('roomId') ?? path.roomId, roomName: say('roomName') ?? path.roomName },
    context,
  )
  if (room.guessed && streams.length > 0) {
    note('room_unknown', `nothing names its room; ${room.roomName} stands for it`, {
      roomName: room.roomName,
    })
  }
  return {
    object,
    streams,
    descriptions,
    identity,
    source,
    egressId: say('egressId') ?? path.egressId,
    claim: {
      id: objectId(object),
      ...chooseSpan(object, streams, descriptions, path),
      ...pickRoom(room, streams),
    },
    trackIdOf: (stream) => nameTrack(objectKey, streams, stream, { trackId, descriptions }),
  }
}

/** A file that could not be read and names no room claims no session. */
const pickRoom = (room: Room, streams: readonly StreamFact[]): Pick<SessionClaim, 'roomId' | 'roomName'> =>
  room.guessed && streams.length === 0
    ? { roomId: undefined, roomName: undefined }
    : { roomId: room.roomId, roomName: room.roomName }

interface Room {
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly guessed: boolean
}

function chooseRoom(
  object: ObjectFact,
  said: Pick<Room, 'roomId' | 'roomName'>,
  { roomsBeside }: Context,
): Room {
  if (said.roomId !== undefined || said.roomName !== undefined) return { ...said, guessed: false }
  const beside = roomsBeside.get(folderId(object))
  const roomId = onlyOne(beside?.ids)
  const roomName = onlyOne(beside?.names)
  if (roomId !== undefined || roomName !== undefined) return { roomId, roomName, guessed: false }
  const segments = object.objectKey.split('/')
  return {
    roomId: undefined,
    roomName: segments.at(-2) ?? segments[0]!.replace(/\.[^.]*$/, ''),
    guessed: true,
  }
}

function chooseSource(
  descriptions: readonly Description[],
  path: PathReading,
  streams: readonly StreamFact[],
): Source {
  const declared = descriptions
    .map((one) => one.source)
    .find((source) => source !== undefined && source !== UNKNOWN)
  if (declared !== undefined) return declared as Source
  if (path.source !== undefined && path.source !== UNKNOWN) return path.source
  const tracked = path.trackId !== undefined || descriptions.some((one) => one.trackId !== undefined)
  const egress = descriptions.some((one) => one.egressId !== undefined) || path.layout === 'name_only'
  return !tracked && (streams.length > 1 || egress) ? 'composite' : UNKNOWN
}

/** When it was recorded, as far as sessions need to know it; placement weighs the evidence later. */
function chooseSpan(
  { modifiedAt }: ObjectFact,
  streams: readonly StreamFact[],
  descriptions: readonly Description[],
  path: PathReading,
): Pick<SessionClaim, 'startNs' | 'endNs' | 'weak'> {
  const lengthUs = Math.max(0, ...streams.map((stream) => stream.endPtsUs - stream.firstPtsUs))
  const lengthNs = BigInt(Math.round(lengthUs)) * 1000n
  const info = descriptions.find((one) => one.table === 'egress_infos')?.startedNs
  const startNs =
    info ?? descriptions.map((one) => one.startedNs).find((time) => time !== undefined) ?? path.time?.ns
  if (startNs !== undefined) return { startNs, endNs: startNs + lengthNs, weak: false }
  const endNs = BigInt(modifiedAt.getTime()) * 1_000_000n
  return { startNs: endNs - lengthNs, endNs, weak: true }
}

function nameTrack(
  objectKey: string,
  streams: readonly StreamFact[],
  stream: StreamFact,
  said: { trackId: string | undefined; descriptions: readonly Description[] },
): string {
  const composite = said.descriptions
    .map((one) => (stream.kind === 'audio' ? one.audioTrackId : one.videoTrackId))
    .find((id) => id !== undefined)
  const base = composite ?? said.trackId ?? `file:${objectKey}`
  const alone =
    composite !== undefined ||
    streams.length === 1 ||
    (said.trackId !== undefined && stream.streamIndex === 0)
  return alone ? base : `${base}#${stream.streamIndex}`
}

function mapTracks(descriptions: readonly Description[]): Map<string, string> {
  const identities = new Map<string, string>()
  for (const { identity, trackId, publishedTracks } of descriptions) {
    if (identity === undefined) continue
    for (const id of trackId === undefined ? publishedTracks : [trackId, ...publishedTracks]) {
      if (!identities.has(id)) identities.set(id, identity)
    }
  }
  return identities
}

/** The rooms that files of each folder name, by JSON or by path. */
function mapRooms(facts: Facts, links: Links): Map<string, Rooms> {
  const rooms = new Map<string, Rooms>()
  const add = (folder: string, roomId: string | undefined, roomName: string | undefined): void => {
    const known = rooms.get(folder) ?? { ids: new Set(), names: new Set() }
    rooms.set(folder, known)
    if (roomId !== undefined) known.ids.add(roomId)
    if (roomName !== undefined) known.names.add(roomName)
  }
  for (const description of facts.descriptions) {
    const { sourceId, roomId, roomName } = description
    if (roomId === undefined && roomName === undefined) continue
    add(folderId(description), roomId, roomName)
    for (const objectKey of links.mediaOf.get(description.id) ?? [])
      add(folderId({ sourceId, objectKey }), roomId, roomName)
  }
  return rooms
}

const onlyOne = <T>(set: ReadonlySet<T> | undefined): T | undefined =>
  set?.size === 1 ? [...set][0] : undefined
