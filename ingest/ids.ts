/** Ids made from what they name, so that any order of ingest gives the same catalog. */
import { createHash } from 'node:crypto'

const BASE32 = '0123456789abcdefghijklmnopqrstuv'

/** SHA-256 of the parts in base32hex, lower case, `length` characters of it. */
export function hashParts(parts: readonly (string | number)[], length = 16): string {
  const digest = createHash('sha256').update(parts.join('\0')).digest()
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of digest) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5 && text.length < length) {
      text += BASE32[(value >>> (bits - 5)) & 31]
      bits -= 5
    }
    value &= (1 << bits) - 1
    if (text.length >= length) break
  }
  return text
}

export const formatRecordingId = (sourceId: string, objectKey: string, streamIndex: number): string =>
  `rec_${hashParts([sourceId, objectKey, streamIndex])}`

/** Name of a derived file below the cache folder; changes with the object's content. */
export const formatDerivedName = (options: {
  kind: string
  recordingId: string
  etag: string
  extension: string
}): string =>
  `${options.kind}/${options.recordingId}-${createHash('sha256').update(options.etag).digest('hex').slice(0, 8)}.${options.extension}`
