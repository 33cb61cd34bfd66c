/** The overview strip: a thin line a person over the whole session; the segment, findings and markers above them. */
import type { FindingView } from '../../../../core/protocol/index.ts'
import type { Span } from '../../../../core/time/index.ts'
import type { AnnotationTrack } from '../annotationTracks.ts'
import { findCoverage } from '../coverage.ts'
import { colourOf, type Palette } from '../palette.ts'
import { isPlaced } from '../recordingTime.ts'
import type { LaneGroup } from '../rowGroups.ts'
import { countColumns } from '../spanIndex.ts'
import { timeToPx, usPerPx, type Scale } from '../viewport.ts'
import { findBox } from './box.ts'

export interface OverviewScene {
  /** The whole session over the strip's width. */
  readonly scale: Scale
  readonly palette: Palette
  readonly people: readonly LaneGroup[]
  readonly findings: ReadonlyMap<string, readonly FindingView[]>
  readonly markers: AnnotationTrack | undefined
  readonly segment: Span | undefined
}

/** Paints the people's coverage, evenly down the strip, and what lies where. */
export function paintOverview(
  context: CanvasRenderingContext2D,
  { scale, palette, people, findings, markers, segment }: OverviewScene,
  height: number,
): void {
  const pitch = Math.min(4.5, (height - 7) / Math.max(1, people.length))
  const top = (height - 1 - pitch * people.length) / 2
  const band = segment && findBox(scale, { startUs: segment.start, endUs: segment.end }, 0, height - 1)
  if (band) {
    context.fillStyle = palette.accentSoft
    context.fillRect(band.x, band.y, band.width, band.height)
  }
  context.globalAlpha = 0.75
  people.forEach(({ lanes, person }, index) => {
    context.fillStyle = colourOf(palette, person)
    for (const span of findCoverage(lanes)) {
      const at = { startUs: span.start, endUs: span.end }
      const box = findBox(scale, at, top + index * pitch, Math.max(0.8, pitch * 0.66))
      if (box) context.fillRect(box.x, box.y, box.width, box.height)
    }
  })
  context.globalAlpha = 1
  if (markers) paintMarkers(context, scale, palette, markers)
  for (const lane of people.flatMap(({ lanes }) => lanes))
    for (const { recordingId, placement } of lane.recordings.filter(isPlaced)) {
      const found = findings.get(recordingId)
      if (found) paintFinding(context, palette, found, timeToPx(scale, placement.startUs))
    }
}

function paintMarkers(
  context: CanvasRenderingContext2D,
  scale: Scale,
  palette: Palette,
  { spans }: AnnotationTrack,
): void {
  const columnUs = usPerPx(scale) * 2
  const first = Math.floor(scale.view.start / columnUs)
  context.fillStyle = palette.text
  countColumns(spans, scale.view, columnUs).forEach((count, k) => {
    if (count > 0) context.fillRect(timeToPx(scale, (first + k) * columnUs), 0, 1, 5)
  })
}

/** A small triangle at the foot of the strip, under the recording's start. */
function paintFinding(
  context: CanvasRenderingContext2D,
  palette: Palette,
  found: readonly FindingView[],
  xPx: number,
): void {
  const x = Math.max(4, xPx)
  context.fillStyle = found.some(({ severity }) => severity === 'error') ? palette.bad : palette.warn
  context.beginPath()
  context.moveTo(x, 17)
  context.lineTo(x + 4, 23)
  context.lineTo(x - 4, 23)
  context.fill()
}
