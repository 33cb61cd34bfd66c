/**
 * The table of commands as a person has it: keys of their own instead of the table's. Everything that shows or
 * matches a key reads this one. A key of one's own is taken from whoever had it by the table.
 */
import type { Command } from './command.ts'
import { sameKeys } from './keys.ts'

type OwnKeys = Readonly<Record<string, readonly string[]>>

/** Whether both can be meant by one stroke: they belong to the same place, or one of them to every place. */
const meet = (a: Command, b: Command): boolean =>
  a.place === undefined || b.place === undefined || a.place === b.place

export function effectiveCommands(commands: readonly Command[], own: OwnKeys): readonly Command[] {
  const changed = commands.flatMap((command) => {
    const keys = own[command.id]
    return keys === undefined ? [] : [{ ...command, keys }]
  })
  if (changed.length === 0) return commands
  return commands.map((command) => {
    const mine = changed.find((entry) => entry.id === command.id)
    if (mine) return mine
    const isLost = (keys: string): boolean =>
      changed.some((entry) => meet(entry, command) && entry.keys.some((taken) => sameKeys(taken, keys)))
    const keys = command.keys.filter((entry) => !isLost(entry))
    return keys.length === command.keys.length ? command : { ...command, keys }
  })
}

/** Other commands that the combination would run or take from where this one is possible. */
export const findClashes = (
  commands: readonly Command[],
  commandId: string,
  keys: string,
): readonly Command[] => {
  const command = commands.find((entry) => entry.id === commandId)
  if (!command) return []
  return commands.filter(
    (other) =>
      other.id !== commandId && meet(command, other) && other.keys.some((taken) => sameKeys(taken, keys)),
  )
}
