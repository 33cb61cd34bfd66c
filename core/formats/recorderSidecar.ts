/**
 * What the embedded recorder knows of its own file, as the member `lockstep` of `<EG_id>.egressinfo.json`, beside
 * `clockReadings`: the wall clock of media time 0 with its σ, the drift of the sender's clock, what was lost and when
 * the track was muted. LiveKit's own EgressInfo has no such member.
 *
 *   "lockstep": {"recorder": "embedded", "version": "0.5.0",
 *     "pts0": {"wallNs": "1749655846203456789", "sigmaNs": 800000, "method": "sender_reports", "readings": 12, "scatterNs": 310000},
 *     "drift": {"ppm": 12.4, "sigmaPpm": 0.8}, "packets": {"received": 900, "lost": 2, "repaired": 5, "duplicate": 0},
 *     "frames": {"written": 450, "lost": 1, "blank": 6}, "muted": [{"fromUs": 36100000, "toUs": 44200000}], "lost": []}
 *
 * Times are media time in µs; a span without `toUs` lasts to the end. Mutes may also be written as they came,
 * `{"isMuted": true, "atNs": "…"}` by the recorder's clock, and losses as `{"count": 3, "afterPtsUs": 20000000}`; `repeated`
 * is `duplicate`, and frames that were incomplete, undecodable or unwritten are lost. Members that are absent or wrong
 * are left out, the rest is read.
 */
import { isObject, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type Fields } from './fields.ts'
import type { Problem, Reading } from './problem.ts'

/** A span of media time, half-open, µs. */
export interface SidecarSpan {
  readonly fromUs: number
  /** Undefined: to the end of the file. */
  readonly toUs: number | undefined
}

export interface RecorderSidecar {
  readonly recorder: string
  readonly version: string
  /** Wall clock (UTC, the recorder's) of media time 0. */
  readonly pts0:
    | {
        readonly wallNs: bigint
        /** One standard deviation. */
        readonly sigmaNs: number
        /** `sender_reports`, `first_packet`, … */
        readonly method: string
        /** How many clock readings it rests on. */
        readonly readings: number
        readonly scatterNs: number | undefined
      }
    | undefined
  /** How much faster UTC runs than media time says (the media's clock is slow: positive). */
  readonly drift: { readonly ppm: number; readonly sigmaPpm: number } | undefined
  readonly packets:
    | {
        readonly received: number
        readonly lost: number
        readonly repaired: number
        readonly duplicate: number
      }
    | undefined
  readonly frames: { readonly written: number; readonly lost: number; readonly blank: number } | undefined
  readonly muted: readonly SidecarSpan[]
  readonly lost: readonly SidecarSpan[]
}

const WRITER = 'embedded recorder'

/** Parses the sidecar's JSON (the whole file); `value` is undefined where no recorder of ours wrote it. */
export function parseRecorderSidecar(json: JsonValue): Reading<RecorderSidecar> {
  const problems: Problem[] = []
  const info = isObject(json) ? (isObject(json['egressInfo']) ? json['egressInfo'] : json) : undefined
  const own = info?.['lockstep']
  if (!isObject(own)) return { value: undefined, problems }
  const fields = readFields(own, WRITER, problems)
  const start = readStart(own['pts0'], problems)
  const value: RecorderSidecar = {
    recorder: fields.text('recorder') ?? 'unknown',
    version: fields.text('version') ?? 'unknown',
    pts0: start,
    drift: readNumbers(own['drift'], ['ppm', 'sigmaPpm'], 'drift', problems),
    packets: readNumbers(
      nameAlike(own['packets'], { duplicate: ['repeated'] }),
      ['received', 'lost', 'repaired', 'duplicate'],
      'packets',
      problems,
    ),
    frames: readNumbers(
      nameAlike(own['frames'], { lost: ['incomplete', 'undecodable', 'unwritten'] }),
      ['written', 'lost', 'blank'],
      'frames',
      problems,
    ),
    muted: [...readSpans(fields, 'muted', problems), ...readMutes(fields, start)],
    lost: [...readSpans(fields, 'lost', problems), ...readLosses(fields)],
  }
  return { value, problems }
}

/** Writes it as the member's value. */
export const formatRecorderSidecar = (sidecar: RecorderSidecar): Record<string, unknown> => ({
  ...sidecar,
  pts0: sidecar.pts0 && { ...sidecar.pts0, wallNs: String(sidecar.pts0.wallNs) },
})

function readStart(value: JsonValue | undefined, problems: Problem[]): RecorderSidecar['pts0'] {
  if (!isObject(value)) return undefined
  const fields = readFields(value, WRITER, problems)
  const wallNs = fields.time('wallNs')?.ns
  const numbers = readNumbers(value, ['sigmaNs', 'readings'], 'pts0', problems)
  if (wallNs === undefined || numbers === undefined) return undefined
  const scatterNs = value['scatterNs']
  return {
    wallNs,
    ...numbers,
    method: fields.text('method') ?? 'unknown',
    scatterNs: isAmount(scatterNs) ? scatterNs : undefined,
  }
}

const isAmount = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value)

/** All of the named numbers, or undefined and a problem. Only a rate may be negative. */
function readNumbers<Name extends string>(
  value: JsonValue | undefined,
  names: readonly Name[],
  member: string,
  problems: Problem[],
): Record<Name, number> | undefined {
  if (value === undefined || value === null) return undefined
  const object: JsonObject = isObject(value) ? value : {}
  const wrong = names.find((name) => !isAmount(object[name]) || (name !== 'ppm' && object[name] < 0))
  if (wrong === undefined)
    return Object.fromEntries(names.map((name) => [name, object[name]])) as Record<Name, number>
  problems.push({
    code: 'wrong_type',
    message: `lockstep.${member} has no number ${wrong}, expected ${names.join(', ')} (${WRITER})`,
    evidence: { member, field: wrong },
  })
  return undefined
}

function readSpans(fields: Fields, name: string, problems: Problem[]): SidecarSpan[] {
  const rows = fields.objects(name).filter((row) => !row.has('isMuted', 'afterPtsUs', 'count'))
  const spans = rows.flatMap((row): SidecarSpan[] => {
    const fromUs = row.integer('fromUs')
    const toUs = row.integer('toUs')
    if (fromUs === undefined || (toUs !== undefined && toUs <= fromUs)) return []
    return [{ fromUs: Number(fromUs), toUs: toUs === undefined ? undefined : Number(toUs) }]
  })
  if (spans.length < rows.length) {
    const message = `${rows.length - spans.length} of ${rows.length} spans of lockstep.${name} have no fromUs, or end before they begin (${WRITER})`
    const evidence = { member: name, count: rows.length - spans.length, of: rows.length }
    problems.push({ code: 'wrong_type', message, evidence })
  }
  return spans
}

/** A member under other names: the sum of those that are there. */
function nameAlike(
  value: JsonValue | undefined,
  names: Readonly<Record<string, readonly string[]>>,
): JsonValue | undefined {
  if (!isObject(value)) return value
  const added = Object.entries(names).flatMap(([name, others]) => {
    const amounts = others.map((other) => value[other]).filter(isAmount)
    return name in value || amounts.length === 0
      ? []
      : [[name, amounts.reduce((sum, one) => sum + one, 0)] as const]
  })
  return { ...value, ...Object.fromEntries(added) }
}

/** Mutes as they came, put on media time by the wall clock of its 0; none where that is not known. */
function readMutes(fields: Fields, start: RecorderSidecar['pts0']): SidecarSpan[] {
  const spans: { fromUs: number; toUs: number | undefined }[] = []
  if (!start) return spans
  const rows = fields.objects('muted').filter((row) => row.has('isMuted'))
  for (const row of rows) {
    const atNs = row.time('atNs')?.ns
    if (atNs === undefined) continue
    const atUs = Number((atNs - start.wallNs) / 1000n)
    const open = spans.at(-1)
    const isOpen = open !== undefined && open.toUs === undefined
    if (row.flag('isMuted')) {
      if (!isOpen) spans.push({ fromUs: atUs, toUs: undefined })
    } else if (isOpen) open.toUs = atUs
  }
  return spans
}

/** A packet holds 20 ms of sound, or about as much of a picture. */
const PACKET_US = 20_000

const readLosses = (fields: Fields): SidecarSpan[] =>
  fields.objects('lost').flatMap((row) => {
    const fromUs = row.has('afterPtsUs') ? row.integer('afterPtsUs') : undefined
    const count = row.has('count') ? row.integer('count') : undefined
    if (fromUs === undefined) return []
    return [{ fromUs: Number(fromUs), toUs: Number(fromUs) + Math.max(1, Number(count ?? 1)) * PACKET_US }]
  })
