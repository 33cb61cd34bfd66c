/** Where a recording's objects lie in the bucket (capture/README.md): named as the official egress names them. */
import { formatPathTime } from '../../core/formats/index.ts'
import { manifestKey, personFolder, sidecarKey } from '../bucket/keys.ts'
import type { JournalHead } from './journal/records.ts'

export interface RecordingKeys {
  readonly manifest: string
  readonly sidecar: string
  /** The media's key for a file ending. */
  media(extension: string): string
}

/** Keys are relative to the bucket's prefix; `prefix` comes before them (without a slash at its end) where it is given. */
export function nameKeys(head: JournalHead, prefix = ''): RecordingKeys {
  const { track, egressId, roomName, roomId } = head
  const person = { roomName, roomId, identity: track.identity }
  const within = (key: string): string => (prefix === '' ? key : `${prefix}/${key}`)
  const name = `${track.source}-${track.trackId}-${formatPathTime(BigInt(head.requestedNs))}`
  return {
    manifest: within(manifestKey(person, egressId)),
    sidecar: within(sidecarKey(person, egressId)),
    media: (extension) => within(`${personFolder(person)}/${name}.${extension}`),
  }
}
