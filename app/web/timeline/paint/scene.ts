/** Everything a painter of lanes may look at. */
import type { FindingView } from '../../../../core/protocol/index.ts'
import type { Span } from '../../../../core/time/index.ts'
import type { TimelineLog } from '../eventColumns.ts'
import type { Palette } from '../palette.ts'
import type { PeaksStore } from '../peaksStore.ts'
import type { Thumbnails } from '../thumbnails.ts'
import type { LaneMix } from '../timelinePlayer.ts'
import type { Scale } from '../viewport.ts'

export interface Scene {
  readonly scale: Scale
  readonly palette: Palette
  readonly pixelRatio: number
  readonly epochWallUs: number
  /** From session time 0 to its end. */
  readonly session: Span
  readonly peaks: PeaksStore
  readonly thumbnails: Thumbnails | undefined
  readonly mix: Readonly<Record<string, LaneMix>>
  readonly log: TimelineLog | undefined
  readonly personOf: (row: number) => number
  readonly findings: ReadonlyMap<string, readonly FindingView[]>
  /** Grows as peaks and thumbnails arrive: the same scene but for them. */
  readonly revision: number
}
