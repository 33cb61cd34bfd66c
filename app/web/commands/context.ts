/** What commands may act on at this moment, and the way to run one by its id. */
import { navigate } from 'wouter/use-browser-location'
import { setPreference, toggleScheme } from '../theme/colorScheme.ts'
import type { CommandContext } from './command.ts'
import { commandStore, openKeys, openPalette } from './commandStore.ts'
import { getCommand } from './table.ts'

/** The session of an address like `/s/RM_1/health`. */
export function sessionIdAt(path: string): string | undefined {
  const id = /^\/s\/([^/]+)/.exec(path)?.[1]
  return id === undefined ? undefined : decodeURIComponent(id)
}

export function commandContext(): CommandContext {
  const { list, workbench, clocks } = commandStore.getState()
  return {
    navigate,
    openPalette,
    openKeys,
    toggleTheme: toggleScheme,
    chooseTheme: setPreference,
    sessionId: sessionIdAt(location.pathname),
    list,
    workbench,
    clocks,
  }
}

/** Runs a command where it is possible now; throws RangeError for an unknown id. */
export function runCommand(id: string): void {
  const command = getCommand(id)
  const context = commandContext()
  if (command.when?.(context) ?? true) command.run(context)
}
