/** Every command, once: it binds the keys and feeds the sheet of keys, the tooltips and the palette. */
import type { Command } from './command.ts'
import { listCommands, panelCommands, placeCommands } from './placeCommands.ts'
import { playCommands } from './playCommands.ts'
import { undoCommands } from './undoCommands.ts'
import { segmentCommands, viewCommands } from './viewCommands.ts'

export const COMMANDS: readonly Command[] = [
  ...playCommands,
  ...segmentCommands,
  ...viewCommands,
  ...panelCommands,
  ...listCommands,
  ...undoCommands,
  ...placeCommands,
]

/** Finds a command; throws RangeError for an unknown id. */
export function getCommand(id: string): Command {
  const command = COMMANDS.find((entry) => entry.id === id)
  if (!command) throw new RangeError(`no command ${id}`)
  return command
}
