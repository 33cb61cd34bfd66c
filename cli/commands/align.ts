/** `lockstep align`: what microphones heard in common puts the tracks of a session on one clock. */
import { Command } from 'commander'
import type { AlignResult, RecordingClock } from '../../core/protocol/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { findSession } from '../findSession.ts'
import { escapeControls, formatTable } from '../table.ts'
import { examples, openReporter } from '../terminal.ts'
import { formatShift, formatSigma } from './show.ts'

interface AlignCommandOptions {
  catalog?: string
  all?: boolean
  dryRun?: boolean
  json?: boolean
}

export function command(effects: Effects): Command {
  return new Command('align')
    .argument('[sessions...]', 'session ids, the beginnings of some, or room names')
    .addOption(catalogOption())
    .option('--all', 'every session of the catalog')
    .option('--dry-run', 'compare, and say what would move by how much; move nothing')
    .option('--json', 'JSON lines: plan, progress, and {"event":"done", …} a session')
    .addHelpText(
      'after',
      examples([
        'lockstep align lesson',
        'lockstep align RM_h7s9KqPzLm --dry-run',
        'lockstep align --all --catalog study.duckdb --json',
      ]) +
        '\nWhat was decoded and compared is kept: the same command again goes on where it was interrupted, and\ncompares only what has changed since.\n',
    )
    .action(async (names: string[], options: AlignCommandOptions, self: Command) => {
      if (names.length === 0 && !options.all) self.error("error: name a session, or say '--all'")
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const known = await access.readSessions()
        const sessions = options.all ? known : names.map((name) => findSession(known, name))
        const reporter = openReporter(effects, options.json === undefined ? {} : { json: options.json })
        if (access.serverUrl)
          reporter.line(`The server at ${access.serverUrl} has the catalog open and does the work.`)
        try {
          for (const { sessionId, roomName } of sessions) {
            const title = escapeControls(`${roomName}  ${sessionId}`)
            const say = (text: string): void => {
              // In a pipe the result alone counts.
              if (effects.stderr.isTTY) reporter.line(text)
            }
            say(title)
            const result = await access.align(sessionId, {
              dryRun: options.dryRun ?? false,
              signal: effects.signal,
              onProgress: (progress) => reporter.progress(progress),
              onPlan: ({ sounds, pairs, ...plan }) => {
                reporter.event({ event: 'plan', ...plan, sounds: sounds.length, pairs: pairs.length })
                say(plan.summary)
              },
            })
            reporter.end()
            reporter.event({ event: 'done', ...result })
            if (!options.json) effects.stdout.write(`${title}\n${formatAlignResult(result)}\n`)
          }
        } finally {
          reporter.end()
        }
      })
    })
}

/** Formats what an alignment did, a row a recording. */
export function formatAlignResult(result: AlignResult): string {
  const { pairs, recordings, dryRun } = result
  const moves = new Map(result.moves.map((move) => [move.recordingId, move.byUs]))
  const table = formatTable(
    [
      'lane',
      'recording',
      dryRun ? 'would move' : 'moved',
      'drift',
      'steps',
      'residual p50',
      'p95',
      '±σ',
      'grade',
      'evidence',
    ],
    recordings.map((recording) => formatRecording(recording, moves.get(recording.recordingId))),
    ['l', 'l', 'r', 'r', 'r', 'r', 'r', 'r', 'l', 'l'],
  )
  const lacking = recordings.filter(({ lacks }) => lacks !== null)
  const unheard = result.unheard.map(({ recordingId, message }) => `${recordingId} gave no sound: ${message}`)
  return [
    table,
    `${pairs.compared} pairs compared, ${pairs.cached} known: ${pairs.accepted} match, ${pairs.refused} do not; ${result.decoded} sounds decoded, ${result.cached} cached; ${(result.ms / 1000).toFixed(1)} s`,
    ...lacking.map(({ laneId, recordingId, lacks }) => `${laneId} ${recordingId}: ${lacks}`),
    ...unheard,
    ...(dryRun ? ['Nothing was moved (--dry-run).'] : []),
  ]
    .map((line, at) => (at === 0 ? line : `${escapeControls(line)}\n`))
    .join('')
}

function formatRecording(recording: RecordingClock, byUs: number | undefined): unknown[] {
  const { laneId, recordingId, placedWallUs, driftPpm, driftSigmaPpm, steps, sigmaUs, grade } = recording
  if (placedWallUs === null) return [laneId, recordingId, 'unplaced']
  return [
    laneId,
    recordingId,
    byUs === undefined || byUs === 0 ? '' : formatShift(byUs),
    driftSigmaPpm === null ? '' : `${driftPpm.toFixed(1)} ppm`,
    steps.length === 0 ? '' : steps.map((step) => formatShift(step.byUs)).join(' '),
    formatPlain(recording.residualP50Us),
    formatPlain(recording.residualP95Us),
    sigmaUs === null ? '' : formatSigma(sigmaUs),
    grade ?? '',
    recording.evidence.map(formatEvidence).join(', '),
  ]
}

const formatPlain = (us: number | null): string => (us === null ? '' : formatSigma(us).slice(1))

const formatEvidence = ({ kind, count, disagree }: RecordingClock['evidence'][number]): string =>
  `${count} ${kind.replaceAll('_', ' ')}${disagree > 0 ? ` (${disagree} disagree)` : ''}`
