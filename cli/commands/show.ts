/** `lockstep show`: one session, its lanes with placement and gaps, its findings. */
import { Command } from 'commander'
import type { Lane, RecordingView, SessionDetail } from '../../core/protocol/index.ts'
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
        if (options.json) effects.stdout.write(`${JSON.stringify(session)}\n`)
        else effects.stdout.write(formatSession(session, options.all ? Infinity : SHOWN_FINDINGS))
      })
    })
}

/** Formats a session for a terminal with at most `maxFindings` findings. */
export function formatSession(session: SessionDetail, maxFindings: number): string {
  const head = [
    `${session.roomName}  ${session.sessionId}`,
    `${formatUtc(micros(session.epochWallUs))}  ${formatTime(session.durationUs, 0)}  ${session.people.length} people, ${session.tracks} tracks, ${session.recordings} recordings, ${session.logCount} log rows`,
  ].map(escapeControls)
  const table = formatTable(
    ['lane', 'recording', 'track', 'start', 'end', '±σ', 'grade', 'placed by'],
    session.lanes.flatMap(formatLane),
    ['l', 'l', 'l', 'r', 'r', 'r', 'l', 'l'],
  )
  return `${head.join('\n')}\n\n${table}\n${formatFindings(session, maxFindings)}`
}

function formatLane(lane: Lane): (readonly unknown[])[] {
  const rows = lane.recordings.map((recording) => ({
    atUs: recording.placement?.startUs ?? Infinity,
    row: [lane.laneId, recording.recordingId, recording.trackId, ...formatPlacement(recording)],
  }))
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

function formatPlacement(recording: RecordingView): string[] {
  const { placement } = recording
  if (!placement) return ['unplaced', '', '', '', '']
  const { startUs, endUs, sigmaUs, grade, method, correctionUs } = placement
  const moved = correctionUs === 0 ? '' : ` (moved ${formatShift(correctionUs)} by hand)`
  return [
    formatTime(startUs),
    formatTime(endUs),
    formatSigma(sigmaUs),
    grade,
    method.replaceAll('_', ' ') + moved,
  ]
}

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
