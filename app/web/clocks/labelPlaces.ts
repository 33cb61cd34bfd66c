/**
 * Where the words of the links stand: on their line, never over a node, a name or other words. A label that finds no
 * such place is left out rather than laid over something. Pure; px.
 */
import { labelWidth, type Box, type PlacedNode } from './netLayout.ts'

export interface LineLabel {
  readonly id: string
  readonly text: string
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

export interface LabelPlace {
  readonly id: string
  readonly text: string
  /** The middle of the words. */
  readonly x: number
  readonly y: number
  readonly box: Box
}

/** Shares of the line's length that are tried, the middle first. */
const PLACES = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8]
const HEIGHT_PX = 15
const PAD_PX = 3

export const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Whether a line from (x1, y1) to (x2, y2) goes through a box (Liang and Barsky's clipping, 1984). */
function crosses({ x1, y1, x2, y2 }: Omit<LineLabel, 'id' | 'text'>, box: Box): boolean {
  let [enter, leave] = [0, 1]
  const sides: readonly (readonly [number, number])[] = [
    [x1 - x2, x1 - box.x],
    [x2 - x1, box.x + box.width - x1],
    [y1 - y2, y1 - box.y],
    [y2 - y1, box.y + box.height - y1],
  ]
  for (const [speed, room] of sides) {
    if (speed === 0) {
      if (room < 0) return false
    } else if (speed < 0) enter = Math.max(enter, room / speed)
    else leave = Math.min(leave, room / speed)
  }
  return enter <= leave
}

const discBox = ({ x, y, radius }: PlacedNode): Box => ({
  x: x - radius - PAD_PX,
  y: y - radius - PAD_PX,
  width: 2 * (radius + PAD_PX),
  height: 2 * (radius + PAD_PX),
})

/** Places labels, the last first as it is drawn on top; each where it hides the fewest of all lines. */
export function placeLabels(
  labels: readonly LineLabel[],
  nodes: readonly PlacedNode[],
  lines: readonly Omit<LineLabel, 'text'>[] = labels,
): LabelPlace[] {
  const taken: Box[] = nodes.flatMap((node) => [discBox(node), node.label.box])
  const placed: LabelPlace[] = []
  for (const line of labels.toReversed()) {
    const width = labelWidth(line.text) + 2 * PAD_PX
    const others = lines.filter(({ id }) => id !== line.id)
    let best: { readonly place: LabelPlace; readonly hidden: number } | undefined
    for (const share of PLACES) {
      const x = line.x1 + (line.x2 - line.x1) * share
      const y = line.y1 + (line.y2 - line.y1) * share
      const box = { x: x - width / 2, y: y - HEIGHT_PX / 2, width, height: HEIGHT_PX }
      if (taken.some((other) => overlap(box, other))) continue
      const hidden = others.filter((other) => crosses(other, box)).length
      if (best && best.hidden <= hidden) continue
      best = { place: { id: line.id, text: line.text, x, y, box }, hidden }
    }
    if (!best) continue
    taken.push(best.place.box)
    placed.push(best.place)
  }
  return placed
}
