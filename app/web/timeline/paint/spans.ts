/** Spans as chips: a tint, an edge in the person's colour and a label; where there are too many, how many there are. */
import { colourOf } from '../palette.ts'
import { countColumns, isDense, visitSpans, type SpanIndex } from '../spanIndex.ts'
import { timeToPx, usPerPx } from '../viewport.ts'
import { fitLabel } from './labels.ts'
import type { Scene } from './scene.ts'

export interface SpanLook {
  /** Index of the person whose colour a span wears. */
  personOf(at: number): number | undefined
  labelOf(at: number): string
  /** Instead of a person's. */
  readonly colour?: string
  /** A span that is drawn elsewhere while it is dragged. */
  readonly without?: number | undefined
}

const COLUMN_PX = 3
const LABELLED_PX = 22
const EDGE_PX = 2
const LEAST_PX = 2

export interface SpanBand {
  readonly y: number
  readonly height: number
}

/** Returns where a level of stacked spans lies in a row. */
export function levelBand({ levels }: SpanIndex, level: number, { y, height }: SpanBand): SpanBand {
  const pitch = (height - 7) / levels
  return { y: y + 3 + level * pitch, height: Math.max(3, levels > 1 ? pitch - 1 : pitch) }
}

/** Paints what shows of a row of spans. */
export function paintSpans(
  context: CanvasRenderingContext2D,
  scene: Scene,
  spans: SpanIndex,
  look: SpanLook,
  band: SpanBand,
): void {
  if (isDense(spans, scene.scale)) paintCounts(context, scene, spans, look, band)
  else paintChips(context, scene, spans, look, band)
}

function paintCounts(
  context: CanvasRenderingContext2D,
  { scale, palette }: Scene,
  spans: SpanIndex,
  look: SpanLook,
  { y, height }: SpanBand,
): void {
  const columnUs = usPerPx(scale) * COLUMN_PX
  const counts = countColumns(spans, scale.view, columnUs)
  const left = Math.round(timeToPx(scale, Math.floor(scale.view.start / columnUs) * columnUs))
  const room = height - 8
  context.fillStyle = look.colour ?? colourOf(palette, spans.length > 0 ? look.personOf(0) : undefined)
  context.globalAlpha = 0.6
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] === 0) continue
    const tall = Math.round(room * Math.min(1, 0.3 + 0.14 * Math.log2(counts[k]!)))
    context.fillRect(left + k * COLUMN_PX, Math.round(y + (height - tall) / 2), COLUMN_PX - 1, tall)
  }
  context.globalAlpha = 1
}

interface Chip {
  readonly at: number
  readonly x: number
  readonly width: number
  readonly y: number
  readonly height: number
}

function paintChips(
  context: CanvasRenderingContext2D,
  scene: Scene,
  spans: SpanIndex,
  look: SpanLook,
  band: SpanBand,
): void {
  const { scale, palette } = scene
  const byColour = new Map<string, Chip[]>()
  visitSpans(spans, scale.view.start, scale.view.end, (at) => {
    if (at === look.without) return
    const x = Math.max(-4, timeToPx(scale, spans.starts[at]!))
    const width = Math.max(LEAST_PX, Math.min(scale.widthPx + 4, timeToPx(scale, spans.ends[at]!)) - x)
    const chip = { at, x, width, ...levelBand(spans, spans.level[at]!, band) }
    const colour = look.colour ?? colourOf(palette, look.personOf(at))
    const others = byColour.get(colour)
    if (others) others.push(chip)
    else byColour.set(colour, [chip])
  })
  for (const [colour, chips] of byColour) {
    context.fillStyle = colour
    context.globalAlpha = palette.dark ? 0.26 : 0.2
    for (const { x, y, width, height } of chips) context.fillRect(x, y, width - 0.5, height)
    context.globalAlpha = 1
    for (const { x, y, height } of chips) context.fillRect(x, y, EDGE_PX, height)
  }
  context.fillStyle = palette.text
  context.font = `11px ${palette.font}`
  context.textBaseline = 'middle'
  for (const { at, x, width, y, height } of [...byColour.values()].flat()) {
    const from = Math.max(0, x) + EDGE_PX + 5
    const room = x + width - from - 4
    if (room < LABELLED_PX - 10 || height < 12) continue
    const label = fitLabel(context, look.labelOf(at), room)
    if (label) context.fillText(label, from, y + height / 2 + 0.5)
  }
  context.textBaseline = 'alphabetic'
}
