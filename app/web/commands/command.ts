/** What a command is, and what it may act on. The table of all of them is table.ts. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { Shuttle } from './shuttle.ts'

export type CommandGroup = 'Play' | 'Segment' | 'View' | 'Side panel' | 'Sessions' | 'Anywhere'

/** What the sessions list offers while it is shown. */
export interface ListActions {
  readonly focusSearch: () => void
  readonly move: (rows: number) => void
  readonly open: () => void
  readonly ingest: () => void
}

/** What the workbench offers while a session is open in it. */
export interface WorkbenchActions {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly shuttle: Shuttle
  readonly openExport: () => void
  readonly focusFilter: () => void
  readonly copyLink: () => void
}

export interface CommandContext {
  readonly navigate: (to: string) => void
  readonly openPalette: () => void
  readonly openKeys: () => void
  readonly toggleTheme: () => void
  readonly list: ListActions | undefined
  readonly workbench: WorkbenchActions | undefined
}

export interface Command {
  readonly id: string
  readonly name: string
  readonly group: CommandGroup
  readonly keys: readonly string[]
  /** Held down, it goes on. */
  readonly repeats?: boolean
  /** Absent: always possible. */
  readonly when?: (context: CommandContext) => boolean
  readonly run: (context: CommandContext) => void
}

/** A command that needs the workbench. */
export const inWorkbench = (
  command: Omit<Command, 'run' | 'when'> & { readonly run: (workbench: WorkbenchActions) => void },
): Command => ({
  ...command,
  when: (context) => context.workbench !== undefined,
  run: (context) => {
    if (context.workbench) command.run(context.workbench)
  },
})

/** A command that needs the sessions list. */
export const inList = (
  command: Omit<Command, 'run' | 'when'> & { readonly run: (list: ListActions) => void },
): Command => ({
  ...command,
  when: (context) => context.list !== undefined,
  run: (context) => {
    if (context.list) command.run(context.list)
  },
})
