/**
 * Two rooms that play the same lecture sound alike, each late by its own network: sound alone would tie them together
 * by that delay. Where measured first samples (EgressInfo and the like) say otherwise, they are believed: groups of
 * recordings that sound and measurements place alike stay together, links between two such groups lose their say. One
 * recording alone that sound contradicts is another case: there it is its EgressInfo that errs.
 */
import { REFERENCE } from '../../core/clock/index.ts'
import type { EvidenceEdge } from './evidence.ts'

/** EgressInfo has been seen to err by 0.48 s (inputs: egress #1402); what differs by less says nothing. */
const SAME_ROOM_US = 600_000
const SAME_ROOM_SIGMAS = 4
/** A first sample known less well cannot tell two rooms apart. */
const ANCHOR_SIGMA_US = 300_000
const LEAST_GROUP = 2

export const SET_ASIDE = 'two rooms seem to hear the same loudspeakers: EgressInfo places them apart'

/** Ids of the links by sound that tie two rooms together. `direct`: the edges that place first samples and count. */
export function findRoomTies(
  links: readonly EvidenceEdge[],
  direct: readonly EvidenceEdge[],
): ReadonlySet<string> {
  const anchors = new Map(
    direct
      .filter(
        ({ to, support, sigmaUs }) =>
          to === REFERENCE && support === 'measured' && sigmaUs <= ANCHOR_SIGMA_US,
      )
      .map((edge) => [edge.from, edge]),
  )
  const sounds = links.filter(({ kind }) => kind === 'audio_match')
  const groupOf = new Map([...anchors.keys()].map((clock) => [clock, new Set([clock])]))
  for (const link of sounds) {
    if (!isPlacedAlike(link, anchors)) continue
    const from = groupOf.get(link.from)!
    const to = groupOf.get(link.to)!
    if (from === to) continue
    for (const clock of to) groupOf.set(clock, from.add(clock))
  }
  const rooms = new Set([...groupOf.values()].filter(({ size }) => size >= LEAST_GROUP))
  if (rooms.size < 2) return new Set()
  const roomOf = (clock: string): Set<string> | undefined => {
    const group = groupOf.get(clock)
    return group && rooms.has(group) ? group : undefined
  }
  const ties = sounds.filter(({ from, to }) => {
    const own = roomOf(from)
    const other = roomOf(to)
    return own !== undefined && other !== undefined && own !== other
  })
  if (ties.length === 0) return new Set()
  // What nothing measured places and both rooms claim belongs to neither for certain.
  const claims = new Map<string, Set<Set<string>>>()
  for (const { from, to } of sounds) {
    for (const [clock, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const room = roomOf(other)
      if (room && !anchors.has(clock)) claims.set(clock, (claims.get(clock) ?? new Set()).add(room))
    }
  }
  const unsure = new Set([...claims].flatMap(([clock, claimed]) => (claimed.size > 1 ? [clock] : [])))
  return new Set([
    ...ties.map(({ edgeId }) => edgeId),
    ...sounds.filter(({ from, to }) => unsure.has(from) || unsure.has(to)).map(({ edgeId }) => edgeId),
  ])
}

function isPlacedAlike(link: EvidenceEdge, anchors: ReadonlyMap<string, EvidenceEdge>): boolean {
  const from = anchors.get(link.from)
  const to = anchors.get(link.to)
  if (!from || !to) return false
  const apartUs = Math.abs(link.offsetUs - (from.offsetUs - to.offsetUs))
  return apartUs <= Math.max(SAME_ROOM_US, SAME_ROOM_SIGMAS * Math.hypot(from.sigmaUs, to.sigmaUs))
}
