/** The table as this person has it, for components. */
import { useStore } from 'zustand'
import { settingsStore } from '../settings/settingsStore.ts'
import type { Command } from './command.ts'
import { effectiveCommands } from './effective.ts'
import { COMMANDS } from './table.ts'

let known: { own: object; commands: readonly Command[] } | undefined

/** The table with the keys that stand now; worked out once for each change of them. */
export function commandsNow(): readonly Command[] {
  const own = settingsStore.getState().keys
  if (known?.own !== own) known = { own, commands: effectiveCommands(COMMANDS, own) }
  return known.commands
}

/** The same, drawn again when a person changes a key. */
export function useCommands(): readonly Command[] {
  useStore(settingsStore, (settings) => settings.keys)
  return commandsNow()
}

/** One command with the keys it has now; throws RangeError for an unknown id. */
export function useCommand(id: string): Command {
  const command = useCommands().find((entry) => entry.id === id)
  if (!command) throw new RangeError(`no command ${id}`)
  return command
}
