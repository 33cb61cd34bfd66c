/** What the timeline is given, and what it asks of whoever holds the state. */
import type { ReactNode } from 'react'
import type { Annotation, AnnotationSet, Lane, SessionDetail } from '../../../core/protocol/index.ts'
import type { Span } from '../../../core/time/index.ts'
import type { TimelineLog } from './eventColumns.ts'
import type { ReadPeakBytes } from './peakBytes.ts'
import type { ResultMoments } from './resultTrack.ts'
import type { TimelineSignals } from './signalView.ts'
import type { RowEdits } from './rowEdits.ts'
import type { Arrangement } from './rowGroups.ts'
import type { Thumbnails } from './thumbnails.ts'
import type { TimelinePlayer } from './timelinePlayer.ts'

export interface TimelineProps {
  readonly session: SessionDetail
  readonly player: TimelinePlayer
  readonly segment: Span | undefined
  readonly onSegment: (segment: Span | undefined) => void
  /** The visible span of session time; `findBounds` and timelineCommands say where it may go. */
  readonly viewport: Span
  readonly onViewport: (viewport: Span) => void
  readonly arrangement: Arrangement
  readonly edits: RowEdits
  readonly logs?: TimelineLog | undefined
  /** Session times of the events that the log's filter lets through, ascending; undefined: no filter. */
  readonly matches?: Float64Array | undefined
  readonly result?: ResultMoments | undefined
  readonly thumbnails?: Thumbnails | undefined
  readonly signals?: TimelineSignals | undefined
  /** Opens the list of signals to add; absent: there is none. */
  readonly onSignals?: (() => void) | undefined
  readonly readPeaks?: ReadPeakBytes
  readonly annotations?: AnnotationSet | undefined
  /** The chosen annotation or marker. */
  readonly annotation?: string | undefined
  readonly onAnnotation?: ((annotation: Annotation) => void) | undefined
  readonly onAnnotationChange?: ((annotationId: string, span: Span) => unknown) | undefined
  readonly onAnnotationNew?: ((tierId: string, span: Span) => void) | undefined
  /** IANA name of the zone that wall clocks are shown in. */
  readonly zone?: string
  /** Goes on to the next zone. */
  readonly onZone?: (() => void) | undefined
  /** Which clock leads on the ruler. */
  readonly leads?: 'session' | 'wall'
  /** The items of a lane's menu wherever it opens. */
  readonly laneItems?: ((lane: Lane, name: string) => ReactNode) | undefined
  /** The lane under the pointer, for keys. */
  readonly onHoverLane?: ((laneId: string | undefined) => void) | undefined
}
