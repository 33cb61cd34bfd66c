/**
 * The sender's own clock inside a payload: a JSON payload often carries the time it was made, which is kept beside
 * the time it arrived so that their difference can be seen.
 */
import { isObject, parseExactJson } from './exactJson.ts'
import { readFields } from './fields.ts'

const NAMES = [
  'timestamp',
  'ts',
  'time',
  'sent_at',
  'sender_ns',
  'sent_ns',
  'timestamp_ns',
  'timestamp_ms',
  'created_at',
  'event_time',
  't',
]

/** Finds the sender's wall time in ns; undefined where the payload is no JSON object or holds no plausible time. */
export function findSenderNs(payload: string | undefined): bigint | undefined {
  if (payload === undefined || !payload.trimStart().startsWith('{')) return undefined
  const json = parseExactJson(payload).value
  if (!isObject(json)) return undefined
  const fields = readFields(json, 'sender', [])
  for (const name of NAMES) {
    const ns = fields.time(name)?.ns
    if (ns !== undefined) return ns
  }
  return undefined
}
