/** `lockstep nudge`: a person moves a track, or takes that back. Corrections stand beside the computed placement. */
import { Command, InvalidArgumentError } from 'commander'
import { userInfo } from 'node:os'
import { UserError } from '../../core/model/index.ts'
import { formatTime, parseTime, type Micros } from '../../core/time/index.ts'
import { withAccess } from '../access.ts'
import type { CatalogAccess } from '../catalogAccess.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { findSession, findTrack } from '../findSession.ts'
import { examples } from '../terminal.ts'
import { formatShift } from './show.ts'

interface NudgeOptions {
  catalog?: string
  by?: Micros
  note?: string
  author?: string
  withdraw?: boolean
}

export function command(effects: Effects): Command {
  return new Command('nudge')
    .argument('<session>', 'session id, the beginning of one, or a room name')
    .argument('<track>', 'track id, recording id, or lane such as alice/camera')
    .addOption(catalogOption())
    .option('--by <time>', 'move by 120ms, -0.5s; positive is later', parseShift)
    .option('--note <text>', 'why')
    .option('--author <name>', 'who (default: the name you are logged in by)')
    .option('--withdraw', 'take back every correction of the track')
    .addHelpText(
      'after',
      examples([
        'lockstep nudge lesson alice/camera --by 120ms --note "clap at 0:42"',
        'lockstep nudge RM_h7s9KqPzLm TR_VCx8sQ2 --by -0.5s',
        'lockstep nudge lesson alice/camera --withdraw',
      ]),
    )
    .action(async (sessionName: string, track: string, options: NudgeOptions, self: Command) => {
      if ((options.by === undefined) === (options.withdraw === undefined)) {
        self.error("error: say either --by or --withdraw, for example '--by 120ms'")
      }
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const { sessionId } = findSession(await access.readSessions(), sessionName)
        const found = findTrack(await access.readSession(sessionId), track)
        const ids = new Set(found.recordings.map((recording) => recording.recordingId))
        if (options.by === undefined) await withdrawAll(access, sessionId, ids)
        else {
          const author = options.author ?? userInfo().username
          const { note, by } = options
          await access.correct(
            { target: found.target, byUs: by, ...(note === undefined ? {} : { note }) },
            author,
          )
        }
        effects.stdout.write(await describe(access, sessionId, ids))
      })
    })
}

function parseShift(text: string): Micros {
  const shift = parseTime(text)
  if (shift === undefined || shift === 0)
    throw new InvalidArgumentError('Write a time such as 120ms, -0.5s or 1:02.5.')
  return shift
}

async function withdrawAll(
  access: CatalogAccess,
  sessionId: string,
  ids: ReadonlySet<string>,
): Promise<void> {
  const corrections = await access.readCorrections(sessionId)
  const inForce = corrections.filter(
    ({ recordingId, withdrawnWallUs }) => ids.has(recordingId) && withdrawnWallUs === null,
  )
  if (inForce.length === 0) {
    throw new UserError('correction_missing', 'no correction of that track is in force', {
      hint: `lockstep show ${sessionId} says which recordings were moved by hand.`,
    })
  }
  for (const id of new Set(inForce.map(({ correctionId }) => correctionId)))
    await access.withdrawCorrection(id)
}

async function describe(access: CatalogAccess, sessionId: string, ids: ReadonlySet<string>): Promise<string> {
  const session = await access.readSession(sessionId)
  const lines = session.lanes.flatMap((lane) =>
    lane.recordings
      .filter((recording) => ids.has(recording.recordingId))
      .map(({ recordingId, placement }) => {
        if (!placement) return `${lane.laneId} ${recordingId}: unplaced`
        const moved =
          placement.correctionUs === 0
            ? 'as computed'
            : `moved ${formatShift(placement.correctionUs)} by hand`
        return `${lane.laneId} ${recordingId}: starts at ${formatTime(placement.startUs)}, ${moved}`
      }),
  )
  return `${lines.join('\n')}\n`
}
