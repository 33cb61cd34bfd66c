/** `lockstep show`: one session, its lanes with placement and gaps, its findings. */
import { Command } from 'commander'
import type {
  ClockGraph,
  Lane,
  RecordingClock,
  RecordingView,
  SessionDetail,
} from '../../core/protocol/index.ts'
import { formatTime, formatUtc, micros } from '../../core/time/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { findSession } from '../findSession.ts'
import { escapeControls, formatTable } from '../table.ts'
import { examples } from '../terminal.ts'

const SHOWN_FINDINGS = 20

export function command(effects: Effects): Command {
  return new Command('show')
    .argument('<session>', 'session id, the beginning of one, or a room name')
    .addOption(catalogOption())
    .option('--json', 'the whole session as one JSON object')
    .option('--all', 'every finding, not the first 20')
    .addHelpText(
      'after',
      examples(['lockstep show RM_h7s9KqPzLm', 'lockstep show lesson --json | jq .lanes']),
    )
    .action(async (name: string, options: { catalog?: string; json?: boolean; all?: boolean }) => {
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const { sessionId } = findSession(await access.readSessions(), name)
        const session = await access.readSession(sessionId)
        if (options.json) {
          effects.stdout.write(`${JSON.stringify(session)}\n`)
          return
        }
        const clocks = await access.readClocks(sessionId)
        effects.stdout.write(formatSession(session, clocks, options.all ? Infinity : SHOWN_FINDINGS))
      })
    })
}

/** Formats a session for a terminal with at most `maxFindings` findings. */
export function formatSession(session: SessionDetail, clocks: ClockGraph, maxFindings: number): string {
  const head = [
    `${session.roomName}  ${session.sessionId}`,
    `${formatUtc(micros(session.epochWallUs))}  ${formatTime(session.durationUs, 0)}  ${session.people.length} people, ${session.tracks} tracks, ${session.recordings} recordings, ${session.logCount} log rows`,
    formatClock(clocks),
  ].map(escapeControls)
  const columns = listColumns(clocks)
  const known = new Map(clocks.recordings.map((one) => [one.recordingId, one]))
  const table = formatTable(
    ['lane', 'recording', 'track', 'start', 'end', ...columns.map(({ title }) => title)],
    session.lanes.flatMap((lane) => formatLane(lane, known, columns)),
    ['l', 'l', 'l', 'r', 'r', ...columns.map(({ align }) => align)],
  )
  return `${head.join('\n')}\n\n${table}\n${formatFindings(session, maxFindings)}`
}

/** How well the whole is known: against UTC, and tracks against each other. */
function formatClock({ wallSigmaUs, expectedErrorUs, alignedWallUs, pairs, sessionId }: ClockGraph): string {
  const compared =
    alignedWallUs === null
      ? `sound not compared: lockstep align ${sessionId}`
      : `${pairs.compared} pairs of sound compared, ${pairs.refused} share none`
  if (wallSigmaUs === null) return compared
  const apart =
    expectedErrorUs &&
    `tracks apart by ${formatSigma(expectedErrorUs.p50).slice(1)} (median), ${formatSigma(expectedErrorUs.p95).slice(1)} (95 %)`
  return [`against UTC ${formatSigma(wallSigmaUs)}`, apart, compared].filter(Boolean).join('  ')
}

interface Column {
  readonly title: string
  readonly align: 'l' | 'r'
  readonly format: (recording: RecordingView, clock: RecordingClock | undefined) => string
}

/** What is unknown of every recording has no column. */
function listColumns({ recordings }: ClockGraph): Column[] {
  const drift: Column = { title: 'drift', align: 'r', format: (_, clock) => formatDrift(clock) }
  const steps: Column = {
    title: 'steps',
    align: 'l',
    format: (_, clock) =>
      (clock?.steps ?? [])
        .map((step) => `${formatShift(step.byUs)} at ${formatTime(step.mediaUs, 0)}`)
        .join(', '),
  }
  const group: Column = {
    title: 'group',
    align: 'r',
    format: (_, clock) =>
      clock === undefined || clock.component === null ? '' : String(clock.component + 1),
  }
  return [
    ...(recordings.some((one) => one.driftSigmaPpm !== null) ? [drift] : []),
    ...(recordings.some((one) => one.steps.length > 0) ? [steps] : []),
    { title: '±σ', align: 'r', format: ({ placement }) => (placement ? formatSigma(placement.sigmaUs) : '') },
    { title: 'grade', align: 'l', format: ({ placement }) => placement?.grade ?? '' },
    ...(recordings.some((one) => one.component !== null) ? [group] : []),
    { title: 'placed by', align: 'l', format: formatMethod },
  ]
}

function formatLane(
  lane: Lane,
  clocks: ReadonlyMap<string, RecordingClock>,
  columns: readonly Column[],
): (readonly unknown[])[] {
  const rows = lane.recordings.map((recording) => {
    const { placement, recordingId } = recording
    const clock = clocks.get(recordingId)
    return {
      atUs: placement?.startUs ?? Infinity,
      row: [
        lane.laneId,
        recordingId,
        recording.trackId,
        placement ? formatTime(placement.startUs) : 'unplaced',
        placement ? formatTime(placement.endUs) : '',
        ...columns.map((column) => column.format(recording, clock)),
      ],
    }
  })
  const gaps = lane.gaps.map((gap) => ({
    atUs: gap.startUs,
    row: [
      // A withheld person's lane has no recording to stand beside its name.
      lane.recordings.length === 0 ? lane.laneId : '',
      `  gap: ${gap.reason.replaceAll('_', ' ')}`,
      '',
      formatTime(gap.startUs),
      formatTime(gap.endUs),
    ],
  }))
  return [...rows, ...gaps].sort((a, b) => a.atUs - b.atUs).map(({ row }) => row)
}

const formatDrift = (clock: RecordingClock | undefined): string =>
  clock === undefined || clock.driftSigmaPpm === null
    ? ''
    : `${clock.driftPpm.toFixed(1)} ±${clock.driftSigmaPpm.toPrecision(2)} ppm`

/** What other tracks of one person say is seldom worth a word. */
const WEAK: readonly string[] = ['sibling_track', 'same_device']

/** The evidence that says most, and in brackets all there is of several. */
function formatMethod({ placement }: RecordingView, clock: RecordingClock | undefined): string {
  if (!placement) return ''
  const { method, correctionUs } = placement
  const moved = correctionUs === 0 ? '' : ` (moved ${formatShift(correctionUs)} by hand)`
  const evidence = (clock?.evidence ?? []).filter(({ kind }) => !WEAK.includes(kind))
  const isOne = evidence.length <= 1 && (evidence[0]?.count ?? 0) <= 1
  return method.replaceAll('_', ' ') + moved + (isOne ? '' : ` [${formatEvidence(evidence)}]`)
}

/** Formats `3 audio match (1 disagrees), 1 manifest interval`. */
export const formatEvidence = (evidence: RecordingClock['evidence']): string =>
  evidence
    .map(
      ({ kind, count, disagree }) =>
        `${count} ${kind.replaceAll('_', ' ')}${disagree === 0 ? '' : ` (${disagree} ${disagree === 1 ? 'disagrees' : 'disagree'})`}`,
    )
    .join(', ')

/** Formats `+120 ms`, `−1.5 s`. */
export function formatShift(us: number): string {
  return (us < 0 ? '−' : '+') + formatSigma(Math.abs(us)).slice(1)
}

/** Formats `±3.2 ms`, `±1.5 s`. */
export function formatSigma(us: number): string {
  if (us >= 10e6) return `±${Math.round(us / 1e6)} s`
  if (us >= 1e6) return `±${(us / 1e6).toFixed(1)} s`
  return `±${us < 10_000 ? Number((us / 1e3).toFixed(1)) : Math.round(us / 1e3)} ms`
}

function formatFindings(session: SessionDetail, max: number): string {
  const all = session.findingList
  if (all.length === 0) return 'No findings.\n'
  const shown = all.slice(0, max).map((finding) => {
    const hint = finding.hint === '' ? '' : `\n    ${escapeControls(finding.hint)}`
    return `${finding.severity} ${finding.code}: ${escapeControls(finding.message)}${hint}`
  })
  const rest = all.length > max ? `… and ${all.length - max} more: --all\n` : ''
  return `Findings (${all.length})\n${shown.join('\n')}\n${rest}`
}
