/**
 * Where the nodes of the clock graph stand: on an ellipse, in an order that keeps what is linked close, the same for
 * the same graph each time. Labels stand outward of their nodes, where no line goes. Pure; px.
 */
import type { NetLink, NetNode } from './net.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedNode {
  readonly node: NetNode
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly label: PlacedLabel
}

export interface PlacedLabel {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** Degrees about (x, y); 0 where the words lie level. */
  readonly turn: number
  /** What the words cover. */
  readonly box: Box
}

/** Mean width of a letter and height of a line at the graph's 12 px. */
const LETTER_PX = 6.6
export const LINE_PX = 16
/** Above this many nodes the labels stand like spokes. */
const MOST_LEVEL = 14
const GAP_PX = 6
const LONGEST = 22

/** Cut in the middle: who is numbered differs at the end. */
export function cutLabel(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text
  const tail = Math.floor((longest - 1) / 2)
  return `${text.slice(0, longest - 1 - tail).trimEnd()}…${text.slice(-tail).trimStart()}`
}

export const labelWidth = (text: string): number => text.length * LETTER_PX

const nodeRadius = (count: number): number => (count <= 8 ? 16 : count <= MOST_LEVEL ? 12 : 6)

export interface Size {
  readonly width: number
  readonly height: number
}

export function layoutNet(
  nodes: readonly NetNode[],
  links: readonly NetLink[],
  { width, height }: Size,
): PlacedNode[] {
  const order = orderNodes(nodes, links)
  const radius = nodeRadius(order.length)
  const isSpokes = order.length > MOST_LEVEL
  const texts = order.map((node) => cutLabel(node.label, isSpokes ? 14 : LONGEST))
  // Words above and below a node need no room at its side.
  const atSide = texts.filter((_, index) => isSpokes || isBeside(angleOf(index, order.length)))
  const widest = Math.max(0, ...atSide.map(labelWidth))
  const [padX, padY] = isSpokes
    ? [widest + radius + GAP_PX + 4, widest + radius + GAP_PX + 4]
    : [widest + radius + GAP_PX + 4, radius + LINE_PX + GAP_PX + 2]
  const rx = Math.max(24, width / 2 - padX)
  const ry = Math.max(24, height / 2 - padY)
  return order.map((node, index) => {
    const angle = angleOf(index, order.length)
    const alone = order.length === 1
    const x = width / 2 + (alone ? 0 : rx * Math.cos(angle))
    const y = height / 2 + (alone ? 0 : ry * Math.sin(angle))
    const at = { x, y, radius }
    const text = texts[index]!
    return {
      node,
      ...at,
      label: isSpokes ? spokeLabel(at, angle, text) : levelLabel(at, alone ? Math.PI / 2 : angle, text),
    }
  })
}

/** Two nodes stand side by side; more begin at the top. */
const angleOf = (index: number, count: number): number =>
  (count === 2 ? Math.PI : -Math.PI / 2) + (index * 2 * Math.PI) / count

const isBeside = (angle: number): boolean => Math.abs(Math.sin(angle)) <= 0.8

interface Disc {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Above a node at the top, below one at the bottom, else beside it. */
function levelLabel({ x, y, radius }: Disc, angle: number, text: string): PlacedLabel {
  const width = labelWidth(text)
  const up = Math.sin(angle)
  const right = Math.cos(angle)
  if (!isBeside(angle)) {
    const middle = y + Math.sign(up) * (radius + GAP_PX + LINE_PX / 2 - 2)
    const box = { x: x - width / 2, y: middle - LINE_PX / 2, width, height: LINE_PX }
    return { text, x, y: middle, anchor: 'middle', turn: 0, box }
  }
  const side = right < 0 ? -1 : 1
  const start = x + side * (radius + GAP_PX)
  return {
    text,
    x: start,
    y,
    anchor: side < 0 ? 'end' : 'start',
    turn: 0,
    box: { x: side < 0 ? start - width : start, y: y - LINE_PX / 2, width, height: LINE_PX },
  }
}

/** Along the ray from the middle, never upside down. */
function spokeLabel({ x, y, radius }: Disc, angle: number, text: string): PlacedLabel {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
  const isLeft = dx < -1e-9
  const start = { x: x + dx * (radius + GAP_PX), y: y + dy * (radius + GAP_PX) }
  const length = labelWidth(text)
  const end = { x: start.x + dx * length, y: start.y + dy * length }
  const half = LINE_PX / 2
  return {
    text,
    ...start,
    anchor: isLeft ? 'end' : 'start',
    turn: (angle * 180) / Math.PI + (isLeft ? 180 : 0),
    box: {
      x: Math.min(start.x, end.x) - half,
      y: Math.min(start.y, end.y) - half,
      width: Math.abs(end.x - start.x) + LINE_PX,
      height: Math.abs(end.y - start.y) + LINE_PX,
    },
  }
}

/** How much a link wants its ends together: a sure one more than a vague one, whatever is muted of it. */
const pull = ({ edges }: NetLink): number =>
  1 / Math.log10(10 + Math.min(...edges.map(({ sigmaUs }) => sigmaUs)) / 1e3)

/** Swaps neighbours for as long as that shortens the links; begins as the people are listed. */
function orderNodes(nodes: readonly NetNode[], links: readonly NetLink[]): NetNode[] {
  const order = [...nodes]
  const count = order.length
  if (count < 4) return order
  const place = new Map(order.map((node, index) => [node.id, index]))
  const near = new Map<string, { readonly to: string; readonly by: number }[]>()
  for (const link of links) {
    near.set(link.a, [...(near.get(link.a) ?? []), { to: link.b, by: pull(link) }])
    near.set(link.b, [...(near.get(link.b) ?? []), { to: link.a, by: pull(link) }])
  }
  const cost = (id: string, at: number): number =>
    (near.get(id) ?? []).reduce((sum, { to, by }) => {
      const steps = Math.abs(at - (place.get(to) ?? at))
      return sum + by * Math.min(steps, count - steps) ** 2
    }, 0)
  for (let round = 0; round < count; round++) {
    let hasSwapped = false
    for (let at = 0; at < count; at++) {
      const next = (at + 1) % count
      const [one, two] = [order[at]!, order[next]!]
      const before = cost(one.id, at) + cost(two.id, next)
      place.set(one.id, next).set(two.id, at)
      const after = cost(one.id, next) + cost(two.id, at)
      if (after < before - 1e-9) {
        order[at] = two
        order[next] = one
        hasSwapped = true
      } else place.set(one.id, at).set(two.id, next)
    }
    if (!hasSwapped) break
  }
  return order
}
