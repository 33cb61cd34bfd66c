/** What the palette shows, and what it may name. */
import type { AnnotationSet } from '../../../core/protocol/review.ts'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import type { Command, CommandContext } from './command.ts'

export type PaletteGroup =
  | 'Lately'
  | 'Go to'
  | 'People'
  | 'Markers and annotations'
  | 'Commands'
  | 'Findings'
  | 'Sessions'

export interface PaletteItem {
  readonly id: string
  readonly group: PaletteGroup
  readonly label: string
  readonly note?: string
  /** Words it is found by, besides those of its label. */
  readonly words?: string
  readonly keys?: readonly string[]
  /** Index in SessionDetail.people, for the colour. */
  readonly person?: number
  readonly run: () => void
}

export interface PaletteSources {
  readonly query: string
  readonly commands: readonly Command[]
  readonly context: CommandContext
  readonly sessions: readonly SessionSummary[]
  /** Of the open session, where they have been read. */
  readonly annotations?: AnnotationSet | undefined
  /** Ids chosen lately, newest first. */
  readonly recent?: readonly string[]
  /** The zone that wall clocks are shown in. */
  readonly zone?: string
  /** The zone for a session whose recorded one is given. */
  readonly zoneFor?: (recorded: string | null) => string
}
