/**
 * Who is being recorded in a room now, as the backend keeps it in the room's LiveKit metadata: reliable, and there for
 * those who come late. On the wire JSON, `{"lockstep":{"recorded":["ada"],"room":false}}`; whatever else the metadata
 * holds stays.
 */
export interface RecordedNotice {
  /** Identities of whom a track is being recorded. */
  readonly recorded: readonly string[]
  /** Whether all of the room is, in one picture. */
  readonly room: boolean
}

export const NOBODY_RECORDED: RecordedNotice = { recorded: [], room: false }

/** Undefined where the metadata is somebody else's and no JSON object: then it is not to be touched. */
export function addRecordedNotice(metadata: string, { recorded, room }: RecordedNotice): string | undefined {
  const others = metadata === '' ? {} : parseObject(metadata)
  return others && JSON.stringify({ ...others, lockstep: { recorded, room } })
}

/** Reads a room's metadata; nobody where there is no notice. Never throws. */
export function readRecordedNotice(metadata: string | undefined): RecordedNotice {
  const notice = parseObject(metadata ?? '')?.['lockstep']
  if (typeof notice !== 'object' || notice === null) return NOBODY_RECORDED
  const { recorded, room } = notice as Record<string, unknown>
  return {
    recorded: Array.isArray(recorded) ? recorded.filter((one) => typeof one === 'string') : [],
    room: room === true,
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
