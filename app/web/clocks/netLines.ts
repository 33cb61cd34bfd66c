/** Which links are drawn, how thick, between which points, and which of them carry words. Pure; px. */
import { mainLinks, type Net, type NetLink } from './net.ts'
import type { PlacedNode } from './netLayout.ts'

/** More than this is a thicket: then the links that hold the groups together stand for all. */
const MOST_LINKS = 40
/** More words than this are no help. */
const MOST_LABELS = 30

export interface DrawnLinks {
  /** In the order they are drawn: what matters most comes last, on top. */
  readonly links: readonly NetLink[]
  readonly isThinned: boolean
  /** Ids of those with words. */
  readonly labelled: ReadonlySet<string>
}

/** `hover`: the id of a node, whose links all show, or of a link. */
export function drawnLinks(net: Net, chosen: NetLink | undefined, hover: string | undefined): DrawnLinks {
  const isThinned = net.links.length > MOST_LINKS
  const main = new Set(isThinned ? mainLinks(net) : net.links)
  const isHovered = (link: NetLink): boolean => link.id === hover || link.a === hover || link.b === hover
  const links = net.links
    .filter((link) => main.has(link) || link === chosen || isHovered(link))
    .toSorted((a, b) => rank(a, chosen) - rank(b, chosen))
  const isAll = links.length <= MOST_LABELS
  const labelled = links.filter(
    (link) => isAll || link === chosen || link.state === 'disagrees' || isHovered(link),
  )
  return { links, isThinned, labelled: new Set(labelled.map((link) => link.id)) }
}

const rank = (link: NetLink, chosen: NetLink | undefined): number =>
  link === chosen ? 4 : { disagrees: 3, agrees: 2, muted: 1, outranked: 0 }[link.state]

/** Thick is sure: σ of 5 ms and less 3 px, of a second and more 1 px. */
export function lineWidth({ sigmaUs, state }: NetLink): number {
  if (state === 'muted' || state === 'outranked') return 1
  const share = (Math.log10(1e6) - Math.log10(Math.max(5e3, sigmaUs))) / (Math.log10(1e6) - Math.log10(5e3))
  return Number((1 + 2 * Math.max(0, share)).toFixed(2))
}

export interface NetLine {
  readonly id: string
  readonly link: NetLink
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** From rim to rim of the nodes; the last is drawn on top. */
export function linesBetween(links: readonly NetLink[], nodes: readonly PlacedNode[]): NetLine[] {
  const byId = new Map(nodes.map((placed) => [placed.node.id, placed]))
  return links.flatMap((link) => {
    const [a, b] = [byId.get(link.a), byId.get(link.b)]
    if (!a || !b) return []
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
    const [dx, dy] = [(b.x - a.x) / length, (b.y - a.y) / length]
    return [
      {
        id: link.id,
        link,
        x1: a.x + dx * a.radius,
        y1: a.y + dy * a.radius,
        x2: b.x - dx * b.radius,
        y2: b.y - dy * b.radius,
      },
    ]
  })
}
