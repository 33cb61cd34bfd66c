/** `lockstep withhold`: keeps a person of a session from being shown, served and exported, or takes that back. */
import { Command } from 'commander'
import { userInfo } from 'node:os'
import { UserError } from '../../core/model/index.ts'
import type { SessionDetail } from '../../core/protocol/index.ts'
import { withAccess } from '../access.ts'
import { catalogOption, resolveCatalog } from '../catalogPath.ts'
import type { Effects } from '../effects.ts'
import { findSession } from '../findSession.ts'
import { escapeControls } from '../table.ts'
import { examples } from '../terminal.ts'

interface WithholdOptions {
  catalog?: string
  reason?: string
  author?: string
  undo?: boolean
}

export function command(effects: Effects): Command {
  return new Command('withhold')
    .argument('<session>', 'session id, the beginning of one, or a room name')
    .argument('<identity>', 'the person')
    .addOption(catalogOption())
    .option('--reason <text>', 'why, as it will be shown in their place')
    .option('--author <name>', 'who (default: the name you are logged in by)')
    .option('--undo', 'show them again')
    .addHelpText(
      'after',
      examples([
        'lockstep withhold lesson leo --reason "consent withdrawn on 3 May"',
        'lockstep withhold lesson leo --undo',
      ]),
    )
    .action(async (sessionName: string, identity: string, options: WithholdOptions, self: Command) => {
      const { reason, undo } = options
      if ((reason === undefined) === (undo === undefined)) {
        self.error(`error: say either --reason or --undo, for example '--reason "no consent"'`)
      }
      await withAccess(resolveCatalog(options.catalog, effects), async (access) => {
        const { sessionId } = findSession(await access.readSessions(), sessionName)
        if (reason === undefined) {
          await access.unwithhold(findWithholding(await access.readSession(sessionId), identity))
        } else {
          await access.withhold(sessionId, {
            identity,
            reason,
            author: options.author ?? userInfo().username,
          })
        }
        effects.stdout.write(escapeControls(describe(await access.readSession(sessionId), identity)) + '\n')
      })
    })
}

function findWithholding(session: SessionDetail, identity: string): string {
  const found = session.people.find((person) => person.identity === identity)?.withheld
  if (found) return found.withholdingId
  const others = session.people.filter(({ withheld }) => withheld !== null).map((person) => person.identity)
  throw new UserError('withholding_missing', `${identity} is not withheld in ${session.sessionId}`, {
    hint: others.length === 0 ? 'Nobody is.' : `Withheld are: ${others.join(', ')}.`,
  })
}

function describe({ sessionId, people }: SessionDetail, identity: string): string {
  const withheld = people.find((person) => person.identity === identity)?.withheld
  return withheld
    ? `${identity} is withheld in ${sessionId}: ${withheld.reason}`
    : `${identity} is shown in ${sessionId}`
}
