/** Every command, once: it binds the keys and feeds the sheet of keys, the tooltips and the palette. */
import { annotationCommands } from './annotationCommands.ts'
import { clockCommands } from './clockCommands.ts'
import type { Command } from './command.ts'
import { anywhereCommands } from './anywhereCommands.ts'
import { goCommands } from './goCommands.ts'
import { logCommands } from './logCommands.ts'
import { listCommands, panelCommands } from './placeCommands.ts'
import { playCommands } from './playCommands.ts'
import { queryCommands } from './queryCommands.ts'
import { rowCommands } from './rowCommands.ts'
import { stageCommands } from './stageCommands.ts'
import { undoCommands } from './undoCommands.ts'
import { segmentCommands, viewCommands } from './viewCommands.ts'

export const COMMANDS: readonly Command[] = [
  ...playCommands,
  ...segmentCommands,
  ...annotationCommands,
  ...stageCommands,
  ...viewCommands,
  ...rowCommands,
  ...panelCommands,
  ...logCommands,
  ...queryCommands,
  ...clockCommands,
  ...listCommands,
  ...undoCommands,
  ...goCommands,
  ...anywhereCommands,
]

/** Finds a command; throws RangeError for an unknown id. */
export function getCommand(id: string): Command {
  const command = COMMANDS.find((entry) => entry.id === id)
  if (!command) throw new RangeError(`no command ${id}`)
  return command
}
