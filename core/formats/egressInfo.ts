/**
 * LiveKit's EgressInfo as protojson (`livekit_egress.proto`): the answer of ListEgress, the `egressInfo` of a
 * webhook, or a sidecar `<EG_id>.egressinfo.json`. int64 are decimal text, zero values are omitted, both
 * `fileResults` and the older `file` occur. `fileResults[].startedAt` is the wall clock of the first RTP packet:
 * the only record of it. Its duration may be negative and `endedAt` missing (egress #847, #809): PTS say lengths.
 */
import { isObject, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type Fields, type RawTime } from './fields.ts'
import type { Problem, Reading } from './problem.ts'

export interface EgressFileResult {
  readonly filename: string | undefined
  readonly location: string | undefined
  /** Wall time of the first packet, media time 0. */
  readonly startedAt: RawTime | undefined
  readonly endedAt: RawTime | undefined
  /** Undefined where it was absent or negative. */
  readonly durationNs: bigint | undefined
  readonly sizeBytes: bigint | undefined
}

export interface EgressInfo {
  readonly egressId: string
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly status: string | undefined
  readonly trackId: string | undefined
  readonly identity: string | undefined
  /** When egress parsed the request, before the first sample. */
  readonly requestedAt: RawTime | undefined
  readonly endedAt: RawTime | undefined
  readonly error: string | undefined
  readonly files: readonly EgressFileResult[]
}

const WRITER = 'livekit EgressInfo'

/** Whether an object is an EgressInfo or a webhook body that holds one. */
export function isEgressInfo(json: JsonObject): boolean {
  const fields = readFields(json, WRITER, [])
  if (fields.has('egressInfo')) return true
  return (
    fields.has('egressId') && fields.has('fileResults', 'file', 'status', 'updatedAt', 'manifestLocation')
  )
}

/** Parses an EgressInfo; one without an `egressId` cannot be told from any other and has no value. */
export function parseEgressInfo(json: JsonValue): Reading<EgressInfo> {
  const problems: Problem[] = []
  if (!isObject(json)) return refuse('is not an object')
  const outer = readFields(json, WRITER, problems)
  const fields = outer.object('egressInfo') ?? outer
  const egressId = fields.text('egressId')
  if (egressId === undefined) return refuse('has no egressId')
  const request = ['track', 'participant', 'trackComposite', 'roomComposite', 'web']
    .map((name) => fields.object(name))
    .find((found) => found !== undefined)
  const value: EgressInfo = {
    egressId,
    roomId: fields.text('roomId'),
    roomName: fields.text('roomName') ?? request?.text('roomName'),
    status: fields.text('status'),
    trackId: request?.text('trackId'),
    identity: request?.text('identity'),
    requestedAt: fields.time('startedAt'),
    endedAt: fields.time('endedAt'),
    error: fields.text('error'),
    files: readResults(fields, egressId, problems),
  }
  return { value, problems: problems.filter(onlyOnce()) }
}

function refuse(why: string): Reading<EgressInfo> {
  const message = `EgressInfo ${why}, expected one with an egressId (${WRITER})`
  return { value: undefined, problems: [{ code: 'egress_info_unusable', message, evidence: {} }] }
}

function readResults(fields: Fields, egressId: string, problems: Problem[]): EgressFileResult[] {
  const results = fields
    .objects('fileResults')
    .filter((file) => file.has('filename', 'location', 'startedAt'))
  const older = fields.object('file')
  if (results.length === 0 && older?.has('filename', 'location', 'startedAt')) results.push(older)
  return results.map((file) => {
    const duration = file.integer('duration')
    if (duration !== undefined && duration < 0n) {
      problems.push({
        code: 'duration_negative',
        message: `EgressInfo ${egressId}: fileResults duration is ${duration} ns (${WRITER}); the file's own timestamps are used`,
        evidence: { durationNs: String(duration), filename: file.text('filename') ?? null },
      })
    }
    return {
      filename: file.text('filename', 'filepath'),
      location: file.text('location'),
      startedAt: file.time('startedAt'),
      endedAt: file.time('endedAt'),
      durationNs: duration !== undefined && duration >= 0n ? duration : undefined,
      sizeBytes: file.integer('size'),
    }
  })
}

/** The older `file` repeats what `fileResults` says, and so would its problems. */
function onlyOnce(): (problem: Problem) => boolean {
  const seen = new Set<string>()
  return (problem) => {
    const first = !seen.has(problem.code + problem.message)
    seen.add(problem.code + problem.message)
    return first
  }
}

/** Writes an EgressInfo of a track egress as protojson does. */
export function formatEgressInfo(info: EgressInfo): string {
  const files = info.files.map((file) => ({
    filename: file.filename,
    startedAt: file.startedAt?.raw,
    endedAt: file.endedAt?.raw,
    duration: file.durationNs?.toString(),
    size: file.sizeBytes?.toString(),
    location: file.location,
  }))
  const track = info.trackId === undefined ? undefined : { roomName: info.roomName, trackId: info.trackId }
  const { egressId, roomId, roomName, status, error } = info
  const startedAt = info.requestedAt?.raw
  const endedAt = info.endedAt?.raw
  return JSON.stringify({
    egressId,
    roomId,
    roomName,
    status,
    startedAt,
    endedAt,
    track,
    fileResults: files,
    error,
  })
}
