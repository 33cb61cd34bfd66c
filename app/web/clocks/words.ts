/** The clock view's words and numbers, each form once. Pure. */
import type { ClockGraph, GraphEdge, RecordingClock, RecordingMove } from '../../../core/protocol/clock.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatWallClock } from '../../../core/time/zone.ts'
import { formatSource } from '../timeline/source.ts'
import { formatSpan } from '../widgets/quantities.ts'
import { recordingOf, type EdgeState } from './edges.ts'
import type { NetLink } from './net.ts'

/** Kinds of evidence, one and several of it. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  egress_info: ['EgressInfo', 'EgressInfos'],
  manifest_a: ['manifest', 'manifests'],
  manifest_interval: ['manifest interval', 'manifest intervals'],
  sibling_track: ['other track', 'other tracks'],
  path_time: ['path time', 'path times'],
  modified_time: ['upload time', 'upload times'],
  local_recorder: ['local recorder', 'local recorders'],
  capture_times: ['capture times', 'capture times'],
  clock_exchange: ['clock exchange', 'clock exchanges'],
  report_arrivals: ['report arrivals', 'report arrivals'],
  audio_match: ['sound', 'sounds'],
  clap: ['clap or flash', 'claps or flashes'],
  time_code: ['time code', 'time codes'],
  log_envelope: ['log delay', 'log delays'],
  log_echo: ['log echo', 'log echoes'],
  same_device: ['same device', 'same device'],
  mark: ['mark', 'marks'],
  correction: ['moved by hand', 'moved by hand'],
}

export const nameKind = (kind: string): string => KINDS[kind]?.[0] ?? kind.replaceAll('_', ' ')

/** A device is one, however many recordings share it. */
const UNCOUNTED = ['same_device', 'capture_times', 'clock_exchange', 'report_arrivals', 'correction']

/** `4 sounds`, `3 sounds (1 disagrees)`, `EgressInfo`. */
function nameCount({ kind, count, disagree }: RecordingClock['evidence'][number]): string {
  const many = KINDS[kind]?.[1] ?? `${kind.replaceAll('_', ' ')}s`
  const isCounted = (count > 1 && !UNCOUNTED.includes(kind)) || ['audio_match', 'mark', 'clap'].includes(kind)
  const said = isCounted ? `${count} ${count === 1 ? nameKind(kind) : many}` : nameKind(kind)
  if (disagree === 0) return said
  if (count === 1) return `${said} (disagrees)`
  return `${said} (${disagree} ${disagree === 1 ? 'disagrees' : 'disagree'})`
}

/** What a recording's place rests on: `EgressInfo, 4 sounds`, `path time: not aligned`. */
export function describeEvidenceOf({ evidence, lacks }: Pick<RecordingClock, 'evidence' | 'lacks'>): string {
  const said = evidence.map(nameCount).join(', ')
  if (lacks === null) return said
  return said === '' ? lacks : `${said}: ${lacks}`
}

/** σ on its own: `6 ms`, `0.9 s`, `<1 ms`. */
export function formatSure(us: number): string {
  if (us < 500) return '<1 ms'
  if (us < 999_500) return `${Math.round(us / 1e3)} ms`
  return us < 9.95e6 ? `${(us / 1e6).toFixed(1)} s` : formatSpan(us)
}

/** A move with its sign, to the ms: `+0.753 s`, `−361 ms`, `0 ms`. */
export function formatMove(us: number): string {
  const ms = Math.round(us / 1e3)
  if (ms === 0) return '0 ms'
  const size = Math.abs(ms)
  const text =
    size < 500 ? `${size} ms` : size < 60_000 ? `${(size / 1e3).toFixed(3)} s` : formatSpan(size * 1e3)
  return `${ms < 0 ? '−' : '+'}${text}`
}

const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`

/** `+18.2 ± 0.1 ppm`, or `not known` where nothing measured it. */
export function formatDrift(ppm: number, sigmaPpm: number | null): string {
  if (sigmaPpm === null) return 'not known'
  const digits = sigmaPpm < 0.05 ? 2 : sigmaPpm < 10 ? 1 : 0
  return `${signed(ppm, digits)} ± ${sigmaPpm.toFixed(digits)} ppm`
}

/** Beyond this a start is said as a span: a time to the ms would be a guess. */
const VAGUE_US = 10e6

/** `15:29:02.871`, or `15:31 to 15:33` where σ is beyond ten seconds. */
export function formatPlaced(wallUs: number | null, sigmaUs: number | null, zone: string): string {
  if (wallUs === null) return 'not placed'
  if (sigmaUs === null || sigmaUs < VAGUE_US) return formatWallClock(wallUs, zone)
  const [from, to] = [wallUs - 2 * sigmaUs, wallUs + 2 * sigmaUs].map((us) =>
    formatWallClock(us, zone, 0).slice(0, 5),
  )
  return from === to ? `about ${from}` : `${from} to ${to}`
}

/** `Leo’s microphone`; with several of one source, `Leo’s microphone (2)`. */
export function nameRecordingOf(graph: Pick<ClockGraph, 'recordings'>, recordingId: string): string {
  const recording = graph.recordings.find((each) => each.recordingId === recordingId)
  if (!recording) return recordingId
  return `${recording.name}’s ${formatSource(recording.source)}${nthOf(graph, recording)}`
}

/** ` (2)` for the second recording of a lane, by their start. */
export function nthOf(graph: Pick<ClockGraph, 'recordings'>, recording: RecordingClock): string {
  const lane = graph.recordings.filter((each) => each.laneId === recording.laneId)
  const index = lane.indexOf(recording)
  return index > 0 ? ` (${index + 1})` : ''
}

function nameClock(graph: Pick<ClockGraph, 'recordings'>, clockId: string): string {
  if (clockId === 'utc') return 'wall clock'
  const recordingId = recordingOf(clockId)
  if (recordingId !== undefined) return nameRecordingOf(graph, recordingId)
  const identity = clockId.replace(/^device:/, '')
  const name = graph.recordings.find((each) => each.identity === identity)?.name ?? identity
  return `${name}’s device`
}

export const nameEdge = (
  graph: Pick<ClockGraph, 'recordings'>,
  edge: Pick<GraphEdge, 'from' | 'to'>,
): string => `${nameClock(graph, edge.from)} ↔ ${nameClock(graph, edge.to)}`

export const STATE_NAMES: Readonly<Record<EdgeState, string>> = {
  agrees: 'agrees',
  disagrees: 'disagrees',
  muted: 'muted',
  outranked: 'not used',
}

/** What stands on a link: `±6 ms`, `log echo ±45 ms`, `sound: off by 380 ms`, `±6 ms · 1 of 3 disagrees`. */
export function labelLink({ edges, state, disagreeing, sigmaUs }: NetLink): string {
  const best = edges[0]!
  const kind = best.kind === 'audio_match' ? '' : `${nameKind(best.kind)} `
  const count = edges.length > 1 ? ` × ${edges.length}` : ''
  if (state === 'disagrees') {
    if (disagreeing < edges.length)
      return `${kind}±${formatSure(sigmaUs)} · ${disagreeing} of ${edges.length} off`
    const off = best.leaveOneOutUs ?? best.residualUs
    return off === null
      ? `${nameKind(best.kind)}: off`
      : `${nameKind(best.kind)}: off by ${formatSure(Math.abs(off))}`
  }
  return `${kind}±${formatSure(sigmaUs)}${count}`
}

/** What the changes in hand would do: `3 changes not applied: moves 2 recordings, at most 361 ms`. */
export function describeMoves(changes: number, moves: readonly RecordingMove[] | undefined): string {
  const head = `${changes} ${changes === 1 ? 'change' : 'changes'} not applied`
  if (!moves) return head
  const moved = moves.filter(isMoved)
  if (moved.length > 0) {
    const most = Math.max(...moved.map(({ byUs }) => Math.abs(byUs)))
    return `${head}: moves ${moved.length} ${moved.length === 1 ? 'recording' : 'recordings'}, at most ${formatMove(most).slice(1)}`
  }
  const regraded = moves.filter(({ fromGrade, toGrade }) => fromGrade !== toGrade).length
  return regraded > 0
    ? `${head}: moves nothing, ${regraded} ${regraded === 1 ? 'grade changes' : 'grades change'}`
    : `${head}: moves nothing`
}

/** Less than half a ms is no move. */
export const isMoved = ({ byUs }: Pick<RecordingMove, 'byUs'>): boolean => Math.abs(byUs) >= 500

export interface GroupFacts {
  readonly text: string
  readonly tone: 'good' | 'warn' | 'bad'
}

/** How much hangs together: `5 of 6 in one group · p95 34 ms`. */
export function describeGroup({
  recordings,
  expectedErrorUs,
}: Pick<ClockGraph, 'recordings' | 'expectedErrorUs'>): GroupFacts {
  const inGroup = recordings.filter((recording) => recording.component === 0).length
  const error = expectedErrorUs ? ` · p95 ${formatSure(expectedErrorUs.p95)}` : ''
  if (inGroup === 0) return { text: `no content links them${error}`, tone: 'bad' }
  const isWhole = inGroup === recordings.length
  return { text: `${inGroup} of ${recordings.length} in one group${error}`, tone: isWhole ? 'good' : 'warn' }
}

/** Roughly how long comparing takes: a machine of two cores decodes and compares ten minutes of sound in a second. */
export function guessAlign(soundUs: number): string {
  const seconds = Math.max(1, Math.ceil(soundUs / 600e6))
  if (seconds < 10) return 'a few seconds'
  if (seconds < 90) return `${Math.ceil(seconds / 10) * 10} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}

/** How far what it heard is from where it lies: `half of what it is compared with agrees to 2 ms, 95 % to 5 ms`. */
export function describeResidual({
  residualP50Us: half,
  residualP95Us: most,
}: Pick<RecordingClock, 'residualP50Us' | 'residualP95Us'>): string | undefined {
  if (half === null || most === null) return undefined
  return `half of what it is compared with agrees to ${formatSure(half)}, 95 % to ${formatSure(most)}`
}

export const formatMoment = (us: number): string => formatTime(us, 0)
