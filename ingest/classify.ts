/** What a key promises, before a byte is read. */
export type Role = 'media' | 'manifest' | 'egress_info' | 'text_metadata' | 'text_log' | 'record' | 'other'
export type ReadAs = 'media' | 'json' | 'log' | 'nothing'

const MEDIA = /\.(mp4|m4a|mov|webm|mkv|ogg|oga|opus|mp3|wav|aac|flac)$/i
const LOG = /\.(jsonl|ndjson)$/i

/** How an object is to be read. A `.txt` is read only where text egress puts it or names it as it does. */
export function chooseReader(key: string): ReadAs {
  const base = key.slice(key.lastIndexOf('/') + 1)
  if (base.startsWith('._')) return 'nothing'
  if (MEDIA.test(base)) return 'media'
  if (LOG.test(base)) return 'log'
  if (/\.json$/i.test(base)) return 'json'
  if (
    /\.txt$/i.test(base) &&
    (/(^|\/)text-egress\//.test(key) || /-\d{4}-\d\d-\d\dT[\d:_]+UTC\.txt$/.test(base))
  )
    return 'log'
  return 'nothing'
}
