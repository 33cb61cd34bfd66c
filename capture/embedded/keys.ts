/** Where a recording's objects lie in the bucket (capture/README.md): named as the official egress names them. */
import { formatPathTime } from '../../core/formats/index.ts'
import type { JournalHead } from './journal/records.ts'

export interface RecordingKeys {
  readonly manifest: string
  readonly sidecar: string
  /** The media's key for a file ending. */
  media(extension: string): string
}

/** Keys are relative to the bucket's prefix; `prefix` comes before them (without a slash at its end) where it is given. */
export function nameKeys(head: JournalHead, prefix = ''): RecordingKeys {
  const { track, egressId } = head
  const folders = [prefix, head.roomName, head.roomId, track.identity].filter((name) => name !== '')
  const folder = folders.map((name, at) => (at === 0 && prefix !== '' ? name : toSegment(name))).join('/')
  const time = formatPathTime(BigInt(head.requestedNs))
  return {
    manifest: `${folder}/${egressId}.json`,
    sidecar: `${folder}/${egressId}.egressinfo.json`,
    media: (extension) => `${folder}/${track.source}-${track.trackId}-${time}.${extension}`,
  }
}

/** A name as one segment of a key: what would make two of it, or step out of it, is written `_`. */
const toSegment = (name: string): string =>
  [...name.replace(/^\.+$/, '_')]
    .map((letter) => (letter === '/' || letter === '\\' || letter < ' ' ? '_' : letter))
    .join('')
