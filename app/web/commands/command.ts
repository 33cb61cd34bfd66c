/** What a command is, and what it may act on. The table of all of them is table.ts. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import type { StageStore } from '../playback/stageStore.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { Shuttle } from './shuttle.ts'

export type CommandGroup =
  | 'Play'
  | 'Segment'
  | 'Marks'
  | 'Stage'
  | 'View'
  | 'Side panel'
  | 'Sessions'
  | 'Clocks'
  | 'Places'
  | 'Anywhere'

/** What the sessions list offers while it is shown. */
export interface ListActions {
  readonly focusSearch: () => void
  readonly move: (rows: number) => void
  readonly open: () => void
  readonly ingest: () => void
  readonly moveTo: (end: 'first' | 'last') => void
  /** One screenful down or up. */
  readonly page: (direction: 1 | -1) => void
  readonly health: () => void
  readonly copyLink: () => void
  /** What one can do with the chosen session. */
  readonly menu: () => void
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
  /** Panes as they begin. */
  readonly resetPanes: () => void
  /** What the stage knows for a moment: the lane under the pointer, a nudge that is tried out. */
  readonly stage: StageStore
  /** The lane under the pointer, of the stage or the timeline. */
  readonly hoverLane: () => string | undefined
}

/** What the clock view offers while it is shown. */
export interface ClockActions {
  /** To the next (1) or the previous (−1) edge of those shown. */
  readonly step: (edges: number) => void
  /** Puts the focus on the evidence of the chosen edge. */
  readonly open: () => void
  readonly mute: () => void
  readonly hear: () => void
  /** Begins a mark in two lanes, or puts it away. */
  readonly mark: () => void
  readonly align: () => void
  readonly preview: () => void
  readonly apply: () => void
  /** The edges as a graph or as a table. */
  readonly switchView: () => void
  /** Moves the lane of the mark in hand by frames; undefined while no mark is made. */
  readonly scrub: ((frames: number) => void) | undefined
}

export interface CommandContext {
  readonly navigate: (to: string) => void
  readonly openPalette: () => void
  readonly openKeys: () => void
  readonly toggleTheme: () => void
  readonly chooseTheme: (preference: 'light' | 'dark' | 'system') => void
  /** The session whose place is open: its workbench, its health, its clocks. */
  readonly sessionId: string | undefined
  readonly list: ListActions | undefined
  readonly workbench: WorkbenchActions | undefined
  readonly clocks?: ClockActions | undefined
}

export interface Command {
  readonly id: string
  readonly name: string
  readonly group: CommandGroup
  /** May be none: then the palette and the menus have it. */
  readonly keys: readonly string[]
  /** Where alone it is possible; absent: in every place, or as `when` says. */
  readonly place?: 'workbench' | 'list' | 'clocks'
  /** Held down, it goes on. */
  readonly repeats?: boolean
  /** Absent: always possible. */
  readonly when?: (context: CommandContext) => boolean
  readonly run: (context: CommandContext) => void
}

/** A command that needs the workbench. */
export const inWorkbench = (
  command: Omit<Command, 'run' | 'when' | 'place'> & { readonly run: (workbench: WorkbenchActions) => void },
): Command => ({
  ...command,
  place: 'workbench',
  when: (context) => context.workbench !== undefined,
  run: (context) => {
    if (context.workbench) command.run(context.workbench)
  },
})

/** A command that needs the sessions list. */
export const inList = (
  command: Omit<Command, 'run' | 'when' | 'place'> & { readonly run: (list: ListActions) => void },
): Command => ({
  ...command,
  place: 'list',
  when: (context) => context.list !== undefined,
  run: (context) => {
    if (context.list) command.run(context.list)
  },
})

/** A command that needs the clock view. */
export const inClocks = (
  command: Omit<Command, 'run' | 'when' | 'place'> & {
    readonly when?: (clocks: ClockActions) => boolean
    readonly run: (clocks: ClockActions) => void
  },
): Command => ({
  ...command,
  place: 'clocks',
  when: ({ clocks }) => clocks !== undefined && (command.when?.(clocks) ?? true),
  run: ({ clocks }) => {
    if (clocks) command.run(clocks)
  },
})
