/** Tiers as rows of chips, the chosen annotation outlined, and markers as flags with a thin line down the lanes. */
import type { AnnotationTrack } from '../annotationTracks.ts'
import { findFirstRow, findNextRow } from '../../../../core/timeline/ascending.ts'
import { colourOf } from '../palette.ts'
import { countSpans } from '../spanIndex.ts'
import { timeToPx, usPerPx } from '../viewport.ts'
import type { Scene } from './scene.ts'
import { levelBand, paintSpans, type SpanBand } from './spans.ts'

/** Paints a tier's row; the one being dragged is drawn where it would come to lie. */
export function paintTier(
  context: CanvasRenderingContext2D,
  scene: Scene,
  track: AnnotationTrack,
  band: SpanBand,
): void {
  const { items, spans, person } = track
  const { draft, chosen } = scene
  const dragged = draft ? items.findIndex(({ annotationId }) => annotationId === draft.annotationId) : -1
  paintSpans(
    context,
    scene,
    spans,
    {
      personOf: () => person,
      labelOf: (at) => items[at]!.label,
      without: dragged < 0 ? undefined : dragged,
    },
    band,
  )
  const annotation = items[dragged] ?? (chosen?.tierId === track.tierId ? chosen : undefined)
  if (!annotation) return
  const at = dragged >= 0 ? dragged : items.indexOf(annotation)
  if (at < 0) return
  const { start, end } = dragged >= 0 ? draft!.span : { start: annotation.startUs, end: annotation.endUs }
  const x = timeToPx(scene.scale, start)
  const width = Math.max(3, timeToPx(scene.scale, end) - x)
  if (x > scene.scale.widthPx || x + width < 0) return
  const { y, height } = levelBand(spans, spans.level[at]!, band)
  if (dragged >= 0) {
    context.fillStyle = colourOf(scene.palette, person)
    context.globalAlpha = 0.4
    context.fillRect(x, y, width, height)
    context.globalAlpha = 1
  }
  context.strokeStyle = scene.palette.accent
  context.lineWidth = 1.5
  context.strokeRect(x - 0.25, y - 0.25, width + 0.5, height + 0.5)
}

export const FLAG = { width: 9, height: 8 } as const
/** Flags closer than this are one. */
const APART_PX = 4
/** Lines closer than this, on the average, would hide what they mark. */
const LINES_APART_PX = 24

/** Calls back with the place of each marker that shows; those on top of each other once, the chosen one last. */
function visitMarkers(
  { scale, markers, draft, chosen }: Scene,
  visit: (xPx: number, isChosen: boolean) => void,
): void {
  if (!markers) return
  const { starts } = markers.spans
  const apartUs = APART_PX * usPerPx(scale)
  let at = findFirstRow(starts, scale.view.start - FLAG.width * usPerPx(scale))
  while (at < starts.length && starts[at]! < scale.view.end) {
    const { annotationId } = markers.items[at]!
    if (draft?.annotationId !== annotationId) visit(timeToPx(scale, starts[at]!), false)
    at = findNextRow(starts, starts[at]! + apartUs, at + 1)
  }
  const strong = draft && markers.items.some(({ annotationId }) => annotationId === draft.annotationId)
  if (strong) visit(timeToPx(scale, draft.span.start), true)
  else if (chosen?.tierId === null) visit(timeToPx(scale, chosen.startUs), true)
}

/** Paints the flags at the foot of the ruler. */
export function paintFlags(context: CanvasRenderingContext2D, scene: Scene, heightPx: number): void {
  const { palette } = scene
  visitMarkers(scene, (x, isChosen) => {
    context.fillStyle = isChosen ? palette.accent : palette.text
    const top = heightPx - FLAG.height - 1
    context.fillRect(Math.round(x), top, 1, FLAG.height + 1)
    context.beginPath()
    context.moveTo(Math.round(x), top)
    context.lineTo(Math.round(x) + FLAG.width, top + FLAG.height / 2 - 1)
    context.lineTo(Math.round(x), top + FLAG.height - 2)
    context.fill()
  })
}

/** Paints the markers' lines over the rows. */
export function paintMarkerLines(context: CanvasRenderingContext2D, scene: Scene, heightPx: number): void {
  const { palette, scale, markers } = scene
  if (!markers) return
  const isCrowd = countSpans(markers.spans, scale.view.start, scale.view.end) > scale.widthPx / LINES_APART_PX
  visitMarkers(scene, (x, isChosen) => {
    if (isCrowd && !isChosen) return
    context.fillStyle = isChosen ? palette.accent : palette.text
    context.globalAlpha = isChosen ? 0.9 : 0.35
    context.fillRect(Math.round(x), 0, 1, heightPx)
  })
  context.globalAlpha = 1
}
