/** Evidence as a person reads it: each value with a name and in a unit, and as it was found where that differs. Pure. */
import { readEpoch, wallFromNs } from '../../../core/time/epoch.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatWallClock, formatWallDate, formatZone } from '../../../core/time/zone.ts'
import { formatBytes, formatCount, formatSpan } from '../widgets/quantities.ts'

export interface EvidenceRow {
  readonly name: string
  readonly text: string
  /** The value as it was found, where `text` is another form of it. */
  readonly raw?: string
  /** What has parts of its own; `text` says how many. */
  readonly nested?: object
}

const NAMES: Readonly<Record<string, string>> = {
  objectKey: 'File',
  filename: 'File name',
  keys: 'Files',
  egressId: 'Egress',
  dialect: 'Written as',
  fileStartedAtUs: 'File started',
  startedAtRaw: 'started_at',
  endedAtRaw: 'ended_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  modifiedUs: 'Last modified',
  expectedDelayUs: 'Usual delay',
  lastPtsUs: 'Last sample',
  endPtsUs: 'Media ends',
  startPtsUs: 'From',
  lowerUs: 'Not before',
  upperUs: 'Not after',
  durationNs: 'Duration',
  text: 'In the path',
  value: 'Found',
  found: 'Found',
  probedBy: 'Read by',
  bytes: 'Size',
}

/** `roomName` → `Room name`. */
const nameOf = (key: string): string => {
  const words = key
    .replace(/(Us|Ns|Ms|Bytes)$/, '')
    .replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll('_', ' ')
  return NAMES[key] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

/** A wall time is µs since 1970 of this century; anything shorter is a length. */
const FIRST_WALL_US = 946_684_800e6

/** In the order they were written; `zone` is that of wall clocks (IANA name). */
export const describeEvidence = (evidence: Readonly<Record<string, unknown>>, zone: string): EvidenceRow[] =>
  Object.entries(evidence).map(([key, value]) => ({ name: nameOf(key), ...describeValue(key, value, zone) }))

function describeValue(key: string, value: unknown, zone: string): Omit<EvidenceRow, 'name'> {
  if (value === null || value === undefined) return { text: 'not said' }
  if (typeof value === 'boolean') return { text: value ? 'yes' : 'no' }
  if (typeof value === 'object') return describeParts(value)
  const raw = String(value)
  const number = /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : undefined
  if (number === undefined) return { text: raw }
  if (/(At|Raw)$/.test(key)) {
    const reading = readEpoch(raw)
    return reading ? { text: formatWall(wallFromNs(reading.ns), zone), raw } : { text: raw }
  }
  if (key.endsWith('PtsUs')) return { text: formatTime(number), raw }
  if (key.endsWith('Us') || key.endsWith('Ns')) {
    const us = key.endsWith('Ns') ? number / 1e3 : number
    return { text: us >= FIRST_WALL_US ? formatWall(us, zone) : formatSpan(us), raw }
  }
  if (/bytes$/i.test(key)) return { text: formatBytes(number), raw }
  return { text: typeof value === 'number' ? formatCount(value) : raw }
}

function describeParts(value: object): Omit<EvidenceRow, 'name'> {
  const parts = Object.values(value)
  if (parts.length === 0) return { text: 'none' }
  const isPlain = Array.isArray(value) && parts.every((part) => typeof part !== 'object')
  if (isPlain && parts.length <= 12) return { text: parts.join(', ') }
  const what = Array.isArray(value) ? 'entry' : 'field'
  const many = Array.isArray(value) ? 'entries' : 'fields'
  return { text: `${parts.length} ${parts.length === 1 ? what : many}`, nested: value }
}

const formatWall = (us: number, zone: string): string =>
  `${formatWallDate(us, zone)} ${formatWallClock(us, zone)} ${formatZone(zone, us)}`
