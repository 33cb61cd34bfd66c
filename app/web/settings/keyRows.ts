/** The rows of the keys a person may change: what each command has now, and what it lost to whom. Pure. */
import type { Command } from '../commands/command.ts'
import { effectiveCommands, findClashes } from '../commands/effective.ts'
import { matchesWords } from '../commands/match.ts'

type OwnKeys = Readonly<Record<string, readonly string[]>>

export interface KeyRow {
  readonly command: Command
  readonly isOwn: boolean
  /** Keys of the table that a key of the person's own has taken, and what has them now. */
  readonly lost: readonly { readonly keys: string; readonly to: string }[]
  /** Commands that have one of its keys as well: both were given it by the person. */
  readonly clashes: readonly { readonly keys: string; readonly with: string }[]
}

export function listKeyRows(table: readonly Command[], own: OwnKeys): readonly KeyRow[] {
  const now = effectiveCommands(table, own)
  return now.map((command, index): KeyRow => {
    const isOwn = own[command.id] !== undefined
    const before = table[index]!
    const lost = isOwn ? [] : before.keys.filter((keys) => !command.keys.includes(keys))
    return {
      command,
      isOwn,
      lost: lost.map((keys) => ({ keys, to: findClashes(now, command.id, keys)[0]?.name ?? '' })),
      clashes: command.keys.flatMap((keys) =>
        findClashes(now, command.id, keys).map((other) => ({ keys, with: other.name })),
      ),
    }
  })
}

/** The rows whose words or key fit, in their groups, in the order of the table. */
export function groupKeyRows(
  rows: readonly KeyRow[],
  query: string,
): readonly (readonly [string, readonly KeyRow[]])[] {
  const wanted = query.trim().toLowerCase()
  const fits = ({ command }: KeyRow): boolean =>
    wanted === '' ||
    matchesWords(wanted, `${command.name} ${command.group}`) ||
    command.keys.some((keys) => keys.toLowerCase() === wanted)
  const found = rows.filter(fits)
  const groups = [...new Set(found.map((row) => row.command.group))]
  return groups.map((group) => [group, found.filter((row) => row.command.group === group)])
}
