/**
 * The clock graph as a person sees it: people are nodes, all edges between two of them are one link. A node that is
 * opened stands as its recordings. Pure.
 */
import type { ClockEdits, ClockGraph, GraphEdge } from '../../../core/protocol/clock.ts'
import { bySureness, edgeState, ownersOf, type EdgeState } from './edges.ts'

export const UTC_NODE = 'utc'

export interface NetNode {
  readonly id: string
  readonly kind: 'person' | 'recording' | 'device' | 'utc'
  readonly identity: string | undefined
  readonly label: string
  /** Index in SessionDetail.people, for the colour; −1: nobody's. */
  readonly person: number
  readonly recordingIds: readonly string[]
  /** Its edges to the wall clock, where that is not shown. */
  readonly priors: number
  /** Whether any of its recordings belongs to a group that content links. */
  readonly isLinked: boolean
}

export interface NetLink {
  readonly id: string
  readonly a: string
  readonly b: string
  /** Surest first. */
  readonly edges: readonly GraphEdge[]
  readonly state: EdgeState
  readonly disagreeing: number
  /** σ of the surest edge that has a say, else of the surest, µs. */
  readonly sigmaUs: number
}

export interface Net {
  readonly nodes: readonly NetNode[]
  readonly links: readonly NetLink[]
}

interface NetOptions {
  /** In the order of the session's people. */
  readonly people: readonly { readonly identity: string; readonly name: string }[]
  readonly edits: Pick<ClockEdits, 'mute' | 'unmute'>
  /** The person whose recordings stand apart. */
  readonly opened?: string | undefined
  /** Whether the wall clock is a node. */
  readonly utc: boolean
  readonly sourceName: (source: string) => string
}

export function buildNet(graph: ClockGraph, options: NetOptions): Net {
  const { opened, utc, edits } = options
  const owner = ownersOf(graph)
  const nodeOf = (clockId: string): string => {
    if (clockId === UTC_NODE) return UTC_NODE
    const identity = owner(clockId)
    return identity !== undefined && identity !== opened ? `person:${identity}` : clockId
  }
  const nodes = listNodes(graph, options)
  const known = new Set(nodes.map((node) => node.id))
  const pairs = new Map<string, GraphEdge[]>()
  const priors = new Map<string, number>()
  for (const edge of graph.edges) {
    const [a, b] = [nodeOf(edge.from), nodeOf(edge.to)].toSorted()
    if (a === undefined || b === undefined || a === b) continue
    if (a === UTC_NODE || b === UTC_NODE) {
      const other = a === UTC_NODE ? b : a
      if (edge.used) priors.set(other, (priors.get(other) ?? 0) + 1)
    }
    if (!known.has(a) || !known.has(b)) continue
    const key = `${a} ${b}`
    pairs.set(key, [...(pairs.get(key) ?? []), edge])
  }
  const links = [...pairs].map(([id, edges]) => foldLink(id, edges, edits, nodeOf))
  return {
    nodes: nodes.map((node) => ({ ...node, priors: utc ? 0 : (priors.get(node.id) ?? 0) })),
    links: links.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

function listNodes(graph: ClockGraph, { people, opened, utc, sourceName }: NetOptions): NetNode[] {
  const order = people.map((person) => person.identity)
  const identities = [...new Set(graph.recordings.map((recording) => recording.identity))]
  const place = (identity: string): number =>
    order.includes(identity) ? order.indexOf(identity) : order.length
  const nodes = identities
    .toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    .flatMap((identity): NetNode[] => {
      const recordings = graph.recordings.filter((recording) => recording.identity === identity)
      const person = order.indexOf(identity)
      const label = people[person]?.name ?? recordings[0]?.name ?? identity
      const common = { identity, person, priors: 0 }
      if (identity !== opened) {
        return [
          {
            ...common,
            id: `person:${identity}`,
            kind: 'person',
            label,
            recordingIds: recordings.map((recording) => recording.recordingId),
            isLinked: recordings.some((recording) => recording.component !== null),
          },
        ]
      }
      const apart = recordings.map((recording, index): NetNode => {
        const nth = recordings.slice(0, index).filter(({ source }) => source === recording.source).length
        const source = sourceName(recording.source)
        return {
          ...common,
          id: `media:${recording.recordingId}`,
          kind: 'recording',
          label: `${label} · ${source}${nth > 0 ? ` (${nth + 1})` : ''}`,
          recordingIds: [recording.recordingId],
          isLinked: recording.component !== null,
        }
      })
      const devices = graph.clocks
        .filter((clock) => clock.kind === 'device' && clock.identity === identity)
        .map(({ clockId }): NetNode => ({
          ...common,
          id: clockId,
          kind: 'device',
          label: `${label} · device`,
          recordingIds: [],
          isLinked: false,
        }))
      return [...apart, ...devices]
    })
  if (!utc) return nodes
  return [
    ...nodes,
    {
      id: UTC_NODE,
      kind: 'utc',
      identity: undefined,
      label: 'Wall clock',
      person: -1,
      recordingIds: [],
      priors: 0,
      isLinked: false,
    },
  ]
}

function foldLink(
  id: string,
  edges: readonly GraphEdge[],
  edits: NetOptions['edits'],
  nodeOf: (clockId: string) => string,
): NetLink {
  const sorted = edges.toSorted(bySureness(edits))
  const best = sorted[0]!
  const states = sorted.map((edge) => edgeState(edge, edits))
  const disagreeing = states.filter((state) => state === 'disagrees').length
  const [a, b] = [nodeOf(best.from), nodeOf(best.to)].toSorted()
  return {
    id,
    a: a!,
    b: b!,
    edges: sorted,
    state: disagreeing > 0 ? 'disagrees' : states[0]!,
    disagreeing,
    sigmaUs: best.sigmaUs,
  }
}

/** The link an edge is folded into. */
export const linkOf = (net: Net, edgeId: string | undefined): NetLink | undefined =>
  edgeId === undefined
    ? undefined
    : net.links.find((link) => link.edges.some((edge) => edge.edgeId === edgeId))

/**
 * The links that hold each group together, surest first (a spanning forest of least σ), and all that disagree: what is
 * drawn where all of them would be a thicket.
 */
export function mainLinks(net: Net): readonly NetLink[] {
  const root = new Map(net.nodes.map((node) => [node.id, node.id]))
  const find = (id: string): string => {
    const above = root.get(id) ?? id
    return above === id ? id : find(above)
  }
  const rank = (link: NetLink): number => (link.state === 'agrees' ? 0 : link.state === 'disagrees' ? 1 : 2)
  const kept = new Set<NetLink>(net.links.filter((link) => link.state === 'disagrees'))
  for (const link of net.links.toSorted((a, b) => rank(a) - rank(b) || a.sigmaUs - b.sigmaUs)) {
    const [a, b] = [find(link.a), find(link.b)]
    if (a === b) continue
    root.set(a, b)
    kept.add(link)
  }
  return net.links.filter((link) => kept.has(link))
}
