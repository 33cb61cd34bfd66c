/**
 * Names of keys in the bucket (see "Keys in the bucket" in capture/README.md), relative to the writer's root. What
 * `core/formats/pathLayout.ts` reads from them is what they were made of.
 */
import { createHash } from 'node:crypto'
import { encodeKeySegment } from '../../core/formats/keySegment.ts'
import { formatPathUtc } from '../../core/formats/pathTime.ts'

/** One opening of a room. */
export interface RoomOpening {
  readonly roomName: string
  /** `RM_…`. */
  readonly roomId: string
}

export interface PersonOfRoom extends RoomOpening {
  readonly identity: string
}

export interface MediaName extends PersonOfRoom {
  /** `camera`, `microphone`, `screen_share`, `screen_share_audio` or `unknown`. */
  readonly source: string
  /** `TR_…`. */
  readonly trackId: string
  /** When the recording was asked for, ns since 1970; to the millisecond, so that two in one second differ. */
  readonly atNs: bigint
  /** Without a dot. */
  readonly extension: 'webm' | 'mp4' | 'ogg'
}

/** File systems take 255 bytes a name. */
const MOST_BYTES = 200

/** A name as a segment; one too long for a file's name is cut and told apart by its hash (its manifest has it whole). */
export function keySegment(name: string): string {
  const segment = encodeKeySegment(name)
  if (Buffer.byteLength(segment) <= MOST_BYTES) return segment
  const cut = Buffer.from(name).subarray(0, 40).toString().replace(/�$/, '')
  return `${encodeKeySegment(cut)}~${createHash('sha256').update(name).digest('hex').slice(0, 12)}`
}

/** `<room>/<RM_…>`, without a slash at its end. */
export const roomFolder = ({ roomName, roomId }: RoomOpening): string => `${keySegment(roomName)}/${roomId}`

/** `<room>/<RM_…>/<identity>`. */
export const personFolder = (person: PersonOfRoom): string =>
  `${roomFolder(person)}/${keySegment(person.identity)}`

export const mediaKey = (name: MediaName): string =>
  `${personFolder(name)}/${name.source}-${name.trackId}-${formatPathUtc(name.atNs)}.${name.extension}`

export const manifestKey = (person: PersonOfRoom, egressId: string): string =>
  `${personFolder(person)}/${egressId}.json`

export const sidecarKey = (person: PersonOfRoom, egressId: string): string =>
  sidecarKeyIn(personFolder(person), egressId)

/** The sidecar in a folder that is known by its key; '' is the root. */
export const sidecarKeyIn = (folder: string, egressId: string): string =>
  `${folder === '' ? '' : `${folder}/`}${egressId}.egressinfo.json`

export const eventsKey = (room: RoomOpening, journalId: string): string =>
  `${roomFolder(room)}/events/${keySegment(journalId)}.jsonl`

/** `<room>/<RM_…>/text-egress/all-topics/<id>`: the folder of one run of the text recorder. */
export const textFolder = (room: RoomOpening, textId: string): string =>
  `${roomFolder(room)}/text-egress/all-topics/${keySegment(textId)}`

export const textMetadataKey = (room: RoomOpening, textId: string): string =>
  `${textFolder(room, textId)}/metadata.json`

/** Parts are numbered so that their keys sort as they were written. */
export const textPartKey = (room: RoomOpening, textId: string, part: number): string =>
  `${textFolder(room, textId)}/${String(part).padStart(6, '0')}.jsonl`

/** What LiveKit's egress is given: the same layout with everything filled but `{time}`, which egress takes itself. */
export function trackTemplate(name: Omit<MediaName, 'atNs' | 'extension'>): string {
  return `${personFolder(name)}/${name.source}-${name.trackId}-{time}`
}

export const participantTemplate = (person: PersonOfRoom): string =>
  `${personFolder(person)}/participant-{time}`

export const roomTemplate = (room: RoomOpening): string => `${roomFolder(room)}/composite-{time}`
