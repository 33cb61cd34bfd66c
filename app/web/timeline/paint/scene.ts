/** Everything a painter of lanes may look at. */
import type { Annotation, FindingView } from '../../../../core/protocol/index.ts'
import type { Span } from '../../../../core/time/index.ts'
import type { AnnotationTrack } from '../annotationTracks.ts'
import type { TimelineLog } from '../eventColumns.ts'
import type { Palette } from '../palette.ts'
import type { PeaksStore } from '../peaksStore.ts'
import type { ResultTrack } from '../resultTrack.ts'
import type { TimelineSignals } from '../signalView.ts'
import type { StateTrack } from '../states.ts'
import type { TalkTrack } from '../talk.ts'
import type { Thumbnails } from '../thumbnails.ts'
import type { LaneMix } from '../timelinePlayer.ts'
import type { Scale } from '../viewport.ts'

/** An annotation under a drag: where it would come to lie. */
export interface AnnotationDraft {
  readonly annotationId: string
  readonly span: Span
}

export interface Scene {
  readonly scale: Scale
  readonly palette: Palette
  readonly pixelRatio: number
  readonly epochWallUs: number
  /** IANA name of the zone that wall clocks are shown in. */
  readonly zone: string
  /** From session time 0 to its end. */
  readonly session: Span
  readonly peaks: PeaksStore
  readonly thumbnails: Thumbnails | undefined
  readonly mix: Readonly<Record<string, LaneMix>>
  readonly log: TimelineLog | undefined
  readonly personOf: (row: number) => number
  /** Session times of the events that the log's filter lets through; undefined: no filter. */
  readonly matches: Float64Array | undefined
  readonly findings: ReadonlyMap<string, readonly FindingView[]>
  /** By row key. */
  readonly tiers: ReadonlyMap<string, AnnotationTrack>
  readonly markers: AnnotationTrack | undefined
  readonly states: ReadonlyMap<string, StateTrack>
  readonly talk: TalkTrack | undefined
  readonly result: ResultTrack | undefined
  readonly room: ResultTrack | undefined
  readonly signals: TimelineSignals | undefined
  readonly chosen: Annotation | undefined
  readonly draft: AnnotationDraft | undefined
  /** Grows as peaks, thumbnails and signals arrive: the same scene but for them. */
  readonly revision: number
}
