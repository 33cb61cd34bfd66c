/** `lockstep clocks`: the evidence of a session's clocks; mutes some of it, or marks one event in two recordings. */
import { Command, InvalidArgumentError } from 'commander'
import { userInfo } from 'node:os'
import {
  clockEditsSchema,
  type ClockEdits,
  type ClockGraph,
  type ClockPreview,
  type GraphEdge,
  type SessionDetail,
} from '../../core/protocol/index.ts'
import { UserError } from '../../core/model/index.ts'
import { formatTime, parseTime } from '../../core/time/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { findSession, findTrack } from '../findSession.ts'
import { escapeControls, formatTable } from '../table.ts'
import { examples } from '../terminal.ts'
import { formatShift, formatSigma } from './show.ts'

interface ClocksOptions {
  catalog?: string
  mute?: string[]
  unmute?: string[]
  mark?: string[]
  sigma?: number
  withdraw?: string[]
  note?: string
  author?: string
  dryRun?: boolean
  json?: boolean
}

export function command(effects: Effects): Command {
  return new Command('clocks')
    .argument('<session>', 'session id, the beginning of one, or a room name')
    .addOption(catalogOption())
    .option('--mute <evidence...>', 'take evidence out of the solution')
    .option('--unmute <evidence...>', 'put it back')
    .option(
      '--mark <places...>',
      'one event in two recordings, by the time in each file: lane@time lane@time',
    )
    .option('--sigma <time>', 'how exactly the mark stands (default: 30ms)', parseSigma)
    .option('--withdraw <marks...>', 'take marks back')
    .option('--note <text>', 'why')
    .option('--author <name>', 'who (default: the name you are logged in by)')
    .option('--dry-run', 'say what would move by how much; change nothing')
    .option('--json', 'the graph, or what changed, as one JSON object')
    .addHelpText(
      'after',
      examples([
        'lockstep clocks lesson',
        'lockstep clocks lesson --mark ann/camera@0:42.120 bob/microphone@0:41.9 --note clap --dry-run',
        'lockstep clocks lesson --mute edge_1rk6vd0 --note "another room"',
      ]),
    )
    .action(async (name: string, options: ClocksOptions) => {
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const { sessionId } = findSession(await access.readSessions(), name)
        const graph = await access.readClocks(sessionId)
        const edits = readEdits(options, await access.readSession(sessionId))
        const print = (value: unknown, text: string): void =>
          void effects.stdout.write(options.json ? `${JSON.stringify(value)}\n` : text)
        if (!edits) {
          print(graph, formatGraph(graph))
          return
        }
        if (options.dryRun) {
          const preview = await access.previewClocks(sessionId, edits)
          print(preview, `${formatMoves(preview)}Nothing was changed (--dry-run).\n`)
          return
        }
        const { clockVersion } = graph
        const author = options.author ?? userInfo().username
        const applied = await access.applyClockEdits(sessionId, edits, { clockVersion, author })
        print(applied, formatMoves(applied))
      })
    })
}

function parseSigma(text: string): number {
  const sigma = parseTime(text)
  if (sigma === undefined || sigma < 1000 || sigma > 10_000_000)
    throw new InvalidArgumentError('Write a time from 1ms to 10s.')
  return sigma
}

/** Undefined where nothing is to be changed. */
function readEdits(options: ClocksOptions, session: SessionDetail): ClockEdits | undefined {
  const { mute, unmute, mark, sigma, withdraw, note } = options
  if (!mute && !unmute && !mark && !withdraw) return undefined
  const marks = mark ? [readMark(mark, session)] : []
  return clockEditsSchema.parse({
    mute,
    unmute,
    withdrawMarks: withdraw,
    note,
    marks: marks.map((one) => (sigma === undefined ? one : { ...one, sigmaUs: sigma })),
  })
}

function readMark(places: readonly string[], session: SessionDetail) {
  const [from, to] = places.map((place) => readPlace(place, session))
  if (!from || !to || places.length > 2) {
    throw new UserError('mark_unreadable', `a mark stands in two recordings, not in ${places.length}`, {
      hint: "Write '--mark ann/camera@0:42.120 bob/microphone@0:41.9'.",
    })
  }
  return {
    fromRecordingId: from.recordingId,
    fromMediaUs: from.mediaUs,
    toRecordingId: to.recordingId,
    toMediaUs: to.mediaUs,
  }
}

function readPlace(text: string, session: SessionDetail): { recordingId: string; mediaUs: number } {
  const at = text.lastIndexOf('@')
  const mediaUs = parseTime(text.slice(at + 1))
  if (at < 1 || mediaUs === undefined) {
    throw new UserError('mark_unreadable', `${text} is no place in a recording`, {
      hint: 'Write lane@time, with the time in the file: ann/camera@0:42.120.',
    })
  }
  const { recordings } = findTrack(session, text.slice(0, at))
  if (recordings.length === 1) return { recordingId: recordings[0]!.recordingId, mediaUs }
  throw new UserError('track_ambiguous', `${text.slice(0, at)} has ${recordings.length} recordings`, {
    hint: `Name one by its id:\n${recordings.map(({ recordingId }) => recordingId).join('\n')}`,
  })
}

/** Formats the evidence, a row an edge, the surest first, and the marks. */
function formatGraph(graph: ClockGraph): string {
  const names = new Map(graph.recordings.map(({ recordingId, laneId }) => [`media:${recordingId}`, laneId]))
  const rows = graph.edges
    .toSorted((a, b) => a.sigmaUs - b.sigmaUs || (a.edgeId < b.edgeId ? -1 : 1))
    .map((edge) => [
      edge.edgeId,
      names.get(edge.from) ?? edge.from,
      names.get(edge.to) ?? edge.to,
      edge.kind.replaceAll('_', ' '),
      formatStrength(edge),
      edge.residualUs === null || saysNoOffset(edge) ? '' : formatShift(edge.residualUs),
      formatSay(edge),
    ])
  const table = formatTable(['evidence', 'from', 'to', 'kind', '±σ', 'off by', ''], rows, [
    'l',
    'l',
    'l',
    'l',
    'r',
    'r',
    'l',
  ])
  const marks = graph.marks.map(
    ({ markId, fromRecordingId, fromMediaUs, toRecordingId, toMediaUs, author, note }) =>
      `${markId}  ${names.get(`media:${fromRecordingId}`)}@${formatTime(fromMediaUs)}  ${names.get(`media:${toRecordingId}`)}@${formatTime(toMediaUs)}  ${author}${note === null ? '' : `: ${note}`}`,
  )
  return `${table}${marks.length === 0 ? '' : `\nMarks\n${marks.map(escapeControls).join('\n')}\n`}`
}

/** Evidence of a rate alone has an offset that outvotes nothing. */
const saysNoOffset = ({ sigmaUs }: GraphEdge): boolean => sigmaUs >= 3_600e6

const formatStrength = (edge: GraphEdge): string =>
  saysNoOffset(edge) && edge.rateSigmaPpm !== null ? `±${edge.rateSigmaPpm} ppm` : formatSigma(edge.sigmaUs)

function formatSay({ muted, used, weight }: GraphEdge): string {
  if (muted) return `muted by ${muted.author}${muted.note === null ? '' : `: ${muted.note}`}`
  if (!used) return 'outranked'
  return weight !== null && weight < 0.5 ? 'disagrees' : ''
}

function formatMoves({ graph, moves }: ClockPreview): string {
  if (moves.length === 0) return 'No recording moves.\n'
  const names = new Map(graph.recordings.map(({ recordingId, laneId }) => [recordingId, laneId]))
  return formatTable(
    ['lane', 'recording', 'moves by', '±σ before', '±σ after', 'grade'],
    moves.map((move) => [
      names.get(move.recordingId),
      move.recordingId,
      formatShift(move.byUs),
      move.fromSigmaUs === null ? '' : formatSigma(move.fromSigmaUs),
      move.toSigmaUs === null ? '' : formatSigma(move.toSigmaUs),
      `${move.fromGrade ?? '–'} → ${move.toGrade ?? '–'}`,
    ]),
    ['l', 'l', 'r', 'r', 'r', 'l'],
  )
}
