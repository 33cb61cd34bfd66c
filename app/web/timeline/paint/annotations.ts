/** Tiers as rows of chips, the chosen annotation outlined, and markers as flags with a thin line down the lanes. */
import type { AnnotationTrack } from '../annotationTracks.ts'
import { colourOf } from '../palette.ts'
import { visitSpans } from '../spanIndex.ts'
import { timeToPx } from '../viewport.ts'
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
const APART_PX = 3

/** Calls back with the place of each marker that shows; those on top of each other once, the chosen one always. */
function visitMarkers(
  { scale, markers, draft, chosen }: Scene,
  visit: (xPx: number, isChosen: boolean) => void,
): void {
  if (!markers) return
  let last = Number.NEGATIVE_INFINITY
  let strong: number | undefined
  visitSpans(markers.spans, scale.view.start - 1e6, scale.view.end, (at) => {
    const { annotationId } = markers.items[at]!
    const moved = draft?.annotationId === annotationId
    const x = timeToPx(scale, moved ? draft.span.start : markers.spans.starts[at]!)
    if (moved || chosen?.annotationId === annotationId) strong = x
    else if (x - last >= APART_PX) {
      visit(x, false)
      last = x
    }
  })
  if (strong !== undefined) visit(strong, true)
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
  const { palette } = scene
  visitMarkers(scene, (x, isChosen) => {
    context.fillStyle = isChosen ? palette.accent : palette.text
    context.globalAlpha = isChosen ? 0.9 : 0.35
    context.fillRect(Math.round(x), 0, 1, heightPx)
  })
  context.globalAlpha = 1
}
