/** What an edge of the clock graph says beside the solution: whether it agrees, whose it is, how it ranks. Pure. */
import type { ClockEdits, ClockGraph, GraphEdge } from '../../../core/protocol/clock.ts'

/** `outranked`: it has no say, as better evidence of the same kind has. */
export type EdgeState = 'agrees' | 'disagrees' | 'muted' | 'outranked'

export const EDGE_STATES: readonly EdgeState[] = ['agrees', 'disagrees', 'muted', 'outranked']

/** Beyond this many σ an edge contradicts what the others say. */
const MOST_SIGMAS = 3
const LEAST_WEIGHT = 0.5

/** Whether an edge is muted once the changes in hand are applied. */
export const isMuted = (edge: GraphEdge, edits: Pick<ClockEdits, 'mute' | 'unmute'>): boolean =>
  edits.mute.includes(edge.edgeId) || (edge.muted !== null && !edits.unmute.includes(edge.edgeId))

export function edgeState(edge: GraphEdge, edits: Pick<ClockEdits, 'mute' | 'unmute'>): EdgeState {
  if (isMuted(edge, edits)) return 'muted'
  // One that outweighs what contradicts it has next to no residual: it is the others that are less exact.
  const apart =
    edge.leaveOneOutUs !== null &&
    Math.abs(edge.leaveOneOutUs) > MOST_SIGMAS * edge.sigmaUs &&
    Math.abs(edge.residualUs ?? Infinity) > edge.sigmaUs
  const isIgnored = edge.weight !== null && edge.weight < LEAST_WEIGHT
  if (edge.used && (apart || isIgnored)) return 'disagrees'
  return edge.used || edge.muted !== null ? 'agrees' : 'outranked'
}

/** The recording whose clock this is; undefined for UTC and for a device. */
export const recordingOf = (clockId: string): string | undefined =>
  clockId.startsWith('media:') ? clockId.slice('media:'.length) : undefined

/** The person each clock belongs to; UTC belongs to none. */
export function ownersOf(
  graph: Pick<ClockGraph, 'clocks' | 'recordings'>,
): (clockId: string) => string | undefined {
  const byRecording = new Map(graph.recordings.map((each) => [each.recordingId, each.identity]))
  const byClock = new Map(graph.clocks.map((clock) => [clock.clockId, clock.identity]))
  return (clockId) => {
    const recordingId = recordingOf(clockId)
    const owner = recordingId === undefined ? undefined : byRecording.get(recordingId)
    if (owner !== undefined) return owner
    return clockId.startsWith('device:')
      ? clockId.slice('device:'.length)
      : (byClock.get(clockId) ?? undefined)
  }
}

/** Surest first: an edge that has a say before one that has none, then the smaller σ; ties by id. */
export const bySureness =
  (edits: Pick<ClockEdits, 'mute' | 'unmute'>) =>
  (a: GraphEdge, b: GraphEdge): number =>
    EDGE_STATES.indexOf(edgeState(a, edits)) - EDGE_STATES.indexOf(edgeState(b, edits)) ||
    a.sigmaUs - b.sigmaUs ||
    (a.edgeId < b.edgeId ? -1 : 1)

/** The recordings an edge is about: one of them where it leads to UTC or to a device. */
export const recordingsOf = (edge: Pick<GraphEdge, 'from' | 'to'>): string[] =>
  [edge.from, edge.to].flatMap((clockId) => recordingOf(clockId) ?? [])
